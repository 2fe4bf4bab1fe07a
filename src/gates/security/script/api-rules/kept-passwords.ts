import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { textOf } from '../engine/values.ts';
import type { Value } from '../engine/values.ts';

/*
 * Passwords that go into a table as they came, CWE-256. Only where the library has no place in which a model could hash them first:
 * https://orm.drizzle.team/docs/insert, https://www.prisma.io/docs/orm/reference/prisma-client-reference#create, https://knexjs.org/guide/query-builder.html#insert.
 */

const password = /^(?:user_?)?(?:passw(?:or)?d|passwd|pwd)$/iu;
/** An insert into a column of that name, with the values beside it. */
const insert = /\binsert\s+into\b[^(]*\(([^)]*)\)/iu;

/** Sent by somebody, and never in the hands of a function that is not known. */
function isAsItCame({ taints }: Value): boolean {
  return taints.some(({ source, doubtful }) => source.from === 'remote' && !doubtful);
}

function holdsPassword(row: Value | undefined): boolean {
  return [...(row?.fields ?? [])].some(([name, value]) => password.test(name) && isAsItCame(value));
}

function rowsOf(given: Value | undefined): readonly (Value | undefined)[] {
  return given?.shape === 'array' ? [...(given.fields?.values() ?? [])] : [given];
}

/** Where the rows are among what a method of a library is given; `on`: what the method is called on. */
const inserters: readonly {
  readonly name: RegExp;
  readonly on: RegExp;
  readonly rows: (first: Value | undefined) => Value | undefined;
}[] = [
  { name: /^values$/u, on: /\.insert\([^()]*\)$/u, rows: (first) => first },
  { name: /^insert$/u, on: /^(?:knex|db|trx|database)\(/iu, rows: (first) => first },
  { name: /^(?:create|createMany)$/u, on: /\b(?:prisma|db|ctx)\b/iu, rows: (first) => first?.fields?.get('data') },
];

/** What a call puts into a table: `prisma.user.create({ data })`, `db.insert(users).values(row)`, `knex('users').insert(row)`. */
function storedBy({ node, name, args: [first] }: Call): readonly (Value | undefined)[] {
  const on = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression.getText() : '';
  const found = inserters.find((one) => one.name.test(name) && one.on.test(on));
  return found ? rowsOf(found.rows(first)) : [];
}

/** Whether the value that an insert has for a password is what came. */
function insertsPassword({ name, args: [query, values] }: Call): boolean {
  if (!/^(?:query|execute|run)$/u.test(name) || !query || values?.shape !== 'array') return false;
  const places = (insert.exec(textOf(query))?.[1] ?? '').split(',').map((one) => one.trim().replaceAll(/["'`]/gu, ''));
  const at = places.findIndex((one) => password.test(one));
  const value = at < 0 || values.fields?.size !== places.length ? undefined : values.fields.get(String(at));
  return value !== undefined && isAsItCame(value);
}

/** Notes such passwords. */
export function checkKeptPassword(call: Call, engine: Engine): void {
  if (!stores.test(call.name) || (!storedBy(call).some(holdsPassword) && !insertsPassword(call))) return;
  // Prisma may be told to hash before each write.
  if (!/\$extends|\$use\(/u.test(call.node.getSourceFile().text)) engine.report('password-kept-plainly', call.node);
}

const stores = /^(?:values|insert|create|createMany|query|execute|run)$/u;
