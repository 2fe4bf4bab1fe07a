import { cases } from './rule-cases.ts';

cases('a container gets no right that it does not need', 'privileged-container', {
  bad: [
    "import Docker from 'dockerode'; const docker = new Docker(); docker.createContainer({ Image: 'a', HostConfig: { Privileged: true } });",
    "import Docker from 'dockerode'; class A { docker = new Docker(); run() { return this.docker.createContainer({ HostConfig: { Privileged: true } }); } }",
    "const Docker = require('dockerode'); new Docker().run('a', [], process.stdout, { HostConfig: { Privileged: true } });",
    "import Docker from 'dockerode'; const host = { CapAdd: ['SYS_ADMIN'] }; new Docker().createContainer({ HostConfig: host });",
    "import Docker from 'dockerode'; const docker = new Docker(); docker.createContainer({ HostConfig: { CapAdd: ['ALL'] } });",
  ],
  good: [
    "import Docker from 'dockerode'; const docker = new Docker(); docker.createContainer({ Image: 'a', HostConfig: { Privileged: false } });",
    "import Docker from 'dockerode'; const docker = new Docker(); docker.createContainer({ HostConfig: { CapAdd: ['NET_BIND_SERVICE'], CapDrop: ['ALL'] } });",
    "protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true } }]);",
    'users.create({ Privileged: true });',
    "import Docker from 'dockerode'; const docker = new Docker(); docker.createContainer({ Image: 'a', Labels: { Privileged: 'true' } });",
  ],
});

cases('the folder of the program is not served', 'project-folder-served', {
  bad: [
    "import express from 'express'; express().use(express.static(__dirname));",
    "const express = require('express'); const path = require('path'); express().use(express.static(path.join(__dirname, '..')));",
    "const express = require('express'); const root = process.cwd(); express().use('/', express.static(root, { dotfiles: 'allow' }));",
    "import serve from 'koa-static'; app.use(serve('.'));",
    "import fastifyStatic from '@fastify/static'; app.register(fastifyStatic, { root: __dirname });",
  ],
  good: [
    "import express from 'express'; import path from 'node:path'; express().use(express.static(path.join(__dirname, 'public')));",
    "import express from 'express'; express().use(express.static('public', { dotfiles: 'allow' }));",
    "import express from 'express'; import path from 'node:path'; const root = path.resolve(__dirname, '..'); express().use(express.static(path.join(root, 'dist')));",
    "import fastifyStatic from '@fastify/static'; import path from 'node:path'; app.register(fastifyStatic, { root: path.join(__dirname, 'site') });",
    "import { serveStatic } from '@hono/node-server/serve-static'; app.use('/static/*', serveStatic({ root: './' }));",
    "import express from 'express'; express().use(express.static(__dirname + '/dist'));",
    "const express = require('express'); const path = require('path'); var root = path.join(root, '..'); express().use(express.static(root));",
  ],
});

const grpc = "import { credentials } from '@grpc/grpc-js';\nimport { Pay } from './pay';\n";

cases('a channel to a host outside is encrypted', 'cleartext-transmission', {
  bad: [
    `${grpc}new Pay('pay.example.com:443', credentials.createInsecure());`,
    `${grpc}const options = { host: 'pay.example.com' };\nnew Pay(options.host + ':443', credentials.createInsecure());`,
    "import * as grpc from '@grpc/grpc-js'; new Pay('dns:///pay.example.com:8443', grpc.credentials.createInsecure());",
    "const grpc = require('grpc'); const client = new Pay('pay.example.com:50051', grpc.credentials.createInsecure());",
    `${grpc}class A { constructor(at = { address: 'pay.example.com:443' }) { this.client = new Pay(at.address, credentials.createInsecure()); } }`,
  ],
  good: [
    `${grpc}new Pay('localhost:50051', credentials.createInsecure());`,
    `${grpc}new Pay('pay:50051', credentials.createInsecure());`,
    `${grpc}new Pay('pay.shop.svc.cluster.local:50051', credentials.createInsecure());`,
    `${grpc}new Pay('pay.example.com:443', isLocal ? credentials.createInsecure() : credentials.createSsl());`,
    `${grpc}const definition = loadSync('acme.pay.proto'); new Pay(process.env.PAY ?? 'pay:1', credentials.createInsecure());`,
  ],
});

const strategy = (module: string, state: string): string =>
  `import Strategy from '${module}'; new Strategy({ clientID: process.env.ID, callbackURL: 'https://a.example/back'${state} }, done);`;

cases('a sign-in over another service ties the answer to the question', 'forged-requests', {
  bad: [
    strategy('passport-oauth2', ', state: false'),
    "const { Strategy } = require('passport-google-oauth20'); new Strategy({ state: false }, done);",
    "import OAuth from 'passport-oauth2'; const settings = { state: false }; passport.use('partner', new OAuth(settings, done));",
    "import { Strategy as GitHubStrategy } from 'passport-github2'; passport.use(new GitHubStrategy({ state: false }, done));",
    "import { OAuth2Strategy } from 'passport-oauth'; new OAuth2Strategy({ state: false }, done);",
  ],
  good: [
    strategy('passport-oauth2', ', state: true'),
    strategy('passport-oauth2', ', state: false, store: ownStore'),
    strategy('passport-oauth2', ', state: true, skipUserProfile: false'),
    "import { Strategy } from 'passport-local'; new Strategy({ session: false }, done);",
    'new Machine({ state: false });',
  ],
});

const handler = (body: string): string =>
  `import express from 'express';\nimport zlib, { gunzipSync } from 'node:zlib';\nimport { promisify } from 'node:util';\nconst app = express();\napp.post('/', async (req, res) => { ${body} res.end(); });`;

cases('what is sent is not unpacked without an end', 'decompression-bomb', {
  bad: [
    handler('save(gunzipSync(req.body));'),
    handler('zlib.gunzip(req.body, (error, text) => save(text));'),
    handler("save(zlib.inflateSync(Buffer.from(req.body.data, 'base64')));"),
    handler('const unpack = promisify(zlib.brotliDecompress); save(await unpack(req.body));'),
    handler('save(zlib.unzipSync(req.body, { level: 1 }));'),
  ],
  good: [
    handler('save(gunzipSync(req.body, { maxOutputLength: 1_000_000 }));'),
    handler('save(zlib.gzipSync(req.body));'),
    handler('zlib.gunzip(req.body, { maxOutputLength: LIMIT }, (error, text) => save(text));'),
    handler('save(zlib.gunzipSync(req.body, limits));'),
    "import { gunzipSync } from 'node:zlib'; import { readFileSync } from 'node:fs'; gunzipSync(readFileSync('words.gz'));",
  ],
});
