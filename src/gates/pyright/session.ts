import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { Diagnostic, Hover, Location, LocationLink, Position, ProtocolConnection } from 'vscode-languageserver/node';
import { BoundedCache } from '../bounded-cache.ts';
import type { Dependency } from '../dependencies.ts';
import { loadServer } from './load-server.ts';
import { OverlaidDisk } from './overlaid-disk.ts';
import type { OverlaidPath } from './overlaid-disk.ts';
import type { PyrightFinding, PyrightQuestion } from './question.ts';

/** Of more findings the rest of one text is not looked at closer. */
const mostClose = 50;

/** Longer than pyright waits with its list of a project's files once it has read the settings. Milliseconds. */
const listedAfter = 10;
/** Of answers that are kept. */
const keptBytes = 4 * 1024 * 1024;

/** Rules whose message does not tell all of the type. */
const needsHover: ReadonlySet<string> = new Set(['reportAttributeAccessIssue', 'reportIndexIssue']);
const needsDefinition: ReadonlySet<string> = new Set(['reportCallIssue', 'reportArgumentType']);

function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

/** A conversation with pyright: whatever is asked is told of the disk as it is then, with the question's overlays. */
export class Session {
  readonly #disk: OverlaidDisk;
  readonly #connection: ProtocolConnection;
  readonly #ready: Promise<void>;
  /** Texts that it has open, by their paths. */
  readonly #open = new Map<string, string>();
  /** The one project that it knows: with two, pyright asks neither about a text that it was only shown. */
  #project: { readonly root: string; readonly settings: string } | undefined;
  #version = 0;
  /** What was answered since anything on the disk was another, by the questions: a change's base is asked about with each of its results. */
  readonly #answers = new BoundedCache<readonly PyrightFinding[]>(() => keptBytes);

  /** `folder`: pyright's own. */
  constructor(folder: string) {
    this.#disk = new OverlaidDisk(folder);
    const { input, output } = loadServer(folder, this.#disk.module());
    this.#connection = createProtocolConnection(new StreamMessageReader(output), new StreamMessageWriter(input));
    this.#connection.onRequest('workspace/configuration', ({ items }: { readonly items: readonly unknown[] }) => items.map(() => ({})));
    this.#connection.onRequest('client/registerCapability', () => null);
    this.#connection.onRequest('client/unregisterCapability', () => null);
    this.#connection.onRequest('window/workDoneProgress/create', () => null);
    this.#connection.onRequest('workspace/diagnostic/refresh', () => null);
    this.#connection.onUnhandledNotification(() => undefined);
    this.#connection.listen();
    this.#ready = this.#initialize();
  }

  async ask(question: PyrightQuestion): Promise<readonly PyrightFinding[]> {
    await this.#ready;
    const changed = this.#disk.look();
    if (changed.length > 0) this.#answers.clear();
    const key = createHash('sha256').update(JSON.stringify(question)).digest('base64');
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const found = await this.#asked(question, changed);
    this.#answers.set(key, found, JSON.stringify(found).length);
    return found;
  }

  async #asked({ path, overlays, root, settings }: PyrightQuestion, changed: readonly Dependency[]): Promise<readonly PyrightFinding[]> {
    const { contents, resolution } = this.#disk.begin(overlays, changed);
    await this.#enter(root, settings);
    this.#show(overlays);
    for (const file of contents) if (!this.#open.has(file)) this.#touch(file);
    // This is the request on which pyright looks at all files and folders anew; its answer never comes.
    if (resolution) void this.#connection.sendRequest('workspace/diagnostic', { previousResultIds: [] });
    const found: PyrightFinding[] = [];
    for (const [at, one] of (await this.#diagnosed(path)).entries())
      found.push(at < mostClose ? await this.#closer(path, one) : findingOf(one));
    return found;
  }

  async #diagnosed(path: string): Promise<readonly Diagnostic[]> {
    const report: { readonly items?: readonly Diagnostic[] } = await this.#connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri: uriOf(path) },
    });
    return report.items ?? [];
  }

  async #initialize(): Promise<void> {
    const capabilities = {
      workspace: { configuration: true, workspaceFolders: true },
      textDocument: { diagnostic: {}, hover: { contentFormat: ['plaintext'] }, publishDiagnostics: { tagSupport: { valueSet: [1, 2] } } },
    };
    await this.#connection.sendRequest('initialize', { processId: null, rootUri: null, locale: 'en', capabilities, workspaceFolders: [] });
    void this.#connection.sendNotification('initialized', {});
  }

  /** Makes a folder pyright's project, under our settings. */
  async #enter(root: string, settings: string): Promise<void> {
    const known = this.#project;
    if (known?.root === root && known.settings === settings) return;
    for (const path of this.#open.keys()) this.#close(path);
    this.#disk.settle(join(root, 'pyrightconfig.json'), settings);
    this.#project = { root, settings };
    if (known !== undefined) this.#tellFolders({ added: [], removed: [known.root] });
    this.#tellFolders({ added: [root], removed: [] });
    // A moment after it has read the settings it lists the project's files, and then forgets all that it knows of the library.
    await this.#diagnosed(join(root, 'pyrightconfig.json'));
    await setTimeout(listedAfter);
  }

