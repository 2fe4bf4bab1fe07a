import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { enclosingFunction, isFunctionNode, lastName, propertyName, unwrapped } from '../engine/syntax.ts';
import type { FunctionNode } from '../engine/syntax.ts';

/*
 * A record that is read, looked at and changed afterwards by a second query, CWE-362:
 * https://www.prisma.io/docs/orm/prisma-client/queries/transactions#optimistic-concurrency-control, https://www.mongodb.com/docs/manual/core/write-operations-atomicity/.
 */

/** What must not be spent twice. */
const spent =
  /balance|stock|quantity|credits?$|^used|usedBy|usedAt|redeem|claimed|remaining|available|seats|booked|inventory|^left$|points$/iu;
const reads = /^(?:find|get|load|fetch)/u;
const updates = /^(?:update|updateOne|findByIdAndUpdate|findOneAndUpdate|findAndUpdate)$/u;
const guards = /transaction|\b\w*lock\w*\(|mutex|semaphore|FOR UPDATE|version|serializable|\bwithLock\b/iu;

interface Steps {
  /** Names that hold a record. */
  readonly records: Set<string>;
  /** `record.balance` in a condition: the property by the record. */
  readonly looked: Map<string, Set<string>>;
}

function nameOfRecord(node: ts.Node): string | undefined {
  if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || !node.initializer || !ts.isAwaitExpression(node.initializer))
    return undefined;
  const call = unwrapped(node.initializer.expression);
  return ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) && reads.test(lastName(call.expression))
    ? node.name.text
    : undefined;
}

function noteLooked(condition: ts.Node, { records, looked }: Steps): void {
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      records.has(node.expression.text) &&
      spent.test(node.name.text)
    ) {
      const record = node.expression.text;
      looked.set(record, (looked.get(record) ?? new Set()).add(node.name.text));
    }
    ts.forEachChild(node, visit);
  };
  visit(condition);
}

function mentions(node: ts.Node | undefined, name: string): boolean {
  return node !== undefined && new RegExp(`\\b${name}\\b`, 'u').test(node.getText());
}

/** What an update asks for, and what it sets: `update({ where, data })`, `updateOne(filter, change)`. */
function partsOf({ arguments: [first, second] }: ts.CallExpression): {
  readonly where: ts.Node | undefined;
  readonly data: ts.Node | undefined;
} {
  if (second || !first || !ts.isObjectLiteralExpression(first)) return { where: first, data: second };
  const part = (name: string): ts.Node | undefined => first.properties.find((one) => propertyName(one.name) === name);
  return { where: part('where'), data: part('data') };
}

function changesLooked(call: ts.CallExpression, looked: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  if (!updates.test(lastName(call.expression))) return false;
  const { where, data } = partsOf(call);
  return [...looked.values()].some((names) => [...names].some((name) => mentions(data, name) && !mentions(where, name)));
}

/** `record.balance -= amount; await record.save()`. */
function savesLooked(call: ts.CallExpression, looked: ReadonlyMap<string, ReadonlySet<string>>, text: string): boolean {
  if (
    !ts.isPropertyAccessExpression(call.expression) ||
    call.expression.name.text !== 'save' ||
    !ts.isIdentifier(call.expression.expression)
  )
    return false;
  const record = call.expression.expression.text;
  return [...(looked.get(record) ?? [])].some((name) => new RegExp(`\\b${record}\\.${name}\\s*(?:[-+]?=(?!=)|--|\\+\\+)`, 'u').test(text));
}

/** The function that all around a function are in: a transaction may have been begun there. */
function outermost(owner: FunctionNode): ts.Node {
  let node: ts.Node = owner;
  for (let around = enclosingFunction(owner); around; around = enclosingFunction(around)) node = around;
  return node;
}

function raceIn(owner: FunctionNode): ts.Node | undefined {
  const text = owner.getText();
  if (guards.test(outermost(owner).getText())) return undefined;
  const steps: Steps = { records: new Set(), looked: new Map() };
  const find = (node: ts.Node): ts.Node | undefined => {
    if (node !== owner && isFunctionNode(node)) return undefined;
    const record = nameOfRecord(node);
    if (record !== undefined) steps.records.add(record);
    if (ts.isIfStatement(node)) noteLooked(node.expression, steps);
    if (ts.isCallExpression(node) && (changesLooked(node, steps.looked) || savesLooked(node, steps.looked, text))) return node;
    return ts.forEachChild(node, find);
  };
  return owner.body && find(owner.body);
}

/** Notes each change of a record that was looked at before, where two at once both find it unspent. */
export function recordRaces(file: ts.SourceFile): Report[] {
  if (!/\bawait\b/u.test(file.text) || !/\.(?:save|update|updateOne|find\w*Update)\(/u.test(file.text)) return [];
  const reports: Report[] = [];
  const visit = (node: ts.Node): void => {
    const race = isFunctionNode(node) && node.body ? raceIn(node) : undefined;
    if (race) reports.push({ rule: 'record-race', node: race });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return reports;
}
