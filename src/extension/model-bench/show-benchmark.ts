import * as vscode from 'vscode';

import { resultRow } from '../../core/model-bench/result-table.ts';
import type { Services } from '../services.ts';
import { benchmarkText } from './benchmark-text.ts';

const BENCHMARK_URI = vscode.Uri.from({ scheme: 'centuria-benchmark', path: '/model-benchmark.md' });

const measured = new vscode.EventEmitter<vscode.Uri>();

/** Serves the last results as a read-only document, made from the store whenever it is opened. */
export function registerBenchmark(services: Services): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(BENCHMARK_URI.scheme, {
    onDidChange: measured.event,
    async provideTextDocumentContent() {
      const engine = await services.engine();
      const { cards } = await engine.cards();
      return benchmarkText(
        engine.store.measured.all().map((one) =>
          resultRow(
            one,
            cards.find(({ key }) => key === one.model),
          ),
        ),
      );
    },
  });
}

/** Centuria: Show Model Benchmark. */
export async function showBenchmark(services: Services): Promise<void> {
  // A failure to open the store is told as a message, not as an empty page.
  await services.engine();
  measured.fire(BENCHMARK_URI);
  const document = await vscode.workspace.openTextDocument(BENCHMARK_URI);
  await vscode.commands.executeCommand('markdown.showPreview', document.uri);
}
