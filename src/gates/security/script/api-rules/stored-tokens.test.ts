import { cases } from './rule-cases.ts';

cases('tokens are not kept where scripts of the page read them', 'stored-token', {
  bad: [
    "export async function enter() { const { accessToken } = await post(); localStorage.setItem('token', accessToken); }",
    "export async function enter() { const answer = await post(); localStorage.setItem('auth', JSON.stringify({ refreshToken: answer.refresh })); }",
    "export async function login(name, password) { const answer = await post(name, password); localStorage.setItem('token', answer.token); }",
    'export const keep = (session) => { localStorage.setItem("s", JSON.stringify(session.jwt)); };',
    'export const keep = (answer) => { localStorage.authToken = answer.authToken; };',
    'export const keep = (a) => { const saved = { user: a.name, id_token: a.id_token }; localStorage.setItem("s", JSON.stringify(saved)); };',
  ],
  good: [
    "localStorage.setItem('theme', 'dark');",
    "const all = { self: all, more: { all } }; localStorage.setItem('all', JSON.stringify(all));",
    "export const keep = (page) => { localStorage.setItem('nextPageToken', page.nextPageToken); };",
    "export const keep = (color) => { localStorage.setItem('token', color.name); };",
    "export const leave = () => { localStorage.setItem('accessToken', ''); localStorage.removeItem('token'); };",
    "export const keep = async (accessToken) => { localStorage.setItem('s', await encrypt(accessToken)); };",
    'export const count = (tokens) => { localStorage.setItem("tokens", String(tokens.length)); };',
  ],
});

cases('no token is in the address of a request', 'secret-in-address', {
  bad: [
    "const url = new URL('/v1', base); url.searchParams.set('access_token', accessToken); fetch(url);",
    'fetch(`https://a.example/v1?access_token=${token}`);',
    "import axios from 'axios'; axios.get('https://a.example/v1', { params: { auth_token: token } });",
    "class A { at() { const url = new URL(this.base); url.searchParams.append('jwt', this.jwt); return url; } }",
    "import axios from 'axios'; axios.get(`https://a.example/v1?page=1&refresh_token=${held}`);",
  ],
  good: [
    "const url = new URL('/v1', base); url.searchParams.set('page_token', token); fetch(url);",
    "const url = new URL('/v1', base); url.searchParams.set('access_token', 'public'); fetch(url);",
    'fetch(`https://api.mapbox.com/styles?access_token=${token}`);',
    'sendMail(`https://a.example/confirm?token=${token}`);',
    "fetch('https://a.example/v1', { headers: { authorization: `Bearer ${accessToken}` } });",
  ],
});

const hashed = "import { createHash, createHmac, randomBytes } from 'node:crypto';\n";

cases('a token is not a hash of the clock', 'predictable-random', {
  bad: [
    `${hashed}export function resetToken(email) { return createHash('sha256').update(email + Date.now()).digest('hex'); }`,
    `${hashed}export function makeInvite(user) { const inviteToken = createHash('sha256').update(\`\${user.id}:\${new Date().getTime()}\`).digest('hex'); return inviteToken; }`,
    `${hashed}export function resetToken(email) { const seed = email + ':' + Math.floor(Date.now() / 1000); return createHash('sha256').update(seed).digest('hex'); }`,
    `${hashed}export const sessionId = (name) => createHash('sha512').update(name).update(String(Date.now())).digest('hex');`,
    `${hashed}export class A { activationToken(mail) { const at = process.hrtime(); return createHash('sha256').update(mail + at).digest('base64url'); } }`,
  ],
  good: [
    `${hashed}export function resetToken() { return createHash('sha256').update(randomBytes(32)).digest('hex'); }`,
    `${hashed}export function resetToken(email) { return createHmac('sha256', process.env.RESET_KEY).update(email + Date.now()).digest('hex'); }`,
    `${hashed}export function etag(body) { return createHash('sha256').update(body + Date.now()).digest('hex'); }`,
    `${hashed}export function hashToken(token) { return createHash('sha256').update(token).digest('hex'); }`,
    `${hashed}export function resetToken(email) { const salt = randomBytes(16); return createHash('sha256').update(email + salt + Date.now()).digest('hex'); }`,
  ],
});
