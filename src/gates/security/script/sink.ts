import type ts from 'typescript';
import type { Call, Engine } from './engine/engine.ts';
import { deepTaints, elementsOf, joinTaints, jsonPiece, taintedPiece, textOf } from './engine/values.ts';
import type { Taint, Value } from './engine/values.ts';
import { hasKind } from './kinds.ts';
import type { DangerKind } from './kinds.ts';

/**
 * Which part of a call is dangerous: an argument, fields of an argument, everything in fields of one, every argument,
 * the last one, or everything in an argument.
 */
export type Slot =
  | number
  | 'all'
  | 'last'
  | { readonly of: number | 'last'; readonly fields: readonly string[] }
  | { readonly in: number; readonly fields: readonly string[] }
  | { readonly deep: number };

/** Calls in which untrusted data is dangerous. */
export interface SinkRow {
  readonly kind: DangerKind;
  /** Callees whose origin is known: `fs.readFile`. A space separates several. */
  readonly calls?: string;
  /** Methods of objects whose origin is not known. */
  readonly methods?: string;
  /** The last name of what such a method is called on. */
  readonly on?: RegExp;
  readonly slots: readonly Slot[];
  readonly when?: (call: Call) => boolean;
  /** Dangerous only under conditions that the text does not show. */
  readonly doubtful?: boolean;
  /** What a database gives back is often sent here as plain text; markup around it says that it is a page. */
  readonly plain?: boolean;
}

/** A value in a dangerous place. */
interface Placed {
  readonly value: Value;
  readonly node: ts.Node;
}

function argument(call: Call, index: number | 'last'): Placed | undefined {
  const at = index === 'last' ? call.args.length - 1 : index;
  const value = call.args[at];
  return value && { value, node: call.argNodes[at] ?? call.node };
}

function deepIn({ node }: Placed, value: Value): Placed {
  return { value: { ...elementsOf(value), taints: deepTaints(value) }, node };
}

function placedIn(call: Call, slot: Slot): readonly Placed[] {
  if (slot === 'all') return call.args.map((value, index) => ({ value, node: call.argNodes[index] ?? call.node }));
  if (typeof slot === 'number' || slot === 'last') {
    const one = argument(call, slot);
    return one ? [one] : [];
  }
  const one = argument(call, 'deep' in slot ? slot.deep : 'in' in slot ? slot.in : slot.of);
  if (!one) return [];
  if ('in' in slot)
    return slot.fields.flatMap((name) => (one.value.fields?.get(name) ? [deepIn(one, one.value.fields.get(name) ?? one.value)] : []));
  if ('deep' in slot) return [deepIn(one, one.value)];
  return slot.fields.flatMap((name) => {
    const value = one.value.fields?.get(name);
    return value ? [{ value, node: one.node }] : [];
  });
}

const fixedHost = new RegExp(`^(?:[a-z][a-z+.-]*:)?//[^/?#\\\\${taintedPiece}]+[/?#]|^\\u0000[^${taintedPiece}]*[/?#]`, 'iu');
const ownPath = new RegExp(`^/(?:[^/\\\\${taintedPiece}]|$)|^[?#]|^\\./`, 'u');

function leavesHostAlone(text: string): boolean {
  return fixedHost.test(text) || ownPath.test(text);
}

/** Whoever calls a function with a whole path or a program with one says what is meant, and reads what the program writes. */
function isOwnWish(kind: DangerKind, { source: { from } }: Taint, text: string): boolean {
  if (from === 'local' && kind === 'log') return true;
  if (!text.startsWith(taintedPiece)) return false;
  return kind === 'path' ? from === 'parameter' || from === 'local' : kind === 'ldap' && from === 'parameter';
}

/** Whether data that is not proved safe is so at its place in the text. */
function harmlessHere(kind: DangerKind, value: Value, taint: Taint): boolean {
  const text = textOf(value);
  if (kind === 'ssrf') return leavesHostAlone(text);
  if (kind === 'redirect')
    return leavesHostAlone(text) || (hasKind(taint.cleared, 'leading-slash') && hasKind(taint.cleared, 'no-double-slash'));
  if (isOwnWish(kind, taint, text)) return true;
  if (kind !== 'path' || !hasKind(taint.cleared, 'no-dots')) return false;
  return !text.startsWith(taintedPiece) || hasKind(taint.cleared, 'no-leading-slash');
}

