import type { ApiRule, Call } from '../engine/knowledge.ts';
import type { Value } from '../engine/value.ts';
import { words } from './words.ts';

function numberOf(value: Value | undefined): number | undefined {
  return typeof value?.constant === 'number' ? value.constant : undefined;
}

function below(limit: number, position: number, name: string): (call: Call) => boolean {
  return (call) => (numberOf(call.argument(position, name)) ?? limit) < limit;
}

const keys: readonly ApiRule[] = [
  {
    rule: 'weak-key',
    callees: ['cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key'],
    confidence: 'high',
    when: below(2048, 1, 'key_size'),
  },
  {
    rule: 'weak-key',
    callees: [
      'cryptography.hazmat.primitives.asymmetric.dsa.generate_private_key',
      'cryptography.hazmat.primitives.asymmetric.dsa.generate_parameters',
    ],
    confidence: 'high',
    when: below(2048, 0, 'key_size'),
  },
  {
    rule: 'weak-key',
    callees: ['cryptography.hazmat.primitives.asymmetric.dh.generate_parameters'],
    confidence: 'high',
    when: below(2048, 1, 'key_size'),
  },
  {
    rule: 'weak-key',
    callees: [
      'Crypto.PublicKey.RSA.generate',
      'Crypto.PublicKey.DSA.generate',
      'Crypto.PublicKey.ElGamal.generate',
      'rsa.newkeys',
      'paramiko.RSAKey.generate',
      'paramiko.DSSKey.generate',
    ],
    confidence: 'high',
    when: below(2048, 0, 'bits'),
  },
  {
    rule: 'weak-key',
    callees: ['cryptography.hazmat.primitives.asymmetric.ec.generate_private_key'],
    confidence: 'high',
    when: (call) =>
      /(?:SECP192R1|SECT163\w\d|SECT233\w\d|SECP224R1|BrainpoolP160\w*|SECP160\w*)(?:\(\))?$/u.test(call.argument(0, 'curve')?.path ?? ''),
  },
  {
    rule: 'weak-key',
    callees: ['Crypto.PublicKey.ECC.generate'],
    confidence: 'high',
    when: (call) =>
      /^(?:P-?192|P-?224|NIST P-(?:192|224)|secp(?:192|224)r1|prime192v1)$/iu.test(String(call.keywords.get('curve')?.constant ?? '')),
  },
  { rule: 'weak-key', callees: ['hashlib.pbkdf2_hmac'], confidence: 'high', when: below(100_000, 3, 'iterations') },
  {
    rule: 'weak-key',
    callees: ['cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC'],
    confidence: 'high',
    when: below(100_000, 3, 'iterations'),
  },
  {
    rule: 'weak-key',
    callees: ['Crypto.Protocol.KDF.PBKDF2'],
    confidence: 'high',
    when: (call) => (numberOf(call.argument(3, 'count')) ?? 1000) < 100_000,
  },
  { rule: 'weak-key', callees: ['bcrypt.gensalt'], confidence: 'high', when: below(10, 0, 'rounds') },
  {
    rule: 'weak-key',
    callees: ['hashlib.scrypt'],
    confidence: 'high',
    when: (call) => (numberOf(call.keywords.get('n')) ?? 16_384) < 16_384,
  },
];

