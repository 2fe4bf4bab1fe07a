import ts from 'typescript';
import type { Call, Engine } from './engine/engine.ts';
import { deepTaints, textOf, unknown } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { mentions } from './mentions.ts';
import { arriveAt, dangerousTaints } from './sink.ts';
import type { SinkRow } from './sink.ts';

/*
 * Queries: https://node-postgres.com/features/queries, https://sidorares.github.io/node-mysql2/docs, https://knexjs.org/guide/raw.html,
 * https://sequelize.org/docs/v6/core-concepts/raw-queries/, https://www.prisma.io/docs/orm/prisma-client/using-raw-sql/raw-queries,
 * https://typeorm.io/select-query-builder, https://www.mongodb.com/docs/drivers/node/current/.
 */

const sql = new RegExp(
  [
    String.raw`\bselect\b[\s\S]*\bfrom\b`,
    String.raw`^\s*select\b`,
    String.raw`\b(?:insert|replace)\s+into\b`,
    String.raw`\bupdate\s+\S+\s+set\b`,
    String.raw`\bdelete\s+from\b`,
    String.raw`\b(?:drop|create|alter|truncate)\s+(?:table|database|user|index|view|schema|role|temp)`,
    String.raw`^\s*(?:exec|call|pragma|explain|grant|attach)\s`,
    String.raw`^\s*with\s+\w+\s+as\b`,
    String.raw`\bwhere\s+\S+\s*(?:=|<|>|like\b|in\b|between\b)`,
    String.raw`\border\s+by\b`,
  ].join('|'),
  'iu',
);
const databaseNames =
  /^(?:db|database|conn|connection|pool|client|knex|sequelize|trx|transaction|tx|manager|entityManager|repo|repository|dataSource|prisma|mysql|pg|pgPool|sqlite|dbClient|dbPool|pgClient|queryRunner|session|orm)$/iu;

const isTagged = (call: Call): boolean => ts.isTaggedTemplateExpression(call.node);
const readsSql = (call: Call): boolean =>
  !isTagged(call) &&
  call.args.some((value) => sql.test(textOf(value)) || [...(value.fields?.values() ?? [])].some((field) => sql.test(textOf(field))));
const plainCall = (call: Call): boolean => !isTagged(call);

const textFields = { of: 0, fields: ['text', 'sql', 'query'] } as const;
const anyQuery =
  'query execute raw all get run each exec prepare any one none many oneOrNone manyOrNone queryRaw executeRaw unsafe batch queryObject queryArray';
const rawMethods =
  'whereRaw orWhereRaw andWhereRaw havingRaw orderByRaw groupByRaw joinRaw fromRaw selectRaw $queryRawUnsafe $executeRawUnsafe';

export const sqlSinks: readonly SinkRow[] = [
  { kind: 'sql', methods: anyQuery, slots: [0, textFields], when: readsSql },
  {
    kind: 'sql',
    methods: 'query execute raw',
    on: databaseNames,
    slots: [0, textFields],
    when: (call) => plainCall(call) && !readsSql(call),
  },
  { kind: 'sql', methods: rawMethods, slots: [0], when: plainCall },
  { kind: 'sql', methods: '$queryRaw $executeRaw', slots: [0], when: plainCall },
  { kind: 'sql', methods: 'literal', on: /^(?:sequelize|Sequelize)$/u, slots: [0] },
  { kind: 'sql', calls: 'sequelize.literal sequelize.Sequelize.literal knex.raw drizzle-orm.sql.raw', slots: [0] },
  { kind: 'sql', methods: 'raw', on: /^(?:sql|Prisma|knex|db|trx)$/u, slots: [0], when: (call) => plainCall(call) && !readsSql(call) },
  {
    kind: 'sql',
    methods: 'where andWhere orWhere having orderBy addOrderBy',
    on: /createQueryBuilder|^(?:qb|queryBuilder|where|select|from|leftJoinAndSelect|innerJoin|leftJoin)$/u,
    slots: [0],
    when: (call) => call.args[0]?.shape === 'string',
  },
];