const quoted = new RegExp(`<[^<>]*=\\s*(["']?)[^"'<>]*${taintedPiece}`, 'gu');
const jsonInMarkup = new RegExp(`<[^]*${jsonPiece}`, 'u');

/** Text without "<" still ends an attribute with the quote that the attribute has. */
function breaksOut(kind: DangerKind, value: Value, taint: Taint): boolean {
  if (kind !== 'html') return false;
  if (jsonInMarkup.test(textOf(value))) return taint.removed?.includes('<') !== true;
  if (taint.removed === undefined) return false;
  const { removed } = taint;
  return [...textOf(value).matchAll(quoted)].some(([, quote]) =>
    quote === '' ? !removed.includes(' ') && !removed.includes('"') : !removed.includes(quote ?? '"'),
  );
}

/** The taints of a value that make it dangerous for a kind of use. */
export function dangerousTaints(kind: DangerKind, value: Value): readonly Taint[] {
  return value.taints.filter((taint) => {
    if ((hasKind(taint.cleared, kind) && !breaksOut(kind, value, taint)) || (taint.source.from === 'error') !== (kind === 'exposure'))
      return false;
    return !harmlessHere(kind, value, taint);
  });
}

/** Notes what arrives in a dangerous place. */
export function arriveAt(
  engine: Engine,
  placed: Placed,
  sink: { readonly kind: DangerKind; readonly message: string; readonly doubtful?: boolean; readonly plain?: boolean },
): void {
  const { kind, message } = sink;
  for (const taint of dangerousTaints(kind, placed.value)) {
    if (
      sink.plain === true &&
      taint.source.from === 'stored' &&
      !textOf(placed.value).includes('<') &&
      !placed.node.getText().includes('<')
    )
      continue;
    // A prefix without a separator also lets a neighbour of the folder through.
    const doubtful = sink.doubtful === true || (kind === 'path' && hasKind(taint.cleared, 'same-prefix'));
    engine.arrive({ kind, message, ...(doubtful ? { doubtful } : {}), node: placed.node, taint });
  }
}

interface SinkTable {
  readonly byApi: ReadonlyMap<string, readonly SinkRow[]>;
  readonly byMethod: ReadonlyMap<string, readonly SinkRow[]>;
}

/** Rows by what they are looked up by. */
export function sinkTable(rows: readonly SinkRow[]): SinkTable {
  const byApi = new Map<string, SinkRow[]>();
  const byMethod = new Map<string, SinkRow[]>();
  const add = (map: Map<string, SinkRow[]>, names: string | undefined, row: SinkRow): void => {
    for (const name of names?.split(' ') ?? []) map.set(name, [...(map.get(name) ?? []), row]);
  };
  for (const row of rows) {
    add(byApi, row.calls, row);
    add(byMethod, row.methods, row);
  }
  return { byApi, byMethod };
}

function rowsFor(table: SinkTable, call: Call): readonly SinkRow[] {
  const known = call.api === undefined ? undefined : table.byApi.get(call.api);
  if (known) return known;
  // A function of this text is followed instead.
  if (call.callee.closure) return [];
  return (
    (call.receiver ? table.byMethod.get(call.name) : undefined)?.filter((row) => row.on === undefined || row.on.test(call.receiverName)) ??
    []
  );
}

/** Notes every dangerous argument of a call. */
export function checkCall(table: SinkTable, call: Call, engine: Engine): void {
  for (const row of rowsFor(table, call)) {
    if (row.when && !row.when(call)) continue;
    const message = `passed to ${call.name || call.api || 'a function'}`;
    for (const slot of row.slots) {
      for (const placed of placedIn(call, slot))
        arriveAt(engine, placed, {
          kind: row.kind,
          message,
          ...(row.doubtful === true ? { doubtful: true } : {}),
          ...(row.plain === true ? { plain: true } : {}),
        });
    }
  }
}

/** All taints of several values. */
export function taintsOf(values: readonly Value[]): readonly Taint[] {
  return values.reduce<readonly Taint[]>((all, one) => joinTaints(all, deepTaints(one)), []);
}