const ciphers: readonly ApiRule[] = [
  {
    rule: 'weak-cipher',
    callees: words(`
      Crypto.Cipher.DES.new Crypto.Cipher.DES3.new Crypto.Cipher.ARC4.new Crypto.Cipher.ARC2.new
      Crypto.Cipher.Blowfish.new Crypto.Cipher.XOR.new Crypto.Cipher.CAST.new
    `),
    confidence: 'high',
  },
  {
    rule: 'weak-cipher',
    callees: ['TripleDES', 'ARC4', 'Blowfish', 'CAST5', 'IDEA', 'SEED', 'RC2', 'DES'].flatMap((name) => [
      `cryptography.hazmat.primitives.ciphers.algorithms.${name}`,
      `cryptography.hazmat.decrepit.ciphers.algorithms.${name}`,
    ]),
    confidence: 'high',
  },
  { rule: 'weak-cipher', callees: ['cryptography.hazmat.primitives.ciphers.modes.ECB'], confidence: 'high' },
  {
    rule: 'weak-cipher',
    callees: ['Crypto.Cipher.AES.new'],
    confidence: 'high',
    when: (call) => /MODE_ECB$/u.test(call.argument(1, 'mode')?.path ?? '') || numberOf(call.argument(1, 'mode')) === 1,
  },
  {
    rule: 'weak-cipher',
    callees: ['ssl.SSLContext', 'ssl.wrap_socket', 'OpenSSL.SSL.Context'],
    confidence: 'high',
    when: (call) =>
      [...call.positional, ...call.keywords.values()].some(({ path }) =>
        /PROTOCOL_(?:SSLv2|SSLv3|TLSv1|TLSv1_1)$|\.(?:SSLv2|SSLv3|TLSv1)_METHOD$/u.test(path ?? ''),
      ),
  },
  {
    rule: 'weak-cipher',
    callees: ['.set_ciphers'],
    confidence: 'medium',
    when: (call) =>
      /(?:^|[:,\s+])(?:[\w-]*-)?(?:RC4|DES|3DES|NULL|[ae]NULL|EXP|EXPORT|MD5|LOW)(?:-[\w-]+)?(?=$|[:,\s+])/u.test(
        String(call.positional[0]?.constant ?? ''),
      ),
  },
  {
    rule: 'weak-cipher',
    callees: ['Crypto.Cipher.PKCS1_v1_5.new', 'cryptography.hazmat.primitives.asymmetric.padding.PKCS1v15'],
    confidence: 'low',
    when: (call) => /crypt/iu.test(call.names().join(' ')),
  },
];

const secretWords = /passw|pwd|passphrase|secret|token|credential|sign|hmac|auth|otp|session|api_?key|certificate|digest_auth|verify/iu;
const otherWords =
  /etag|cache|checksum|dedup|fingerprint|bucket|shard|colou?r|gravatar|avatar|content|file|chunk|partition|unique_name|thumb|cdn|asset/iu;

/** What the hash is for, by the names around it: a secret, something else, or nobody can tell. */
function purpose(call: Call): 'secret' | 'other' | 'unclear' {
  if (call.keywords.get('usedforsecurity')?.constant === false) return 'other';
  const names = call.names().join(' ');
  // Of a number used once nothing is kept secret, as of the client's own in HTTP's digest authentication.
  if (call.names().some((name) => /^(?:\w+[._])?c?nonce$/iu.test(name))) return 'unclear';
  if (secretWords.test(names)) return 'secret';
  return otherWords.test(names) ? 'other' : 'unclear';
}

function isWeakName(value: Value | undefined): boolean {
  return typeof value?.constant === 'string'
    ? /^(?:md[245]|sha-?1|ripemd160)$/iu.test(value.constant)
    : /(?:^|\.)(?:md[245]|sha1|MD5|SHA1)(?:\(\))?$/u.test(value?.path ?? '');
}

const weakHashes = words(`
  hashlib.md5 hashlib.sha1 hashlib.md4 Crypto.Hash.MD5.new Crypto.Hash.MD4.new Crypto.Hash.MD2.new Crypto.Hash.SHA.new
  Crypto.Hash.SHA1.new cryptography.hazmat.primitives.hashes.MD5 cryptography.hazmat.primitives.hashes.SHA1 md5.new
  sha.new
`);
const fastHashes = words('hashlib.sha256 hashlib.sha512 hashlib.sha224 hashlib.sha384 hashlib.sha3_256 hashlib.blake2b');

