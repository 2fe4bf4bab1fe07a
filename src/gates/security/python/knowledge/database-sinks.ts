import type { Call, SinkRule } from '../engine/knowledge.ts';
import type { Taint, Value } from '../engine/value.ts';
import { words } from './words.ts';

export const databaseSinks: readonly SinkRule[] = [
  {
    rule: 'sql-injection',
    callees: words(`
      .execute .executemany .executescript .execute_async .mogrify .exec_driver_sql .execute_query .execute_query_dict
      .execute_sql .query_raw .execute_raw
    `),
    arguments: [0, 'sql', 'query', 'statement', 'operation'],
    deep: false,
  },
  {
    rule: 'sql-injection',
    callees: words(`
      sqlalchemy.text flask_sqlalchemy.SQLAlchemy().text django.db.models.expressions.RawSQL pandas.read_sql
      pandas.read_sql_query sqlalchemy.literal_column sqlalchemy.sql.literal_column
    `),
    arguments: [0, 'sql', 'text'],
    deep: false,
  },
  {
    rule: 'sql-injection',
    callees: ['.text'],
    arguments: [0],
    deep: false,
    when: (call) => call.imports('sqlalchemy') && call.positional[0]?.type === 'text',
  },
  {
    rule: 'sql-injection',
    callees: ['.raw'],
    arguments: [0, 'raw_query'],
    deep: false,
    when: (call) => call.positional[0]?.type === 'text' || /\.objects\b/u.test(call.path),
  },
  { rule: 'sql-injection', callees: ['.extra'], arguments: [0, 1, 3, 4, 'where', 'select', 'tables', 'order_by'] },
  {
    rule: 'sql-injection',
    callees: ['.fetch', '.fetchrow', '.fetchval'],
    arguments: [0],
    deep: false,
    when: (call) => call.imports('asyncpg') || call.imports('databases'),
  },
  {
    rule: 'sql-injection',
    callees: ['.sql', '.query', '.command', '.query_df'],
    arguments: [0, 'query', 'sql'],
    deep: false,
    when: (call) =>
      ['duckdb', 'pyspark', 'google.cloud.bigquery', 'clickhouse_connect', 'snowflake'].some((module) => call.imports(module)) &&
      call.positional[0]?.type === 'text',
  },
  { rule: 'sql-injection', callees: ['.fetch_all', '.fetch_one', '.fetch_val'], arguments: [0, 'query'], deep: false },
  {
    rule: 'sql-injection',
    callees: ['.order_by', '.filter', '.having', '.from_statement', '.query'],
    arguments: [0],
    deep: false,
    when: (call) =>
      (call.imports('sqlalchemy') || call.imports('MySQLdb') || call.imports('_mysql')) && call.positional[0]?.type === 'text',
  },
  {
    rule: 'ldap-injection',
    callees: words('.search_s .search_st .search_ext .search_ext_s .search_st .searchAsync'),
    arguments: [0, 2, 'filterstr', 'base'],
  },
  {
    rule: 'ldap-injection',
    callees: ['.search', '.paged_search'],
    arguments: [0, 1, 'search_filter', 'search_base'],
    when: (call) =>
      call.imports('ldap3') || call.imports('ldap') || /^\w+=[^,]+,\s*(?:ou|dc)=|^dc=/iu.test(String(call.positional[0]?.constant)),
  },
  { rule: 'ldap-injection', callees: ['ldap3.Connection'], arguments: [1, 'user'] },
  { rule: 'ldap-injection', callees: ['.simple_bind_s', '.bind_s'], arguments: [0], when: (call) => call.imports('ldap') },
  {
    rule: 'xpath-injection',
    callees: words('.xpath lxml.etree.XPath lxml.etree.ETXPath elementpath.select elementpath.Selector'),
    arguments: [0],
    deep: false,
  },
  { rule: 'xpath-injection', callees: ['elementpath.select', 'elementpath.iter_select'], arguments: [1], deep: false },
  {
    rule: 'xpath-injection',
    callees: ['.find', '.findall', '.findtext', '.iterfind'],
    arguments: [0],
    deep: false,
    when: (call) => (call.imports('lxml') || call.imports('xml.etree') || call.imports('defusedxml')) && !call.imports('bs4'),
  },
];

const xqueryModules = ['BaseXClient', 'basex', 'BaseX', 'eulexistdb', 'pyexistdb', 'existdb', 'saxonche', 'saxonc', 'zorba_api', 'sedna'];

const ofXquery = (call: Call): boolean => xqueryModules.some((module) => call.imports(module));

export const xquerySinks: readonly SinkRule[] = [
  {
    rule: 'xquery-injection',
    callees: words('.query .execute .executeQuery .execute_query .compileQuery'),
    arguments: [0, 'query', 'xquery'],
    deep: false,
    when: ofXquery,
  },
  {
    rule: 'xquery-injection',
    callees: words('.set_query_content .run_query_to_string .run_query_to_value .run_query_to_file'),
    arguments: [0, 'query_text', 'content'],
    deep: false,
  },
  { rule: 'xquery-injection', callees: words('.xquery .run_xquery .execute_xquery'), arguments: [0, 'query'], deep: false },
];

const mongo = words(`
  find find_one find_one_and_update find_one_and_delete find_one_and_replace delete_one delete_many update_one
  update_many count_documents aggregate replace_one distinct
`);

export const documentSinks: readonly SinkRule[] = [
  {
    rule: 'nosql-injection',
    callees: mongo.map((name) => `.${name}`),
    arguments: [0, 'filter', 'pipeline'],
    when: (call) =>
      (call.imports('pymongo') || call.imports('flask_pymongo') || call.imports('motor') || call.imports('mongoengine')) &&
      holdsOperators(call),
  },
  {
    rule: 'nosql-injection',
    callees: mongo.map((name) => `.${name}`),
    arguments: [0, 'filter'],
    when: (call) =>
      !call.imports('pymongo') && (runsCode(call) || (/\[(?:db|mongo\w*|database)\]\.\w+\.\w+$/u.test(call.path) && holdsOperators(call))),
  },
  {
    rule: 'nosql-injection',
    callees: ['.where', '.eval', '.exec_js'],
    arguments: [0],
    when: (call) => call.imports('pymongo') || call.imports('mongoengine'),
  },
];

/** Untrusted text in the code of `$where`, which only MongoDB has. */
function runsCode(call: Call): boolean {
  const code = call.entry(call.positional[0] ?? call.keywords.get('filter'), '$where');
  return code !== undefined && call.taints(code).length > 0;
}

/** Text cannot become an operator; what is decoded from JSON can, and so can the code of `$where`. */
function holdsOperators(call: Call): boolean {
  const query = call.positional[0] ?? call.keywords.get('filter');
  if (query === undefined) return false;
  if (query.object === undefined) return true;
  const where = call.entry(query, '$where') ?? call.entry(query, '$expr');
  if (where !== undefined && call.taints(where).length > 0) return true;
  return takenAsQuery(call, query).some((taint) => !call.proved(taint, 'plain-text'));
}

/** Operators whose operand is compared as it is, whatever is in it. */
const comparing = /^\$(?:eq|ne|[gl]te?|n?in)$/u;

/** What in a query may be an operator of its own. */
function takenAsQuery(call: Call, query: Value): readonly Taint[] {
  const entries = call.entries(query);
  if (entries === undefined) return call.taints(query);
  return [...entries].flatMap(([key, value]) => (comparing.test(String(key)) ? [] : takenAsQuery(call, value)));
}
