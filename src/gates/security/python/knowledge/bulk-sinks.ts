import type { Call, SinkRule } from '../engine/knowledge.ts';
import { words } from './words.ts';

/* What a stranger sends whole: fields of records (CWE-915) and archives (CWE-409). */

/** Classes of which each object is a record: Django's, SQLAlchemy's, SQLModel's, MongoEngine's, Peewee's and Tortoise's. */
const record =
  /(?:^|[\s.])models?\.[A-Z]\w*$|\.models?\.\w+\.[A-Z]\w*$|(?:\.Model|SQLModel|AbstractUser|AbstractBaseUser|DeclarativeBase|declarative_base\(\)|\.Document|DynamicDocument)\(\)(?:\s|$)/u;
/** What checks its fields is no record. */
const checked = /(?:Schema|Serializer|Form|In|Input|Create|Update|Payload|Request|Params|Dto|DTO|Config|Settings)$/u;

/** Whether a call makes a record of a database. */
export function makesRecord(call: Call): boolean {
  return record.test(call.path) && !checked.test(call.path) && !/pydantic|BaseModel/u.test(call.path);
}

/** A query of Django or SQLAlchemy. */
const isQuery = (call: Call): boolean =>
  /\.objects\b|\.query\b|\.filter(?:_by)?\(\)|\.where\(\)|sqlalchemy\.(?:\w+\.)*(?:update|insert)\(\)|\.(?:update|insert)\(\)\.(?:where\(\)\.)?values$/u.test(
    call.path,
  );

const fields: readonly SinkRule[] = [
  { rule: 'mass-assignment', callees: ['setattr'], arguments: [1], most: 'medium' },
  { rule: 'mass-assignment', callees: ['**'], arguments: ['**'], most: 'medium', when: makesRecord },
  {
    rule: 'mass-assignment',
    callees: ['.create', '.acreate', '.get_or_create', '.update_or_create'],
    arguments: ['**'],
    most: 'medium',
    when: (call) => /\.objects\b/u.test(call.path) || /(?:^|\.)[A-Z]\w*\.\w+$/u.test(call.path),
  },
  { rule: 'mass-assignment', callees: ['.update', '.aupdate', '.values'], arguments: ['**', 'names'], most: 'medium', when: isQuery },
  {
    rule: 'mass-assignment',
    callees: ['.update'],
    arguments: ['**', 'names'],
    most: 'medium',
    when: (call) => /\.__dict__\.update$|^vars\(\)\.update$/u.test(call.path),
  },
  { rule: 'mass-assignment', callees: ['.update_one', '.update_many', '.find_one_and_update'], arguments: ['$set'], most: 'medium' },
  { rule: 'mass-assignment', callees: ['dataclasses.replace', 'attrs.evolve', 'attr.evolve'], arguments: ['**'], most: 'medium' },
];

/** Says somewhere how much may be unpacked: the sizes in the archive are added up, or what is read is counted. */
const bounded = /file_size|\.size\b|getinfo|max_|MAX_|LIMIT|limit|\bseek\(|too large/u;
/** Where the way of each file is looked at, they are meant to be unpacked. */
const looksAtPaths = /\bfilter=|is_relative_to|commonpath|\.resolve\(|realpath|abspath|basename|\.name\b|"\.\."|enumerate\(/u;

const isUnbounded = (call: Call): boolean => !bounded.test(call.around());
const isWritten = ({ node }: Call): boolean =>
  /\.write(?:_bytes)?\([^()]*$/u.test(node.source.text.slice(Math.max(0, node.start - 80), node.start));
const unpacksAll = (call: Call): boolean => isUnbounded(call) && !isWritten(call) && !looksAtPaths.test(call.around());
const readsAll = (call: Call): boolean =>
  (call.positional[0] === undefined || call.positional[0].constant === -1) && call.keywords.size === 0 && isUnbounded(call);

const unpackers = words('zipfile.ZipFile().read zipfile.ZipFile().extractall tarfile.open().extractall tarfile.TarFile().extractall');
const readers = [
  'zipfile.ZipFile().open()',
  'gzip.open()',
  'gzip.GzipFile()',
  'bz2.open()',
  'bz2.BZ2File()',
  'lzma.open()',
  'lzma.LZMAFile()',
  'tarfile.open().extractfile()',
].map((path) => `${path}.read`);

const archives: readonly SinkRule[] = [
  {
    rule: 'decompression-bomb',
    callees: words(
      'zlib.decompress gzip.decompress bz2.decompress lzma.decompress brotli.decompress zstandard.decompress snappy.decompress',
    ),
    arguments: [0, 'data'],
    most: 'medium',
  },
  {
    rule: 'decompression-bomb',
    callees: words('zlib.decompressobj().decompress bz2.BZ2Decompressor().decompress lzma.LZMADecompressor().decompress'),
    arguments: [0, 'data'],
    most: 'medium',
    when: (call) => call.positional[1] === undefined && !call.keywords.has('max_length'),
  },
  {
    rule: 'decompression-bomb',
    callees: ['zstandard.ZstdDecompressor().decompress'],
    arguments: [0, 'data'],
    most: 'medium',
    when: (call) => call.argument(1, 'max_output_size') === undefined,
  },
  { rule: 'decompression-bomb', callees: unpackers, arguments: ['receiver'], most: 'medium', when: unpacksAll },
  { rule: 'decompression-bomb', callees: readers, arguments: ['receiver'], most: 'medium', when: readsAll },
];

export const bulkSinks: readonly SinkRule[] = [...fields, ...archives];
