import { cases } from './api-rules/rule-cases.ts';

const node = "import { exec, execFile } from 'node:child_process';\n";
const vscode = `import * as vscode from 'vscode';\n${node}`;

cases('messages of a web view, links that open a program and hooks are data of strangers', 'command-injection', {
  bad: [
    `${vscode}const panel = vscode.window.createWebviewPanel('a', 'b', 1);\npanel.webview.onDidReceiveMessage(async (message) => { exec('git log ' + message.ref); });`,
    `${vscode}class P { resolveWebviewView(view: vscode.WebviewView) { view.webview.onDidReceiveMessage(this.got, this); } got(m: any) { vscode.window.createTerminal().sendText(m.cmd); } }`,
    `${vscode}class P { constructor(webview: vscode.Webview) { webview.onDidReceiveMessage((m) => this.got(m)); } private got({ name }) { const terminal = vscode.window.createTerminal(); terminal.sendText(\`npm run \${name}\`); } }`,
    `import { app } from 'electron';\n${node}app.on('open-url', (event, url) => { exec('curl ' + new URL(url).searchParams.get('u')); });`,
    `import { app } from 'electron';\n${node}app.on('second-instance', (event, argv) => { exec('open ' + argv.at(-1)); });`,
    `import { Webhooks } from '@octokit/webhooks';\n${node}const hooks = new Webhooks({ secret: process.env.SECRET });\nhooks.on('push', ({ payload }) => { exec(\`git checkout \${payload.ref}\`); });`,
    `import type { Probot } from 'probot';\n${node}export default (app: Probot) => { app.on('issues.opened', async (context) => { exec('x ' + context.payload.issue.title); }); };`,
    `import auth from 'basic-auth';\n${node}app.use((req, res) => { const { name } = auth(req) || { name: '' }; exec('id ' + name); });`,
  ],
  good: [
    `${vscode}panel.webview.onDidReceiveMessage((message) => { execFile('git', ['log', '--', message.ref]); });`,
    `${vscode}panel.webview.onDidReceiveMessage((message) => { if (!/^[a-z]+$/.test(message.ref)) return; exec('git log ' + message.ref); });`,
    `${vscode}panel.webview.onDidReceiveMessage((message) => { if (message.type === 'build') vscode.window.createTerminal().sendText('npm run build'); });`,
    `import { app } from 'electron';\n${node}app.on('second-instance', () => { exec('date'); });\napp.on('web-contents-created', (event, contents) => { exec('date ' + contents.id); });`,
    `import { Webhooks } from '@octokit/webhooks';\n${node}const hooks = new Webhooks({ secret: process.env.SECRET });\nhooks.on('push', ({ payload }) => { execFile('git', ['fetch', '--', payload.ref]); });`,
  ],
});

cases('what queues hold is data of strangers', 'command-injection', {
  bad: [
    `import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs';\n${node}const { Messages } = await new SQSClient({}).send(new ReceiveMessageCommand({ QueueUrl: 'x' }));\nfor (const m of Messages ?? []) exec(\`convert \${JSON.parse(m.Body).file}\`);`,
    `import { Consumer } from 'sqs-consumer';\n${node}Consumer.create({ queueUrl: 'x', handleMessage: async (message) => { exec(\`convert \${message.Body}\`); } }).start();`,
    `import type { SNSEvent } from 'aws-lambda';\n${node}export const handler = async (event: SNSEvent) => { for (const r of event.Records) exec('x ' + JSON.parse(r.Sns.Message).name); };`,
    `import { Kafka } from 'kafkajs';\n${node}const consumer = new Kafka({}).consumer({ groupId: 'a' });\nawait consumer.run({ eachBatch: async ({ batch }) => { for (const m of batch.messages) exec(\`x \${m.value}\`); } });`,
    `import { PubSub } from '@google-cloud/pubsub';\n${node}const subscription = new PubSub().subscription('x');\nsubscription.on('message', (message) => { exec('x ' + message.data); });`,
    `import type { Job } from 'bullmq';\n${node}export class Videos { async process(job: Job<{ file: string }>) { exec(\`ffmpeg -i \${job.data.file}\`); } }`,
    `import { EventPattern } from '@nestjs/microservices';\n${node}export class C { @EventPattern('x') made(data: { file: string }) { exec(\`x \${data.file}\`); } }`,
  ],
  good: [
    `import type { Job } from 'bullmq';\n${node}export class Videos { async process(job: Job<{ id: number }>) { execFile('ffmpeg', ['-i', \`/in/\${Number(job.data.id)}\`]); } }`,
    `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';\n${node}const sent = await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: 'x', MessageBody: 'y' }));\nexec('logger ' + sent.MessageId);`,
    `${node}emitter.on('message', (message) => { exec('date ' + message.data); });`,
  ],
});

cases('a form of a request is followed through a class that keeps it, also where an empty one stands for it', 'command-injection', {
  bad: [
    `${node}class Names { constructor(private readonly value: string) {} get(): string { return this.value; } }\nexport async function whois(request: Request): Promise<Response> { const form = await request.formData(); exec('whois ' + new Names(String(form.get('n'))).get()); return Response.json({}); }`,
    `${node}app.post('/x', (req, res) => { const given = req.body || { name: '' }; exec('id ' + given.name); });`,
    `${node}class Box<T> { constructor(private readonly value: T) {} get(): T { return this.value; } map<U>(f: (v: T) => U): Box<U> { return new Box(f(this.value)); } }\napp.post('/x', (req, res) => { exec(new Box(req.body.name).map((n) => 'ls ' + n).get()); });`,
  ],
  good: [
    `${node}export async function get(request: Request): Promise<Response> { execFile('x', ['--', request.url]); return fetch(request); }`,
    `${node}app.post('/x', (req, res) => { const given = { name: 'a' } || req.body; exec('id ' + given.name); });`,
  ],
});