  #tellFolders({ added, removed }: { readonly added: readonly string[]; readonly removed: readonly string[] }): void {
    const folders = (paths: readonly string[]) => paths.map((path) => ({ uri: uriOf(path), name: path }));
    void this.#connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: folders(added), removed: folders(removed) },
    });
  }

  /**
   * Shows it the texts of a question. What another text was found to be is not believed again once one of them is another: of
   * `from package import module` pyright does not notice that what it takes from the module has changed.
   */
  #show(overlays: readonly OverlaidPath[]): void {
    const wanted = new Map(overlays.flatMap(({ path, text }) => (text === undefined ? [] : [[path, text] as const])));
    const isShown = wanted.size === this.#open.size && [...wanted].every(([path, text]) => this.#open.get(path) === text);
    if (isShown) return;
    for (const path of this.#open.keys()) this.#close(path);
    for (const [path, text] of wanted) {
      this.#version += 1;
      void this.#connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uriOf(path), version: this.#version, languageId: 'python', text },
      });
      this.#open.set(path, text);
    }
  }

  #close(path: string): void {
    void this.#connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(path) } });
    this.#open.delete(path);
  }

  /** A file that is another on the disk: opened and closed, it is read again. */
  #touch(path: string): void {
    this.#version += 1;
    const textDocument = { uri: uriOf(path), version: this.#version, languageId: 'python', text: this.#disk.textAt(path) };
    void this.#connection.sendNotification('textDocument/didOpen', { textDocument });
    void this.#connection.sendNotification('textDocument/didClose', { textDocument });
  }

  async #closer(path: string, one: Diagnostic): Promise<PyrightFinding> {
    const finding = findingOf(one);
    if (one.severity !== 1 || finding.rule === undefined) return finding;
    const lines = (this.#open.get(path) ?? '').split('\n');
    const { start } = one.range;
    if (needsDefinition.has(finding.rule)) return { ...finding, ...(await this.#defined('definition', path, calleeOf(finding, lines))) };
    if (!needsHover.has(finding.rule)) return finding;
    const hover: Hover | null = await this.#connection.sendRequest('textDocument/hover', {
      textDocument: { uri: uriOf(path) },
      position: start,
    });
    const object = { line: start.line, character: Math.max(0, start.character - 2) };
    return { ...finding, hover: hoverText(hover), ...(await this.#defined('typeDefinition', path, object)) };
  }

  /** The lines that define what stands at a place, or its type. */
  async #defined(
    what: 'definition' | 'typeDefinition',
    path: string,
    position: Position | undefined,
  ): Promise<Pick<PyrightFinding, 'definition'>> {
    if (position === undefined) return {};
    const found: readonly (Location | LocationLink)[] | Location | null = await this.#connection.sendRequest(`textDocument/${what}`, {
      textDocument: { uri: uriOf(path) },
      position,
    });
    const [first] = found === null ? [] : 'uri' in found ? [found] : found;
    if (first === undefined) return {};
    const [uri, range] = 'uri' in first ? [first.uri, first.range] : [first.targetUri, first.targetSelectionRange];
    const file = fileURLToPath(uri);
    return { definition: { file, lines: definitionAt((this.#open.get(file) ?? this.#disk.textAt(file)).split('\n'), range.start.line) } };
  }
}

function findingOf({ message, severity, range, code }: Diagnostic): PyrightFinding {
  return {
    message: typeof message === 'string' ? message : message.value,
    severity: severity ?? 1,
    range,
    ...(typeof code === 'string' ? { rule: code } : {}),
  };
}

function hoverText(hover: Hover | null): string {
  const contents: unknown = hover?.contents;
  return typeof contents === 'object' && contents !== null && 'value' in contents && typeof contents.value === 'string'
    ? contents.value
    : '';
}

/** Lines above a place that a call may begin on. */
const mostAbove = 20;

/** What of a call is at fault is an argument: its place is where that begins, which may be a call itself. */
const ofArgument = /^(?:Argument of type|Expected \d|No parameter named|Multiple parameters)/u;

/** Where the name of what is called stands: of the innermost call around a place, or of the call that a finding is about. None where what is called has no name. */
function calleeOf({ message, range: { start, end } }: PyrightFinding, lines: readonly string[]): Position | undefined {
  const from = Math.max(0, start.line - mostAbove);
  const text = lines[start.line] ?? '';
  const own = /^[\w.]+(?=\s*\()/u.exec(text.slice(start.character))?.[0];
  if (own !== undefined && !ofArgument.test(message)) {
    // What decorates is called with the function below, and so is what another call makes.
    const calls = start.line === end.line ? callsIn(text.slice(start.character, end.character)) : 1;
    return calls > 1 || /^\s*@\s*$/u.test(text.slice(0, start.character))
      ? undefined
      : { line: start.line, character: start.character + own.length - 1 };
  }
  const before = [...lines.slice(from, start.line), text.slice(0, start.character)].join('\n');
  const open = openCall(before);
  if (open === -1) return undefined;
  const upTo = before.slice(0, open).trimEnd().split('\n');
  return { line: from + upTo.length - 1, character: (upTo.at(-1) ?? '').length - 1 };
}

/** How many calls follow each other in an expression, as in `make(1)(2)`. */
function callsIn(text: string): number {
  let depth = 0;
  let calls = 0;
  for (const sign of text) {
    if (sign === '(' && depth === 0) calls += 1;
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
  }
  return calls;
}

/** Where the last call that a text leaves open begins its arguments; -1 where there is none. */
function openCall(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const sign = text.charAt(at);
    if (')]}'.includes(sign)) depth += 1;
    if (!'([{'.includes(sign)) continue;
    if (depth === 0 && sign === '(' && /[\w\])]\s*$/u.test(text.slice(0, at))) return at;
    depth = Math.max(0, depth - 1);
  }
  return -1;
}

/** The line of a definition, with the decorators above it. */
function definitionAt(lines: readonly string[], line: number): string {
  let first = line;
  while (first > 0 && /^\s*(?:@|[\w.]*[)\]},]|\w+=)/u.test(lines[first - 1] ?? '')) first -= 1;
  return lines.slice(first, line + 1).join('\n');
}
