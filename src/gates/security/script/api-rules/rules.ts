import { cweUrl } from '../../rule.ts';
import type { Confidence, SecurityRule } from '../../rule.ts';

/** A rule about the use of an interface, whatever data gets there. */
export interface ApiRule extends SecurityRule {
  readonly confidence: Confidence;
}

type Row = Omit<ApiRule, 'rule' | 'url'> & { readonly url?: string };

const rows = {
  'tls-not-verified': {
    cwe: 'CWE-295',
    confidence: 'high',
    message: 'The certificate of the other side is not checked. Leave the check on, and pass the authority of an own certificate as ca.',
    why: 'Anyone on the way can pretend to be the server and read and change everything.',
    url: 'https://nodejs.org/api/tls.html#tlsconnectoptions-callback',
  },
  'old-tls': {
    cwe: 'CWE-327',
    confidence: 'medium',
    message: 'This version of TLS is broken. Ask for TLSv1.2 at least.',
    why: 'Known attacks read what is sent over it.',
    url: 'https://nodejs.org/api/tls.html#tlscreatesecurecontextoptions',
  },
  'weak-cipher': {
    cwe: 'CWE-327',
    confidence: 'high',
    message: 'This cipher is broken or hides nothing of the structure. Use aes-256-gcm with createCipheriv and a random IV.',
    why: 'Who has the encrypted text can find out or change what is in it.',
    url: 'https://nodejs.org/api/crypto.html#cryptocreatecipherivalgorithm-key-iv-options',
  },
  'weak-hash': {
    cwe: 'CWE-328',
    confidence: 'high',
    message: 'MD5 and SHA-1 protect nothing. Use scrypt or argon2 for passwords and SHA-256 for the rest.',
    why: 'Two texts with the same hash are easily made, and passwords are found by trying.',
    url: cweUrl('CWE-328'),
  },
  'fast-password-hash': {
    cwe: 'CWE-916',
    confidence: 'medium',
    message: 'A fast hash does not protect a password. Use scrypt, argon2 or bcrypt.',
    why: 'Billions of passwords a second can be tried against it.',
    url: 'https://nodejs.org/api/crypto.html#cryptoscryptpassword-salt-keylen-options-callback',
  },
  'weak-key': {
    cwe: 'CWE-326',
    confidence: 'high',
    message: 'This key is too short. Use 2048 bits at least for RSA and Diffie-Hellman, and a curve of 256 bits.',
    why: 'A key of this size can be computed.',
    url: cweUrl('CWE-326'),
  },
  'few-iterations': {
    cwe: 'CWE-916',
    confidence: 'high',
    message: 'A key or password is derived with too little work. Use 600,000 iterations of PBKDF2 with SHA-256, bcrypt with a cost of 12, or scrypt.',
    why: 'Who has the hashes finds the passwords by trying.',
    url: 'https://nodejs.org/api/crypto.html#cryptopbkdf2password-salt-iterations-keylen-digest-callback',
  },
  'fixed-iv': {
    cwe: 'CWE-329',
    confidence: 'high',
    message: 'The initialization vector is always the same. Make one with crypto.randomBytes for each text and keep it beside the text.',
    why: 'Equal texts give equal encryptions, and in GCM the key itself is found.',
    url: cweUrl('CWE-329'),
  },
  'fixed-salt': {
    cwe: 'CWE-760',
    confidence: 'medium',
    message: 'The salt is always the same. Make one with crypto.randomBytes for each password and keep it beside the hash.',
    why: 'One table of hashes serves for all passwords.',
    url: cweUrl('CWE-760'),
  },
  'hard-coded-key': {
    cwe: 'CWE-321',
    confidence: 'medium',
    message: 'A key stands in the program. Read it from the environment or a store of secrets.',
    why: 'Who sees the program can sign and decrypt.',
    url: cweUrl('CWE-321'),
  },
  'predictable-random': {
    cwe: 'CWE-338',
    confidence: 'high',
    message: 'Math.random can be predicted. Use crypto.randomBytes, crypto.randomInt or crypto.randomUUID.',
    why: 'An attacker computes the next token, password or identifier.',
    url: 'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Math/random',
  },
  'jwt-not-verified': {
    cwe: 'CWE-347',
    confidence: 'high',
    message: 'The signature of this token is not checked. Call verify with the key and the algorithms that are allowed.',
    why: 'Anyone can write a token that says they are somebody else.',
    url: 'https://github.com/auth0/node-jsonwebtoken#readme',
  },
  'jwt-never-expires': {
    cwe: 'CWE-613',
    confidence: 'high',
    message: 'Expired tokens are accepted. Leave ignoreExpiration off.',
    why: 'A stolen token works for ever.',
    url: 'https://github.com/auth0/node-jsonwebtoken#readme',
  },
  'cors-any-origin': {
    cwe: 'CWE-942',
    confidence: 'high',
    message: 'Every site may read the answers. Compare the origin with a list of allowed ones.',
    why: "A page of an attacker reads data with the visitor's session.",
    url: 'https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS',
  },
  'message-from-anyone': {
    cwe: 'CWE-346',
    confidence: 'medium',
    message: 'Messages of every window are believed. Compare event.origin with the expected origin first.',
    why: 'A page that holds or opened this one can send it anything.',
    url: 'https://developer.mozilla.org/docs/Web/API/Window/postMessage#security_concerns',
  },
  'message-to-anyone': {
    cwe: 'CWE-346',
    confidence: 'medium',
    message: 'What is told here may be read by whatever page is in that window. Name the expected origin instead of "*".',
    why: 'A page that took its place gets the data of the person who is logged in.',
    url: 'https://developer.mozilla.org/docs/Web/API/Window/postMessage#security_concerns',
  },
  'cookie-not-secure': {
    cwe: 'CWE-614',
    confidence: 'medium',
    message: 'A session cookie is also sent without encryption. Set secure: true.',
    why: 'Anyone on the way can take over the session.',
    url: 'https://expressjs.com/en/api.html#res.cookie',
  },
  'cookie-for-scripts': {
    cwe: 'CWE-1004',
    confidence: 'medium',
    message: 'Scripts of the page can read a session cookie. Set httpOnly: true.',
    why: 'One injected script is enough to take over the session.',
    url: 'https://expressjs.com/en/api.html#res.cookie',
  },
  'predictable-temporary-file': {
    cwe: 'CWE-377',
    confidence: 'medium',
    message: 'The name of this temporary file can be guessed. Make a folder with fs.mkdtemp and write in it.',
    why: 'Another user of the machine puts a link there first, and this program writes where the link leads.',
    url: 'https://nodejs.org/api/fs.html#fsmkdtempprefix-options-callback',
  },
  'world-writable': {
    cwe: 'CWE-732',
    confidence: 'high',
    message: 'Everyone on the machine may write this file. Give 0o600 or 0o640.',
    why: 'Another user changes what this program trusts.',
    url: 'https://nodejs.org/api/fs.html#file-modes',
  },
  'timing-comparison': {
    cwe: 'CWE-208',
    confidence: 'medium',
    message: 'A secret is compared character by character. Compare the bytes with crypto.timingSafeEqual, after their lengths.',
    why: 'From the time that the answers take, an attacker finds the secret piece by piece.',
    url: 'https://nodejs.org/api/crypto.html#cryptotimingsafeequala-b',
  },
  'cleartext-transmission': {
    cwe: 'CWE-319',
    confidence: 'medium',
    message: 'A secret is sent without encryption. Use https.',
    why: 'Anyone on the way can read it.',
    url: cweUrl('CWE-319'),
  },
  'forged-requests': {
    cwe: 'CWE-352',
    confidence: 'medium',
    message: 'The check against forged requests is turned off. Leave it on, and send the header that it asks for.',
    why: "A page of another site makes a visitor's browser send requests that change something here.",
    url: 'https://www.apollographql.com/docs/apollo-server/security/cors#preventing-cross-site-request-forgery-csrf',
  },
  'unbounded-body': {
    cwe: 'CWE-400',
    confidence: 'low',
    message: 'The body of a request is collected however long it is. Count its bytes and refuse it above a limit.',
    why: 'A stranger sends data without an end until this process runs out of memory.',
    url: cweUrl('CWE-400'),
  },
  'unrestricted-upload': {
    cwe: 'CWE-434',
    confidence: 'medium',
    message: 'An upload of any kind keeps the name it came with. Choose the name here, and let fileFilter refuse other kinds.',
    why: 'A stranger stores a page or a program which others are then given from here.',
    url: 'https://github.com/expressjs/multer#diskstorage',
  },
  'secret-in-log': {
    cwe: 'CWE-532',
    confidence: 'medium',
    message: 'A password or key is written to the log. Leave it out.',
    why: 'Logs are kept long, copied and read by many.',
    url: cweUrl('CWE-532'),
  },
  'file-race': {
    cwe: 'CWE-367',
    confidence: 'low',
    message: 'A file is checked by its name and used by its name afterwards. Open it once and ask the handle, or write with the flag "wx".',
    why: 'Between the two, another process puts another file there.',
    url: 'https://nodejs.org/api/fs.html#fsaccesspath-mode-callback',
  },
  'recursive-merge': {
    cwe: 'CWE-1321',
    confidence: 'medium',
    message: 'This function copies every property name it is given, also "__proto__". Skip "__proto__", "constructor" and "prototype", or use Object.create(null).',
    why: 'Who writes the source sets properties that every object of the program then has.',
    url: cweUrl('CWE-1321'),
  },
} as const satisfies Readonly<Record<string, Row>>;

export type ApiRuleId = keyof typeof rows;

export const apiRules: Readonly<Record<string, ApiRule>> = Object.fromEntries(
  Object.entries(rows).map(([rule, row]): [string, ApiRule] => [rule, { rule, ...row }]),
);