const libraries = /^(?:pg|mysql2?|mariadb|sqlite3|sqlite|better-sqlite3|mongodb|mongoose|knex|sequelize|@prisma\/client)\b/u;
const readers: ReadonlySet<string> = new Set(
  'query execute all get each raw find findOne findById findMany findFirst findUnique findAll findByPk toArray one oneOrNone many manyOrNone'.split(
    ' ',
  ),
);

/** Whether a call gives what a database holds. */
export function readsDatabase(call: Call): boolean {
  if (!call.receiver || call.callee.closure || !readers.has(call.name)) return false;
  return libraries.test(call.api ?? '') || (databaseNames.test(call.receiverName) && call.args.some((value) => sql.test(textOf(value))));
}

/** Databases whose filters are objects of operators. */
const filters =
  'find findOne findOneAndUpdate findOneAndDelete findOneAndReplace findOneAndRemove updateOne updateMany deleteOne deleteMany replaceOne count countDocuments distinct exists remove update';

/** A filter of MongoDB, not the options of an SQL mapper, not a function. */
function isFilter(call: Call): boolean {
  const filter = call.args[0];
  if (!filter || filter.closure || filter.shape === 'string' || filter.shape === 'array') return false;
  return (
    !call.args.some((value) => value.fields?.has('where')) &&
    !/^(?:sequelize|typeorm|@prisma\/client|knex|crypto)\b/u.test(call.receiver?.api ?? '')
  );
}

const filterNames = /^(?!.*(?:list|array|items|elements|\$|document|cache|map|hash|hmac|cipher|signer?|verif(?:y|ier)|progress|bar)$)/iu;
const filterMethods: ReadonlySet<string> = new Set(filters.split(' '));

