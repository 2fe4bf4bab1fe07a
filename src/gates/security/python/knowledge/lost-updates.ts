import type { ApiRule, Call } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';

/* Values that are read, changed and written back while others do the same: CWE-362. */

const counted =
  /(?:^|_)(?:balance|stock|quantity|credits?|points|seats|remaining|available|inventory|in_stock|on_hand|funds|used|redeemed|left|tickets)(?:_|$)/u;
const locks =
  /select_for_update|with_for_update|\batomic\b|\bF\(|for update|isolation|serializable|\block\b|Lock\(|_lock\b|advisory|version|begin_nested|compare_and_set/iu;

/** The name of a record that was found by its number before, and of which a count is changed by what it was. */
const found =
  /(?:^|\n)\s*(\w+)\s*=\s*(?:await\s+)?(?:[\w.]+\.objects\.(?:a?get)\(|get_object_or_404\(|(?:[\w.]+\.)?(?:session|db)\.get\(|(?:[\w.]+\.)?query\.(?:get|get_or_404)\(|\w+\.get_by_id\()/gu;

function changesCount(text: string): string | undefined {
  const names = [...text.matchAll(found)].map(([, name]) => name ?? '');
  return names.find((name) =>
    [...text.matchAll(new RegExp(String.raw`(?<![\w.])${name}\.(\w+)\s*(?:[-+]=|=\s*${name}\.\1\s*[-+])`, 'gu'))].some(([, field]) =>
      counted.test(field ?? ''),
    ),
  );
}

/** What is saved was read in this function, without anything that keeps others from it. */
function losesUpdates(call: Call): boolean {
  const definition = enclosing(call.node, ({ type }) => type === 'function_definition');
  const decorated = definition?.parent?.type === 'decorated_definition' ? definition.parent : definition;
  if (decorated === undefined || locks.test(decorated.text)) return false;
  const name = changesCount(decorated.text);
  return name !== undefined && (call.name === 'commit' || call.node.child('function')?.text === `${name}.${call.name}`);
}

/** A function that several threads run changes a variable of all of them by what it was. */
function sharesCount(call: Call): boolean {
  const shape = call.keywords.get('target')?.function;
  const text = shape?.node.text ?? '';
  const shared = [...text.matchAll(/\bglobal\s+([\w, ]+)/gu)].flatMap(([, names]) => names?.split(/,\s*/u) ?? []);
  const isChanged = shared.some((name) => new RegExp(String.raw`(?<![\w.])${name}\s*(?:[-+]=|=\s*${name}\s*[-+])`, 'u').test(text));
  const isMany =
    enclosing(call.node, ({ type }) => type === 'list_comprehension' || type === 'for_statement') !== undefined ||
    call.node.source.text.split(`target=${shape?.name ?? ''}`).length > 2;
  return isChanged && isMany && !locks.test(text);
}

export const lostUpdateApis: readonly ApiRule[] = [
  { rule: 'lost-update', callees: ['threading.Thread'], confidence: 'medium', when: sharesCount },
  { rule: 'lost-update', callees: ['.save', '.asave', '.commit'], confidence: 'medium', when: losesUpdates },
];
