import { cases } from './rule-cases.ts';

const route = (body: string, method = 'post'): string =>
  `import express from 'express';\nconst app = express();\napp.${method}('/x', async (req, res) => {\n${body}\n});\n`;

cases('a request does not name what is set in its session', 'sent-session-names', {
  bad: [
    route('for (const [name, value] of Object.entries(req.body)) req.session[name] = value; res.end();'),
    route('req.session[req.body.name] = req.body.value; res.end();'),
    route('Object.keys(req.body).forEach((key) => { req.session[key] = req.body[key]; }); res.end();'),
    "import type { RouteHandlerMethod } from 'fastify';\nexport const save: RouteHandlerMethod = async (request, reply) => { for (const [name, value] of Object.entries(request.body)) request.session.set(name, value); return reply.code(204).send(); };",
    "import Router from '@koa/router';\nconst router = new Router();\nrouter.post('/p', (ctx) => { for (const name in ctx.request.body) ctx.session[name] = ctx.request.body[name]; ctx.status = 204; });",
  ],
  good: [
    route("req.session.language = req.body.language === 'de' ? 'de' : 'en'; res.end();"),
    route("for (const name of ['language', 'theme']) req.session[name] = String(req.body[name]); res.end();"),
    route(
      "const names = ['language', 'theme']; for (const [name, value] of Object.entries(req.body)) if (names.includes(name)) req.session[name] = value; res.end();",
    ),
    route('const seen = new Map(); seen.set(req.body.name, 1); res.end();'),
    route("req.session.set('language', 'de'); res.end();"),
  ],
});

const fork = "import { fork, spawn } from 'node:child_process';\n";

cases('a request does not name variables of the environment', 'sent-environment', {
  bad: [
    fork + route("fork('./job.js', [], { env: { ...process.env, ...req.body.variables } }); res.end();"),
    fork + route("const env = Object.assign({}, process.env, req.body); fork('./job.js', [], { env }); res.end();"),
    fork + route("spawn('make', ['all'], { env: { PATH: req.body.path } }); res.end();"),
    fork + route("spawn('make', ['all'], { env: { NODE_OPTIONS: `--max-old-space-size=${req.body.size}` } }); res.end();"),
    route('process.env[req.body.name] = req.body.value; res.end();'),
  ],
  good: [
    fork +
      route("fork('./job.js', [], { env: { PATH: process.env.PATH, QUALITY: req.body.quality === 'high' ? 'high' : 'low' } }); res.end();"),
    fork + route("fork('./job.js', [], { env: { ...process.env, TITLE: String(req.body.title) } }); res.end();"),
    fork + route("const child = fork('./job.js', [], { env: process.env }); child.send(req.body); res.end();"),
    fork + route("spawn('make', ['all'], { env: { ...process.env, JOBS: String(Number(req.body.jobs)) } }); res.end();"),
    route("process.env.TZ = 'UTC'; res.end();"),
  ],
});

const openai = "import OpenAI from 'openai';\nconst client = new OpenAI();\n";

cases('what a request sends is no order to a model', 'prompt-injection', {
  bad: [
    openai +
      route(
        "const r = await client.chat.completions.create({ model: 'm', messages: [{ role: 'system', content: `You are ${req.body.persona}.` }] }); res.json(r);",
      ),
    openai +
      route(
        "const messages = [{ role: 'developer', content: 'Rules: ' + req.body.rules }, { role: 'user', content: 'hi' }]; res.json(await client.chat.completions.create({ model: 'm', messages }));",
      ),
    openai + route("res.json(await client.responses.create({ model: 'm', instructions: req.body.instructions, input: 'x' }));"),
    `import Anthropic from '@anthropic-ai/sdk';\nconst client = new Anthropic();\n${route("res.json(await client.messages.create({ model: 'm', system: `Help ${req.body.name}`, messages: [] }));")}`,
    `import { generateText } from 'ai';\n${route("const { text } = await generateText({ model, system: `Speak like ${req.query.voice}`, prompt: 'x' }); res.json({ text });")}`,
  ],
  good: [
    openai +
      route(
        "res.json(await client.chat.completions.create({ model: 'm', messages: [{ role: 'system', content: 'Be kind.' }, { role: 'user', content: req.body.question }] }));",
      ),
    openai +
      route(
        "const tone = req.body.tone === 'brief' ? 'brief' : 'friendly'; res.json(await client.chat.completions.create({ model: 'm', messages: [{ role: 'system', content: `Be ${tone}.` }] }));",
      ),
    `import Anthropic from '@anthropic-ai/sdk';\nconst client = new Anthropic();\n${route("res.json(await client.messages.create({ model: 'm', system: 'Help.', messages: [{ role: 'user', content: req.body.question }] }));")}`,
    route("res.json({ role: 'system', content: String(req.body.content) });"),
    openai +
      route(
        "res.json(await client.chat.completions.create({ model: 'm', messages: [{ role: 'system', content: `At most ${Number(req.body.words)} words.` }] }));",
      ),
  ],
});

const stripe = "import Stripe from 'stripe';\nconst stripe = new Stripe(process.env.STRIPE_KEY);\n";

