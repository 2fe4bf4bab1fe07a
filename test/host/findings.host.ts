import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodeActionKind,
  commands,
  ConfigurationTarget,
  extensions,
  languages,
  Range,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type CodeAction,
  type Diagnostic,
  type Hover,
  type TextDocument,
} from 'vscode';

/** Resolves with the gates' diagnostics of a document once `wanted` accepts them. */
function diagnosticsOf(
  document: Pick<TextDocument, 'uri'>,
  wanted: (all: readonly Diagnostic[]) => boolean,
): Promise<readonly Diagnostic[]> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const all = languages.getDiagnostics(document.uri).filter(({ source }) => source?.startsWith('Centuria') === true);
      if (wanted(all)) resolve(all);
      return wanted(all);
    };
    const watch = languages.onDidChangeDiagnostics(() => look() && watch.dispose());
    if (look()) watch.dispose();
  });
}

const codeOf = ({ code }: Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

async function shown(content: string, rule: string): Promise<{ readonly document: TextDocument; readonly found: Diagnostic }> {
  const document = await workspace.openTextDocument({ language: 'python', content });
  await window.showTextDocument(document);
  const found = (await diagnosticsOf(document, (all) => all.some((one) => codeOf(one) === rule))).find((one) => codeOf(one) === rule);
  assert.ok(found);
  return { document, found };
}

function actionsAt(uri: Uri, range: Range, kind: CodeActionKind): Thenable<readonly CodeAction[]> {
  return commands.executeCommand('vscode.executeCodeActionProvider', uri, range, kind.value, 10);
}

const setting = (name: string, value: unknown) => workspace.getConfiguration('centuria').update(name, value, ConfigurationTarget.Global);

describe('a finding of the gates', () => {
  before(async () => {
    await extensions.getExtension('centuria.centuria')?.activate();
  });
  afterEach(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('offers its fix first, then an agent, and last to ignore it; only the fix is preferred', async () => {
    const { document, found } = await shown('import os\n\n\ndef area(side):\n    return side * side\n', 'F401');
    const actions = (await actionsAt(document.uri, found.range, CodeActionKind.QuickFix)).filter(({ title }) =>
      /os|Centuria|Ignore/.test(title),
    );
    assert.deepEqual(
      actions.map(({ title, isPreferred }) => [title, isPreferred === true]),
      [
        ['Remove unused import: `os`', true],
        ['Fix with Centuria', false],
        ['Ignore F401 with a reason…', false],
      ],
    );
    const edit = actions[0]?.edit;
    assert.ok(edit && (await workspace.applyEdit(edit)));
    assert.equal(document.getText(), '\n\ndef area(side):\n    return side * side\n');
    await diagnosticsOf(document, (all) => all.length === 0);
  });

  it('is fixed with all others by what editors do on save, which makes no suggestion and asks no agent', async () => {
    const { document } = await shown(
      'import os\nimport json\n\nname = "a"\nprint(f"b", name is "a")\n\n\ndef f():\n    unused = 1\n',
      'F632',
    );
    const [all, ...others] = await actionsAt(document.uri, new Range(0, 0, 0, 0), CodeActionKind.SourceFixAll.append('centuria'));
    assert.deepEqual([all?.kind?.value, all?.command, others], ['source.fixAll.centuria', undefined, []]);
    assert.ok(all?.edit && (await workspace.applyEdit(all.edit)));
    assert.equal(document.getText(), '\nname = "a"\nprint("b", name == "a")\n\n\ndef f():\n    unused = 1\n');
  });

  it('is ignored with a reason on its line, and not without one', async () => {
    const { document, found } = await shown('def f(a):\n    if a:\n        return missing\n', 'F821');
    const actions = await actionsAt(document.uri, found.range, CodeActionKind.QuickFix);
    const wanted: unknown = actions.find(({ title }) => title.startsWith('Ignore F821'))?.command?.arguments?.[1];
    assert.ok(wanted);
    await commands.executeCommand('centuria.finding.ignore', document.uri, wanted, '  ');
    assert.ok(!document.getText().includes('centuria-ignore'));
    await commands.executeCommand('centuria.finding.ignore', document.uri, wanted, 'the notebook has it');
    assert.equal(
      document.getText(),
      'def f(a):\n    if a:\n        # centuria-ignore-next-line F821 -- the notebook has it\n        return missing\n',
    );
    await diagnosticsOf(document, (all) => all.length === 0);
  });

  it('is explained where it is', async () => {
    const { document, found } = await shown('def f():\n    return missing\n', 'F821');
    const hovers: readonly Hover[] = await commands.executeCommand('vscode.executeHoverProvider', document.uri, found.range.start);
    const said = hovers.flatMap(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value))).join('\n');
    assert.match(said, /Why it matters: A name that is not defined/);
    assert.match(said, /https:\/\/docs\.astral\.sh\/ruff\/rules\/F821/);
  });

  it('is not there where its gate or its rule is turned off', async () => {
    const { document } = await shown('import os\n\nprint(missing)\n', 'F821');
    try {
      await setting('gates.rulesOff', ['F401']);
      assert.deepEqual((await diagnosticsOf(document, (all) => all.length === 1)).map(codeOf), ['F821']);
      await setting('gates.lint', 'off');
      await diagnosticsOf(document, (all) => all.length === 0);
    } finally {
      await setting('gates.lint', undefined);
      await setting('gates.rulesOff', undefined);
    }
    await diagnosticsOf(document, (all) => all.length === 2);
  });

  it('is found in every file that git lists once the workspace is checked', async () => {
    const root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const target = Uri.file(join(root, 'all.sarif'));
    const texts = { '.gitignore': 'not-listed.py\nall.sarif\n', 'listed.py': 'print(missing)\n', 'not-listed.py': 'print(missing)\n' };
    try {
      for (const [name, text] of Object.entries(texts)) await writeFile(join(root, name), text);
      execFileSync('git', ['-C', root, 'init', '-q']);
      await commands.executeCommand('centuria.gates.checkWorkspace');
      await commands.executeCommand('centuria.gates.exportSarif', target);
      const log = JSON.parse(await readFile(target.fsPath, 'utf8'));
      const files = log.runs[0].results.map(
        (one: { readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[] }) =>
          one.locations[0]?.physicalLocation.artifactLocation.uri,
      );
      assert.deepEqual(files, ['listed.py']);
      const listed = Uri.file(join(root, 'listed.py'));
      const problems = await diagnosticsOf({ uri: listed }, (all) => all.length === 1);
      assert.deepEqual(problems.map(codeOf), ['F821'], 'a problem, though its file is not open');
      const document = await workspace.openTextDocument(listed);
      const edit = new WorkspaceEdit();
      edit.replace(listed, new Range(0, 6, 0, 13), '1');
      assert.ok((await workspace.applyEdit(edit)) && (await document.save()));
      await diagnosticsOf(document, (all) => all.length === 0);
    } finally {
      for (const name of [...Object.keys(texts), '.git', 'all.sarif']) await rm(join(root, name), { recursive: true, force: true });
    }
  });

  it('is taken along as SARIF', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'centuria-sarif-'));
    try {
      await shown('def f():\n    return missing\n', 'F821');
      const target = Uri.file(join(folder, 'all.sarif'));
      await commands.executeCommand('centuria.gates.exportSarif', target);
      const log = JSON.parse(await readFile(target.fsPath, 'utf8'));
      assert.deepEqual([log.version, log.runs[0].tool.driver.name], ['2.1.0', 'Centuria']);
      assert.ok(log.runs[0].results.some((one: { readonly ruleId: string }) => one.ruleId === 'F821'));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
