import { cases } from './rule-cases.ts';

const app = "import express from 'express';\nconst app = express();\n";
const get = (body: string): string => `${app}app.get('/people', async (req, res) => { ${body} });`;

cases('what a query has of hashes and tokens is not sent with the rest', 'hash-in-answer', {
  bad: [
    get('const person = await prisma.user.findFirst({ select: { id: true, passwordHash: true } }); res.json(person);'),
    get('const people = await prisma.user.findMany({ select: { id: true, resetToken: true } }); res.json({ people });'),
    get("const { rows } = await pool.query('SELECT id, password FROM users'); res.json(rows[0]);"),
    get("const found = await users.find({ select: ['id', 'salt'] }); res.send({ data: found });"),
    "import { Get, Controller } from '@nestjs/common'; @Controller('p') class P { @Get() async one() { const person = await this.prisma.user.findFirst({ select: { id: true, totpSecret: true } }); return { ...person }; } }",
  ],
  good: [
    get('const person = await prisma.user.findFirst({ select: { id: true, name: true } }); res.json(person);'),
    get(
      'const person = await prisma.user.findFirst({ select: { id: true, passwordHash: true } }); const ok = await verify(person.passwordHash); res.json({ id: person.id, ok });',
    ),
    get(
      'const person = await prisma.user.findFirst({ select: { id: true, passwordHash: true } }); const { passwordHash, ...visible } = person; res.json(visible);',
    ),
    get(
      'const person = await prisma.user.findFirst({ select: { id: true, passwordHash: true } }); delete person.passwordHash; res.json(person);',
    ),
    get("const { rows } = await pool.query('SELECT id FROM users WHERE password IS NULL'); res.json(rows);"),
    get('const person = await prisma.user.findFirst({ select: { id: true, passwordHash: false } }); res.json(person);'),
    'async function readPerson() { const person = await prisma.user.findFirst({ select: { id: true, passwordHash: true } }); return person; }',
  ],
});

const forgot = (body: string): string =>
  `${app}app.post('/password/forgot', async (req, res) => { const code = makeCode(); await mailer.sendReset(address, code); ${body} });`;

cases('the answer to a forgotten password does not hold what was mailed', 'code-in-answer', {
  bad: [
    forgot('res.json({ code });'),
    forgot('res.json({ ok: true, resetCode: code });'),
    forgot('res.status(200).send({ token: code });'),
    "fastify.post('/account/recover', async (req, reply) => { const link = await makeLink(); await sendMail(address, link); return reply.send({ link }); });",
    'async function resetPassword(req, res) { const otp = makeOtp(); await smsClient.send({ body: otp }); return res.json({ otp }); }',
  ],
  good: [
    forgot('res.json({ sent: true });'),
    forgot("res.json({ code: 'see your mail' });"),
    forgot("if (process.env.NODE_ENV === 'test') return res.json({ code }); res.end();"),
    `${app}app.post('/invoices', async (req, res) => { const link = makeLink(); await mailer.send(address, link); res.json({ link }); });`,
    forgot("const status = 'sent'; res.json({ status });"),
  ],
});