cases('a price is not taken from the form', 'sent-price', {
  bad: [
    stripe + route("res.json(await stripe.paymentIntents.create({ amount: Number(req.body.price) * 100, currency: 'eur' }));"),
    stripe +
      route(
        "const { total } = req.body; res.json(await stripe.paymentIntents.create({ amount: Math.round(total * 100), currency: 'eur' }));",
      ),
    stripe +
      route(
        'res.json(await stripe.checkout.sessions.create({ line_items: [{ quantity: 1, price_data: { unit_amount: req.body.unitPrice } }] }));',
      ),
    `import { z } from 'zod';\n${stripe}const schema = z.object({ price: z.coerce.number() });\n${route("const order = schema.parse(req.body); res.json(await stripe.paymentIntents.create({ amount: order.price * 100, currency: 'eur' }));")}`,
    `import Razorpay from 'razorpay';\nconst pay = new Razorpay({});\n${route("res.json(await pay.orders.create({ amount: req.body.totalPrice * 100, currency: 'INR' }));")}`,
  ],
  good: [
    stripe +
      route(
        "const product = await products.get(String(req.body.sku)); res.json(await stripe.paymentIntents.create({ amount: product.price, currency: 'eur' }));",
      ),
    stripe +
      route(
        "res.json(await stripe.paymentIntents.create({ amount: Math.min(500_00, Math.round(Number(req.body.donation) * 100)), currency: 'eur' }));",
      ),
    stripe +
      route(
        "const prices = { small: 500, large: 900 }; const price = req.body.size === 'large' ? prices.large : prices.small; res.json(await stripe.paymentIntents.create({ amount: price, currency: 'eur' }));",
      ),
    route('await shelves.label({ amount: req.body.price }); res.end();'),
    `import { z } from 'zod';\n${stripe}const schema = z.object({ quantity: z.coerce.number().max(20) });\n${route("const order = schema.parse(req.body); res.json(await stripe.checkout.sessions.create({ line_items: [{ quantity: order.quantity, price: 'price_1' }] }));")}`,
  ],
});

const axios = "import axios from 'axios';\n";

cases('XML for another server is not put together of what a request sends', 'xml-injection', {
  bad: [
    axios + route("await axios.post('https://erp.x/soap', `<soap:Envelope><Name>${req.body.name}</Name></soap:Envelope>`); res.end();"),
    axios +
      route(
        "const xml = '<?xml version=\"1.0\"?><order><name>' + req.body.name + '</name></order>'; await axios.post('https://erp.x', xml); res.end();",
      ),
    route("await fetch('https://erp.x', { method: 'POST', body: `<order xmlns=\"urn:x\"><a>${req.body.a}</a></order>` }); res.end();"),
    axios +
      route(
        "const parts = ['<?xml version=\"1.0\"?>', `<a b=\"${req.body.b}\"/>`]; await axios({ url: 'https://erp.x', method: 'post', data: parts.join('') }); res.end();",
      ),
    `import fs from 'node:fs';\n${route('fs.writeFileSync(\'/srv/feed.xml\', `<?xml version="1.0"?><t>${req.body.title}</t>`); res.end();')}`,
  ],
  good: [
    `import escape from 'escape-html';\n${axios}${route("await axios.post('https://erp.x/soap', `<soap:Envelope><Name>${escape(req.body.name)}</Name></soap:Envelope>`); res.end();")}`,
    axios +
      route(
        "await axios.post('https://erp.x/soap', `<soap:Envelope><Count>${Number(req.body.count)}</Count></soap:Envelope>`); res.end();",
      ),
    axios +
      route(
        "await axios.post('https://erp.x/soap', `<soap:Envelope><Name>${String(req.body.name).replace(/[<>&'\"]/g, (c) => `&#${c.charCodeAt(0)};`)}</Name></soap:Envelope>`); res.end();",
      ),
    axios + route("await axios.post('https://erp.x', { name: req.body.name }); res.end();"),
    axios + route("await axios.post('https://erp.x', `name is <${req.body.name}>`); res.end();"),
  ],
});

cases('a part of the query that may be a list is not checked like a text', 'list-for-text', {
  bad: [
    route('const code = req.query.code as string; if (code.length > 12) { res.status(400).end(); return; } res.end();', 'get'),
    route("if (req.query.path.includes('..')) { res.status(400).end(); return; } res.end();", 'get'),
    route("const { name } = req.query; if (name.indexOf('<') >= 0) throw new Error('no'); res.end();", 'get'),
  ],
  good: [
    route('const code = String(req.query.code); if (code.length > 12) { res.status(400).end(); return; } res.end();', 'get'),
    route(
      "const { code } = req.query; if (typeof code !== 'string' || code.length > 12) { res.status(400).end(); return; } res.end();",
      'get',
    ),
    route(
      'const ids = Array.isArray(req.query.id) ? req.query.id : [req.query.id]; if (ids.length > 12) { res.status(400).end(); return; } res.end();',
      'get',
    ),
    route('if (req.params.code.length > 12) { res.status(400).end(); return; } res.end();', 'get'),
    route("if (req.query.tags.length > 3) res.set('x-many', '1'); res.end();", 'get'),
  ],
});
