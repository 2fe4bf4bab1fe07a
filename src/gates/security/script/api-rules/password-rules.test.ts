import { cases } from './rule-cases.ts';

cases('passwords that are chosen are long', 'weak-password-policy', {
  bad: [
    "import { MinLength } from 'class-validator'; class SignUp { @MinLength(3) password: string; }",
    "import { Length } from 'class-validator'; class SignUp { @Length(4, 50) readonly password!: string; }",
    "import { z } from 'zod'; const account = z.object({ password: z.string().min(4) });",
    "import Joi from 'joi'; const account = Joi.object({ password: Joi.string().min(3).max(30).required() });",
    "import { body } from 'express-validator'; const rules = [body('password').trim().isLength({ min: 5 })];",
    "import mongoose from 'mongoose'; new mongoose.Schema({ password: { type: String, required: true, minlength: [3, 'short'] } });",
    "const schema = { body: { properties: { newPassword: { type: 'string', minLength: 6 } } } };",
  ],
  good: [
    "import { MinLength } from 'class-validator'; class SignUp { @MinLength(12) password: string; @MinLength(3) displayName: string; }",
    "import { z } from 'zod'; const account = z.object({ password: z.string().min(1), name: z.string().min(2) });",
    "import { z } from 'zod'; const loginSchema = z.object({ password: z.string().min(3) });",
    "import { z } from 'zod'; const account = z.object({ currentPassword: z.string().min(4), password: z.string().min(10) });",
    "import Joi from 'joi'; const account = Joi.object({ password: Joi.string().min(6).pattern(/^(?=.*[0-9]).{12,}$/) });",
    "import { body } from 'express-validator'; const rules = [body('username').isLength({ min: 3 }), body('password').isLength({ min: 8 })];",
    "const schema = { properties: { passwordHint: { type: 'string', minLength: 2 } } };",
  ],
});

const server = "import express from 'express';\nimport { hash } from 'argon2';\nconst app = express();\n";
const post = (body: string): string => `${server}app.post('/sign-up', async (req, res) => { ${body} res.end(); });`;

cases('a password is not stored as it came', 'password-kept-plainly', {
  bad: [
    post('const { email, password } = req.body; await prisma.user.create({ data: { email: String(email), password: String(password) } });'),
    post('await db.insert(users).values({ name: String(req.body.name), password: String(req.body.password) });'),
    post("await knex('users').insert({ password: String(req.body.password) });"),
    post("await pool.query('INSERT INTO users (email, password) VALUES ($1, $2)', [req.body.email, req.body.password]);"),
    post('const row = { pwd: `${req.body.pwd}` }; await db.insert(accounts).values([row]);'),
  ],
  good: [
    post('await prisma.user.create({ data: { password: await hash(String(req.body.password)) } });'),
    post("const password = await hash(String(req.body.password)); await knex('users').insert({ password });"),
    post("await pool.query('INSERT INTO users (email, password) VALUES ($1, $2)', [req.body.email, await hash(req.body.password)]);"),
    post('await db.insert(users).values({ name: String(req.body.name), passwordHash: await hash(String(req.body.password)) });'),
    post('const user = new User(); user.password = String(req.body.password); await user.save();'),
    post('await supabase.auth.signUp({ email: String(req.body.email), password: String(req.body.password) });'),
  ],
});
