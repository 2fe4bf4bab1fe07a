import { assigned, realPassword } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

interface Schemes {
  /** Without `://`, in lower case. */
  readonly schemes: readonly [string, ...string[]];
  readonly url: string;
}

/** A password in a URL, except of this machine itself. RFC 3986 has the shape, the vendor the scheme. */
function urlPassword(rule: string, what: string, { schemes, url }: Schemes): SecretRule {
  const names = schemes.map((one) => one.replaceAll('+', '\\+')).join('|');
  const user = '[^\\s:/@"\'`<>]{0,128}';
  const own = '(?!localhost\\b|127\\.0\\.0\\.1\\b|\\[::1\\])';
  const pattern = new RegExp(`(?<![A-Za-z0-9+])(?:${names})://${user}:(?<secret>[^\\s/"'\`<>]{4,256})@${own}`, 'giu');
  return { rule, what, keywords: schemes.map((one) => `${one}://`), pattern, url, blocks: true, accept: realPassword };
}

/** Passwords and keys in the addresses of databases, queues and servers. */
export const addressRules: readonly SecretRule[] = [
  urlPassword('postgres-url', 'the address of a PostgreSQL database with its password', {
    schemes: ['postgres', 'postgresql', 'postgresql+psycopg2', 'postgresql+asyncpg', 'postgresql+psycopg', 'cockroachdb'],
    url: 'https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS',
  }),
  urlPassword('mysql-url', 'the address of a MySQL database with its password', {
    schemes: ['mysql', 'mysqlx', 'mariadb', 'mysql+pymysql', 'mysql+mysqldb', 'mysql2'],
    url: 'https://dev.mysql.com/doc/refman/8.4/en/connecting-using-uri-or-key-value-pairs.html',
  }),
  urlPassword('mongodb-url', 'the address of a MongoDB database with its password', {
    schemes: ['mongodb', 'mongodb+srv'],
    url: 'https://www.mongodb.com/docs/manual/reference/connection-string/',
  }),
  urlPassword('redis-url', 'the address of a Redis server with its password', {
    schemes: ['redis', 'rediss', 'valkey', 'valkeys'],
    url: 'https://www.iana.org/assignments/uri-schemes/prov/redis',
  }),
  urlPassword('amqp-url', 'the address of a message broker with its password', {
    schemes: ['amqp', 'amqps'],
    url: 'https://www.rabbitmq.com/docs/uri-spec',
  }),
  urlPassword('sqlserver-url', 'the address of an SQL Server with its password', {
    schemes: ['mssql', 'sqlserver', 'mssql+pyodbc'],
    url: 'https://github.com/microsoft/go-mssqldb#the-connection-string-can-be-specified-in-one-of-three-formats',
  }),
  urlPassword('clickhouse-url', 'the address of a ClickHouse server with its password', {
    schemes: ['clickhouse', 'clickhouses', 'clickhouse+native'],
    url: 'https://clickhouse.com/docs/interfaces/cli#connection_string',
  }),
  urlPassword('neo4j-url', 'the address of a Neo4j server with its password', {
    schemes: ['neo4j', 'neo4j+s', 'bolt', 'bolt+s'],
    url: 'https://neo4j.com/docs/python-manual/current/connect-advanced/',
  }),
  urlPassword('couchbase-url', 'the address of a Couchbase server with its password', {
    schemes: ['couchbase', 'couchbases'],
    url: 'https://docs.couchbase.com/sdk-api/couchbase-node-client/',
  }),
  urlPassword('snowflake-url', 'the address of a Snowflake account with its password', {
    schemes: ['snowflake'],
    url: 'https://docs.snowflake.com/en/developer-guide/python-connector/sqlalchemy',
  }),
  urlPassword('nats-url', 'the address of a NATS server with its password', {
    schemes: ['nats', 'tls'],
    url: 'https://docs.nats.io/using-nats/developer/connecting/userpass',
  }),
  urlPassword('mqtt-url', 'the address of an MQTT broker with its password', {
    schemes: ['mqtt', 'mqtts', 'ws', 'wss'],
    url: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  }),
  urlPassword('ldap-url', 'the address of a directory with its password', {
    schemes: ['ldap', 'ldaps'],
    url: 'https://www.rfc-editor.org/rfc/rfc4516',
  }),
  urlPassword('ftp-url', 'the address of a file server with its password', {
    schemes: ['ftp', 'ftps', 'sftp', 'ssh', 'smb'],
    url: 'https://www.rfc-editor.org/rfc/rfc1738#section-3.2',
  }),
  urlPassword('mail-url', 'the address of a mail server with its password', {
    schemes: ['smtp', 'smtps', 'imap', 'imaps', 'pop3', 'pop3s'],
    url: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  }),
  urlPassword('http-url', 'a web address with its password', {
    schemes: ['http', 'https', 'git+https', 'git'],
    url: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  }),
  {
    rule: 'connection-string',
    what: 'a connection string with its password',
    keywords: ['password=', 'pwd='],
    pattern:
      /(?:server|data source|host|endpoint|uid|user id)\s?=[^;\n]{1,200};[^\n"'`]{0,300}?(?:password|pwd)\s?=\s?(?<secret>[^;"'`\s<>]{4,256})/giu,
    url: 'https://learn.microsoft.com/en-us/dotnet/framework/data/adonet/connection-string-syntax',
    blocks: true,
    accept: realPassword,
  },
  {
    rule: 'jdbc-password',
    what: 'a JDBC address with its password',
    keywords: ['jdbc:'],
    pattern: /jdbc:[a-z0-9]{2,20}:[^\s"'`]{1,300}?[?&;]password=(?<secret>[^\s&;"'`<>]{4,256})/giu,
    url: 'https://docs.oracle.com/javase/tutorial/jdbc/basics/connecting.html',
    blocks: true,
    accept: realPassword,
  },
  {
    rule: 'netrc-password',
    what: 'a password of a .netrc file',
    keywords: ['machine'],
    pattern: /\bmachine\s{1,8}[^\s]{1,200}\s{1,8}login\s{1,8}[^\s]{1,200}\s{1,8}password\s{1,8}(?<secret>[^\s<>]{4,256})/gu,
    url: 'https://everything.curl.dev/usingcurl/netrc.html',
    blocks: true,
    accept: realPassword,
  },
  assigned('docker-registry-auth', 'the login of a container registry', {
    names: ['"auth'],
    shape: '[A-Za-z0-9+/]{20,500}={0,2}',
    url: 'https://docs.docker.com/reference/cli/docker/login/',
  }),
];
