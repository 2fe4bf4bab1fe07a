import type { RuleText } from '../engine/knowledge.ts';

/** Weaknesses that are in the text itself, whatever data comes. */
export const rulesWithoutData: Readonly<Record<string, RuleText>> = {
  'timing-comparison': {
    cwe: 'CWE-208',
    message: 'A secret is compared character by character. Use `hmac.compare_digest`.',
    why: 'From the time that the answers take, an attacker finds the secret piece by piece.',
    url: 'https://docs.python.org/3/library/hmac.html#hmac.compare_digest',
  },
  'cleartext-transmission': {
    cwe: 'CWE-319',
    message: 'A secret is sent without encryption. Use https, `starttls`, or the variant of the protocol over TLS.',
    why: 'Anyone on the way can read it.',
    url: 'https://cwe.mitre.org/data/definitions/319.html',
  },
  'certificate-not-verified': {
    cwe: 'CWE-295',
    message: "The other side's certificate is not verified. Leave verification on, and add the authority that is missing.",
    why: 'Anyone on the way can pretend to be the server, and read and change what is sent.',
    url: 'https://docs.python.org/3/library/ssl.html#ssl-security',
  },
  'weak-key': {
    cwe: 'CWE-326',
    message: 'The key is too short, or derived with too little work. Use RSA of 2048 bits, curves of 256, or more rounds.',
    why: 'It can be found by trying.',
    url: 'https://cryptography.io/en/latest/hazmat/primitives/asymmetric/rsa/',
  },
  'weak-cipher': {
    cwe: 'CWE-327',
    message: 'This cipher or mode is broken. Use AES-GCM or ChaCha20-Poly1305.',
    why: 'Encrypted data can be read or recognised without the key.',
    url: 'https://cryptography.io/en/latest/hazmat/primitives/aead/',
  },
  'weak-hash': {
    cwe: 'CWE-328',
    message: 'This hash is too weak for what it protects. Use `hashlib.scrypt` or Argon2 for passwords, SHA-256 for the rest.',
    why: 'Passwords are found by trying billions a second; a second document with the same hash can be made.',
    url: 'https://docs.python.org/3/library/hashlib.html#key-derivation',
  },
  'fixed-iv': {
    cwe: 'CWE-329',
    message: 'The initialisation vector or nonce is fixed. Make a new one with `os.urandom` for every message.',
    why: 'Equal messages look equal, and with GCM or CTR the key stream can be recovered.',
    url: 'https://cryptography.io/en/latest/hazmat/primitives/symmetric-encryption/',
  },
  'token-not-verified': {
    cwe: 'CWE-347',
    message: "The token's signature is not verified. Decode it with the key and a fixed list of algorithms.",
    why: 'Anyone can write a token that says who they are.',
    url: 'https://pyjwt.readthedocs.io/en/stable/api.html#jwt.decode',
  },
  'predictable-temp-file': {
    cwe: 'CWE-377',
    message: 'The name of a temporary file can be guessed. Use `tempfile.NamedTemporaryFile` or `mkstemp`.',
    why: 'Another user of the machine can put a link there first, and so choose what is read or overwritten.',
    url: 'https://docs.python.org/3/library/tempfile.html#tempfile.mktemp',
  },
  'debug-mode': {
    cwe: 'CWE-489',
    message: 'The application runs with debugging on. Turn it on only on the machine of a developer, by its environment.',
    why: 'Its error pages show code and settings, and some run Python for whoever finds them.',
    url: 'https://flask.palletsprojects.com/en/stable/debugging/',
  },
  'cookie-flags': {
    cwe: 'CWE-614',
    message: 'A session cookie lacks `secure` or `httponly`. Set both, and `samesite`.',
    why: 'It can be read on the wire, or by a script that was smuggled into a page.',
    url: 'https://flask.palletsprojects.com/en/stable/web-security/#set-cookie-options',
  },
  'environment-exposure': {
    cwe: 'CWE-200',
    message: 'The whole environment is sent to whoever asks. Send the values that are meant for others by their names.',
    why: 'It holds the keys of this program.',
    url: 'https://cwe.mitre.org/data/definitions/200.html',
  },
  'cookie-for-any-site': {
    cwe: 'CWE-1275',
    message: 'A session cookie is also sent with requests that other sites start. Set `samesite` to `lax` or `strict`.',
    why: "A page of another site makes a visitor's browser do something here.",
    url: 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie',
  },
  'link-to-sent-host': {
    cwe: 'CWE-640',
    message: 'The host that a request names gets into a mail. Take the address of this site from the settings.',
    why: "A stranger asks for somebody's new password in the name of a host of their own, which then gets the token.",
    url: 'https://docs.djangoproject.com/en/5.2/topics/security/#host-header-validation',
  },
  'unrestricted-upload': {
    cwe: 'CWE-434',
    message: 'An upload of any kind keeps its name in a folder that is served. Choose the name here, and check its ending or type.',
    why: 'A stranger stores a page or a program which others are then given from here.',
    url: 'https://flask.palletsprojects.com/en/stable/patterns/fileuploads/',
  },
  'permissive-file-mode': {
    cwe: 'CWE-732',
    message: 'Everyone on the machine may change this file. Give rights to its owner, such as `0o600`.',
    why: 'Another user can replace what is in it.',
    url: 'https://docs.python.org/3/library/os.html#os.chmod',
  },
  'hard-coded-secret': {
    cwe: 'CWE-798',
    message: 'A password or key is written in the code. Read it from the environment or a store of secrets.',
    why: 'Everyone who can read the code, or an old copy of it, has it.',
    url: 'https://cwe.mitre.org/data/definitions/798.html',
  },
  'secret-in-log': {
    cwe: 'CWE-532',
    message: 'A secret is written into the log. Leave it out.',
    why: 'Logs are kept for long, copied, and read by many.',
    url: 'https://cwe.mitre.org/data/definitions/532.html',
  },
  'csrf-protection-off': {
    cwe: 'CWE-352',
    message: 'Requests that change something are not checked to come from this site. Leave the protection on.',
    why: 'A page of a stranger can do in the name of a visitor whatever this allows.',
    url: 'https://docs.djangoproject.com/en/stable/ref/csrf/',
  },
  'check-then-use': {
    cwe: 'CWE-367',
    message: "The file is looked at first and opened later. Open it at once, with the mode `x` where it must be new, and handle the error.",
    why: 'What was there may have been replaced in between, by another process or an attacker.',
    url: 'https://docs.python.org/3/library/os.html#os.access',
  },
  'weak-password-policy': {
    cwe: 'CWE-521',
    message: 'Passwords may be too short. Ask for eight characters or more.',
    why: 'Short passwords are found by trying.',
    url: 'https://docs.djangoproject.com/en/stable/topics/auth/passwords/#password-validation',
  },
  'check-by-assertion': {
    cwe: 'CWE-703',
    message: 'A right is checked by `assert`, which Python leaves out with `-O`. Use `if` and raise an error.',
    why: 'Where the program is run with optimisation, everybody has the right.',
    url: 'https://docs.python.org/3/reference/simple_stmts.html#the-assert-statement',
  },
};
