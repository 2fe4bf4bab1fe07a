import { cases } from './rule-cases.ts';

const handler = (body: string): string =>
  `import express from 'express';\nconst app = express();\nconst ALLOWED = new Set(['10.0.0.4']);\napp.use((req, res, next) => { ${body} });`;

cases('no header that callers write says who they are', 'header-says-who', {
  bad: [
    handler("if (req.headers['x-user-role'] !== 'admin') return res.sendStatus(403); next();"),
    handler("const role = req.get('X-Role') ?? 'guest'; if (role === 'admin') return next(); res.sendStatus(403);"),
    handler("if (!['admin', 'owner'].includes(String(req.headers['x-role']))) return res.sendStatus(403); next();"),
    handler("if (req.header('x-is-admin') === 'true') return next(); res.sendStatus(403);"),
    handler("const from = req.headers['x-forwarded-for']; if (!ALLOWED.has(from)) return res.sendStatus(403); next();"),
    handler(
      "const from = String(req.headers['x-forwarded-for']).split(',')[0].trim(); if (from !== '127.0.0.1') return res.sendStatus(403); next();",
    ),
    handler("const offices = ['10.0.0.4']; if (offices.includes(req.headers['x-real-ip'])) return next(); res.sendStatus(403);"),
  ],
  good: [
    handler("if (req.user.role !== 'admin') return res.sendStatus(403); next();"),
    handler("if (req.headers['x-requested-with'] !== 'XMLHttpRequest') return res.sendStatus(400); next();"),
    handler("note({ role: req.headers['x-user-role'] }); next();"),
    handler('if (!ALLOWED.has(req.socket.remoteAddress)) return res.sendStatus(403); next();'),
    handler("const from = req.headers['x-forwarded-for']; if (blocked.has(from)) return res.sendStatus(403); next();"),
    handler("const from = req.headers['x-forwarded-for'].split(',').at(-1); if (!ALLOWED.has(from)) return res.sendStatus(403); next();"),
    handler("if (req.headers['x-forwarded-proto'] === 'https') return next(); res.sendStatus(400);"),
  ],
});

const cors = (condition: string): string =>
  `import express from 'express';\nconst app = express();\napp.use((req, res, next) => { const origin = req.get('origin'); if (${condition}) res.setHeader('Access-Control-Allow-Methods', 'GET'); next(); });`;

cases('a pattern for an origin holds all of it', 'loose-origin-pattern', {
  bad: [
    cors('/https:\\/\\/acme\\.io/.test(origin)'),
    cors('/^https:\\/\\/acme\\.io/.test(origin)'),
    cors('/acme\\.io$/.test(origin)'),
    cors('origin.match(/^https:\\/\\/(?:www\\.)?acme\\.io/)'),
    cors('/(acme|shop)\\.example\\.com/i.test(origin)'),
  ],
  good: [
    cors('/^https:\\/\\/(?:[a-z]+\\.)?acme\\.io$/.test(origin)'),
    cors('/\\.acme\\.io$/.test(origin)'),
    cors('/^https:\\/\\/acme\\.io\\//.test(origin)'),
    cors('/^https?:\\/\\/localhost(?::\\d+)?/.test(origin)'),
    'const host = location.hostname; if (/amazon\\.com/.test(host)) track();',
    'const origin = readOrigin(); if (/acme\\.io/.test(origin)) draw();',
  ],
});
