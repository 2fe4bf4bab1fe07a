import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ChangedFile, FileJudgement, JudgeRequest } from '../../src/core/gate.ts';
import type { GatesProcess } from '../../src/gates/client.ts';
import { putOld } from './changes.ts';

/** Files of a change with their texts before and after; one without a text is not there. */
export type Changes = Readonly<Record<string, readonly [base: string | undefined, result: string | undefined]>>;

/** One project after another for a gates process. */
export class PythonProjects {
  readonly #gates: Pick<GatesProcess, 'judge'>;
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'centuria importers # ü-')));
  folder = this.root;
  #folders = 0;

  constructor(gates: Pick<GatesProcess, 'judge'>) {
    this.#gates = gates;
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  next(files: Readonly<Record<string, string>> = { 'requirements.txt': '' }): void {
    this.#folders += 1;
    this.folder = join(this.root, `project-${this.#folders}`);
    this.put({ '.git/HEAD': '', ...files });
  }

  put(files: Readonly<Record<string, string>>): void {
    putOld(this.folder, files);
  }

  uriOf(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  /** A change of files that are on the disk as they were. */
  async judged(changes: Changes, more: Partial<JudgeRequest> = {}): Promise<readonly FileJudgement[]> {
    for (const [name, [base]] of Object.entries(changes)) if (base !== undefined) this.put({ [name]: base });
    return this.judgedAsItIs(changes, more);
  }

  /** The same where the disk is as it is. */
  async judgedAsItIs(changes: Changes, more: Partial<JudgeRequest> = {}): Promise<readonly FileJudgement[]> {
    const files = Object.entries(changes).map(([name, [base, result]]): ChangedFile => ({
      uri: this.uriOf(name),
      languageId: name.endsWith('.py') ? 'python' : 'plaintext',
      ...(base === undefined ? {} : { base }),
      ...(result === undefined ? {} : { result }),
    }));
    return this.#gates.judge({ files, overlays: [], trusted: false, ...more }, new AbortController().signal);
  }

  /** Every finding of some judgements: `file:line rule`. */
  findingsIn(judgements: readonly FileJudgement[]): readonly string[] {
    const all = judgements.flatMap(({ uri, results }) =>
      results.flatMap(({ findings }) =>
        findings.map(({ rule, range }) => `${decodeURI(uri.slice(this.uriOf('').length + 1))}:${range.startLine + 1} ${rule}`),
      ),
    );
    return all.toSorted();
  }

  /** What refuses a change, in its own files and in others: `file:line rule`. */
  async refusals(changes: Changes): Promise<readonly string[]> {
    const judgements = await this.judged(changes);
    const blocking = judgements.map(({ uri, results }) => ({
      uri,
      results: results.map((one) => ({ ...one, findings: one.findings.filter(({ blocks }) => blocks) })),
    }));
    return this.findingsIn(blocking);
  }

  /** What a change breaks in files that it does not touch: `file:line rule`. */
  async broken(changes: Changes, more: Partial<JudgeRequest> = {}): Promise<readonly string[]> {
    const judgements = await this.judged(changes, more);
    return this.findingsIn(judgements.filter(({ uri }) => !Object.keys(changes).some((name) => this.uriOf(name) === uri)));
  }
}