const hashes: readonly ApiRule[] = [
  { rule: 'weak-hash', callees: weakHashes, confidence: 'high', when: (call) => purpose(call) === 'secret' },
  { rule: 'weak-hash', callees: weakHashes, confidence: 'low', when: (call) => purpose(call) === 'unclear' },
  {
    rule: 'weak-hash',
    callees: ['hashlib.new'],
    confidence: 'high',
    when: (call) => isWeakName(call.positional[0]) && purpose(call) === 'secret',
  },
  {
    rule: 'weak-hash',
    callees: ['hashlib.new'],
    confidence: 'low',
    when: (call) => isWeakName(call.positional[0]) && purpose(call) === 'unclear',
  },
  {
    rule: 'weak-hash',
    callees: ['hmac.new', 'hmac.digest', 'hmac.HMAC'],
    confidence: 'high',
    when: (call) => isWeakName(call.argument(2, 'digestmod')) || isWeakName(call.keywords.get('digest')),
  },
  {
    rule: 'weak-hash',
    callees: ['hashlib.pbkdf2_hmac'],
    confidence: 'medium',
    when: (call) => /^md5$/iu.test(String(call.positional[0]?.constant ?? '')),
  },
  {
    rule: 'weak-hash',
    callees: fastHashes,
    confidence: 'medium',
    when: (call) => /passw(?:or)?d|pwd|passphrase/iu.test(call.node.child('arguments')?.text ?? ''),
  },
  {
    rule: 'weak-hash',
    callees: [
      'crypt.crypt',
      'passlib.hash.md5_crypt.hash',
      'passlib.hash.des_crypt.hash',
      'passlib.hash.ldap_md5.hash',
      'passlib.hash.ldap_sha1.hash',
      'passlib.hash.nthash.hash',
      'passlib.hash.lmhash.hash',
    ],
    confidence: 'high',
  },
];

/** A text that is in the program: all bytes known, or made of zeros. */
function isFixed(value: Value | undefined): boolean {
  if (value === undefined) return false;
  if (typeof value.constant === 'string') return value.constant.length > 0;
  return value.made?.path === 'bytes' && value.made.positional[0]?.constant !== undefined;
}

const derivations: readonly ApiRule[] = [
  { rule: 'fixed-salt', callees: ['hashlib.pbkdf2_hmac'], confidence: 'medium', when: (call) => isFixed(call.argument(2, 'salt')) },
  {
    rule: 'fixed-salt',
    callees: [
      'hashlib.scrypt',
      'cryptography.hazmat.primitives.kdf.scrypt.Scrypt',
      'argon2.low_level.hash_secret',
      'argon2.low_level.hash_secret_raw',
      'cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC',
    ],
    confidence: 'medium',
    when: (call) => isFixed(call.keywords.get('salt')),
    at: ['salt'],
  },
  {
    rule: 'fixed-salt',
    callees: ['Crypto.Protocol.KDF.PBKDF2', 'Crypto.Protocol.KDF.scrypt', 'bcrypt.kdf', 'bcrypt.hashpw'],
    confidence: 'medium',
    when: (call) => isFixed(call.argument(1, 'salt')),
    at: ['salt'],
  },
];

const modes = 'cryptography.hazmat.primitives.ciphers.modes';

const vectors: readonly ApiRule[] = [
  {
    rule: 'fixed-iv',
    callees: words('CBC CTR OFB CFB CFB8 GCM').map((name) => `${modes}.${name}`),
    confidence: 'high',
    when: (call) => isFixed(call.argument(0, 'initialization_vector')) || isFixed(call.keywords.get('nonce')),
  },
  {
    rule: 'fixed-iv',
    callees: words('Crypto.Cipher.AES.new Crypto.Cipher.ChaCha20.new Crypto.Cipher.ChaCha20_Poly1305.new Crypto.Cipher.Salsa20.new'),
    confidence: 'high',
    when: (call) => [call.keywords.get('iv'), call.keywords.get('IV'), call.keywords.get('nonce'), call.positional[2]].some(isFixed),
  },
  {
    rule: 'fixed-iv',
    callees: words('AESGCM AESCCM ChaCha20Poly1305 AESOCB3').flatMap((name) => [
      `cryptography.hazmat.primitives.ciphers.aead.${name}().encrypt`,
    ]),
    confidence: 'high',
    when: (call) => isFixed(call.argument(0, 'nonce')),
  },
  {
    rule: 'fixed-iv',
    callees: ['cryptography.hazmat.primitives.ciphers.algorithms.ChaCha20'],
    confidence: 'high',
    when: (call) => isFixed(call.argument(1, 'nonce')),
  },
];

/** Calls of cryptography that are too weak for what they are for. */
export const cryptoApis: readonly ApiRule[] = [...keys, ...ciphers, ...hashes, ...vectors, ...derivations];