/** Operators whose operand is only a value, and those whose operand is a program. */
const valueOperators: ReadonlySet<string> = new Set(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$text', '$regex']);
const programOperators: ReadonlySet<string> = new Set(['$where', '$function', '$accumulator']);

/** What a call on a store is, where only some words of the text say which store: of MongoDB, or of anything else with such a method. */
const mongoWords = /mongo|typegoose|\bmonk\b|nedb|\bObjectI[dD]\b|\.collection[(<]|InjectModel/u;
const mongoNames = /^[A-Z]|[mM]odel|[cC]ollection|[cC]oll$/u;

function isOfMongo({ receiver, receiverName, node }: Call): boolean {
  return /^(?:mongodb|mongoose)\b/u.test(receiver?.api ?? '') || mongoNames.test(receiverName) || mentions(node, mongoWords);
}

function checkFilterField(engine: Engine, call: Call, field: { readonly key: string; readonly value: Value }): void {
  const { key, value } = field;
  const node = call.argNodes[0] ?? call.node;
  if (programOperators.has(key)) {
    for (const taint of dangerousTaints('code', value)) engine.arrive({ kind: 'nosql', node, taint, message: `passed to ${call.name}` });
  } else if (!valueOperators.has(key)) {
    arriveAt(engine, { value, node }, { kind: 'nosql', message: `passed to ${call.name}`, ...doubtOf(call) });
    for (const [name, inner] of value.fields ?? []) checkFilterField(engine, call, { key: name, value: inner });
    if (value.shape === 'array' && value.rest) checkFilterField(engine, call, { key, value: value.rest });
  }
}

/** A filter that is what a stranger has sent, or into which it was spread. */
function checkWhole(engine: Engine, call: Call, filter: Value): void {
  // Elsewhere a single value is words to look for, or a name.
  if (!isOfMongo(call) && !filter.fields && !isSentObject(filter)) return;
  for (const value of [filter, ...(filter.rest ? [filter.rest] : [])])
    arriveAt(
      engine,
      { value, node: call.argNodes[0] ?? call.node },
      { kind: 'nosql', message: `passed to ${call.name}`, ...doubtOf(call) },
    );
}

function doubtOf(call: Call): { readonly doubtful?: true } {
  return isOfMongo(call) ? {} : { doubtful: true };
}

function isSentObject({ api }: Value): boolean {
  return api === '@request.body' || api === '@request.query';
}

/** Notes untrusted objects, and programs, in a filter of MongoDB. */
export function checkFilter(call: Call, engine: Engine): void {
  const filter = call.args[0];
  if (!call.receiver || !filter || call.callee.closure) return;
  const isPipeline = call.name === 'aggregate';
  if (!isPipeline && (!filterMethods.has(call.name) || !isFilter(call) || !filterNames.test(call.receiverName))) return;
  for (const [key, value] of filter.fields ?? []) checkFilterField(engine, call, { key, value });
  if (!isPipeline) checkWhole(engine, call, filter);
}

function isWholeBody(value: Value): boolean {
  if (value.api === '@request.body' || value.rest?.api === '@request.body') return true;
  return ['$set', 'set', 'values'].some(
    (name) => value.fields?.get(name)?.api === '@request.body' || value.fields?.get(name)?.rest?.api === '@request.body',
  );
}

/** Sequelize stores only the fields that are named: https://sequelize.org/docs/v6/core-concepts/model-querying-basics/#insert-queries. */
function namesFields(call: Call): boolean {
  return call.args.slice(1).some((value) => value.fields?.has('fields') === true);
}

/** Notes `new Model(body)` that is saved later. */
export function checkModel(call: Call, engine: Engine): void {
  const [given] = call.args;
  if (!call.isNew || !given || !isWholeBody(given) || call.callee.instance || !/^[A-Z]/u.test(call.name)) return;
  if (!/\.save\(/u.test(call.node.getSourceFile().text)) return;
  const value = { ...given, taints: deepTaints(given) };
  arriveAt(engine, { value, node: call.argNodes[0] ?? call.node }, { kind: 'mass-assignment', message: `passed to ${call.name}` });
}

const copiers: ReadonlySet<string> = new Set(['assign', 'merge', 'extend', 'assignIn', 'defaults']);

/** A digest that is updated, or a copy into an object that was just made. */
function isNoStore(call: Call): boolean {
  const [target] = call.args;
  const isMade = target?.shape === 'object' && target.instance === undefined && target.taints.length === 0;
  return /^crypto\b/u.test(call.receiver?.api ?? '') || (copiers.has(call.name) && isMade) || namesFields(call);
}

/** The chain that a query is put together of: `db.update(users).set(body)`. */
const isChanging = /^(?:update|insert|insertInto|updateTable)$/u;

export const storeSinks: readonly SinkRow[] = [
  { kind: 'mass-assignment', methods: 'set values', on: isChanging, slots: [{ deep: 0 }], when: (call) => call.args.some(isWholeBody) },
  {
    kind: 'mass-assignment',
    methods: 'set',
    on: /^(?:user|account|doc|document|entity|model|record|profile|member|customer|row|instance)$/iu,
    slots: [{ deep: 0 }],
    when: (call) => call.args.length === 1 && call.args.some(isWholeBody),
  },
  { kind: 'nosql', methods: '$where', slots: [0] },
  { kind: 'nosql', methods: 'equals', on: /^where$/u, slots: [0] },
  {
    kind: 'mass-assignment',
    methods:
      'create insert insertOne insertMany bulkCreate update updateOne updateMany findByIdAndUpdate findOneAndUpdate findOneAndReplace replaceOne upsert save assign merge extend assignIn build preload overwrite',
    slots: ['all', { deep: 0 }, { deep: 1 }],
    when: (call) => call.args.some(isWholeBody) && !isNoStore(call),
  },
  {
    kind: 'mass-assignment',
    methods: 'create createMany update updateMany upsert',
    slots: [{ in: 0, fields: ['data', 'create', 'update'] }],
    when: (call) => ['data', 'create', 'update'].some((name) => isWholeBody(call.args[0]?.fields?.get(name) ?? unknown)),
  },
];
