import { cases } from './rule-cases.ts';

cases('a window that is handed in is a window as well', 'message-from-anyone', {
  bad: [
    "class A { constructor(private readonly host: Window) { this.host.addEventListener('message', this.take); } private readonly take = (event: MessageEvent) => { save(event.data); }; }",
    "class A { host: Window; listen() { this.host.addEventListener('message', (event) => save(event.data)); } }",
    "export function listen(frame: Window) { frame.addEventListener('message', ({ data }) => save(data)); }",
  ],
  good: [
    "class A { constructor(private readonly host: MessagePort) { this.host.addEventListener('message', this.take); } private readonly take = (event: MessageEvent) => { save(event.data); }; }",
    "class A { constructor(private readonly host: Window, private readonly own: string) { this.host.addEventListener('message', this.take); } private readonly take = (event: MessageEvent) => { if (event.origin === this.own) save(event.data); }; }",
    "export function listen(socket: WebSocket) { socket.addEventListener('message', ({ data }) => save(data)); }",
    "export function listen(frame: Window) { frame.addEventListener('resize', () => draw()); }",
  ],
});

cases('a token in a variable is not sent to every window either', 'message-to-anyone', {
  bad: [
    "const result = { type: 'done', accessToken: session.accessToken }; window.opener.postMessage(result, '*');",
    "const result = { token }; (window.opener as Window).postMessage(result, '*');",
    "const answer = { user: { email } }; window.parent.postMessage(answer, '*');",
  ],
  good: [
    "const result = { type: 'done', accessToken: session.accessToken }; window.opener.postMessage(result, location.origin);",
    "const size = { height: 20 }; window.parent.postMessage(size, '*');",
    'const result = { token }; worker.postMessage(result);',
  ],
});

const next = "import { cookies } from 'next/headers';\n";

cases('a cookie of Next says nothing about rights', 'cookie-says-who', {
  bad: [
    `${next}export default async function Page() { const jar = await cookies(); if (jar.get('is_admin')?.value !== 'true') return null; return list(); }`,
    `${next}export async function GET() { const isAdmin = (await cookies()).get('role')?.value === 'admin'; return isAdmin; }`,
    `${next}export const viewer = () => ({ admin: cookies().get('admin')?.value === '1' });`,
  ],
  good: [
    `${next}export default async function Page() { const jar = await cookies(); if (jar.get('theme')?.value === 'dark') return null; return list(); }`,
    `${next}export default async function Page() { const session = await read((await cookies()).get('sid')?.value); if (session.role === 'admin') return list(); }`,
    `const shown = new Map([['role', { value: 'admin' }]]); if (shown.get('role')?.value === 'admin') list();`,
  ],
});

const crypto = "const crypto = require('crypto');\n";

cases('a cipher that an object keeps is known', 'weak-cipher', {
  bad: [
    `${crypto}function Box(key) { this.key = key; this.algorithm = 'des-ede3-cbc'; }\nBox.prototype.seal = function (text, iv) { return crypto.createCipheriv(this.algorithm, this.key, iv); };`,
    `${crypto}class Box { constructor() { this.cipher = 'rc4'; } seal(text, key) { return crypto.createCipheriv(this.cipher, key, null); } }`,
    `${crypto}function Box() { this.mode = 'aes-256-ecb'; }\nBox.prototype.open = function (key) { return crypto.createDecipheriv(this.mode, key, null); };`,
  ],
  good: [
    `${crypto}function Box(key) { this.key = key; this.algorithm = 'aes-256-gcm'; }\nBox.prototype.seal = function (iv) { return crypto.createCipheriv(this.algorithm, this.key, iv); };`,
    `${crypto}function Box(name) { this.algorithm = name; }\nBox.prototype.seal = function (key, iv) { return crypto.createCipheriv(this.algorithm, key, iv); };`,
    `${crypto}const OLD = ['des-ede3-cbc']; module.exports = (name) => { if (OLD.includes(name)) throw new Error('old'); };`,
  ],
});

cases('a digest that proves something is none of the weak ones', 'weak-hash', {
  bad: [
    `${crypto}class A { proofOf(holder) { return crypto.createHash('md5').update(\`\${this.salt}:\${holder}\`).digest('hex'); } }`,
    `${crypto}class A { constructor(private readonly algorithm = 'md5') {} proofOf(holder) { return crypto.createHash(this.algorithm).update(holder).digest('hex'); } }`,
    `${crypto}const proof = crypto.createHash('sha1').update(order.id + salt).digest('hex');`,
  ],
  good: [
    `${crypto}const proof = crypto.createHash('sha256').update(order.id).digest('hex');`,
    `${crypto}const name = crypto.createHash('md5').update(content).digest('hex');`,
    `${crypto}const color = crypto.createHash('sha1').update(label).digest('hex').slice(0, 6);`,
  ],
});
