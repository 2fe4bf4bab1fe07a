import ts from 'typescript';
import type { Call } from './engine/engine.ts';
import { doubted, objectOf, unknown } from './engine/values.ts';
import type { Closure, Value } from './engine/values.ts';
import { mentions } from './mentions.ts';
import { sourceValue } from './sources.ts';

/*
 * What other programs send: pages of an editor or a window, links that open a program, hooks of other servers, queues.
 * https://code.visualstudio.com/api/extension-guides/webview#passing-messages-from-a-webview-to-an-extension,
 * https://www.electronjs.org/docs/latest/api/app#event-open-url-macos, https://github.com/octokit/webhooks.js#webhooks-events,
 * https://probot.github.io/docs/webhooks/, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html,
 * https://github.com/bbc/sqs-consumer#readme, https://cloud.google.com/pubsub/docs/pull, https://kafka.js.org/docs/consuming,
 * https://learn.microsoft.com/javascript/api/@azure/service-bus/servicebusreceiver, https://github.com/nats-io/nats.js.
 */

function sent({ node }: Call, label: string): Value {
  return sourceValue(node, { from: 'remote', label });
}

function holding(names: readonly string[], value: Value): Value {
  return objectOf('object', { fields: new Map(names.map((name) => [name, value])) });
}

/** A page in a window of the editor is mostly the extension's own: what it sends is perhaps a stranger's. */
function fromPage(call: Call): readonly Value[] {
  const message = sent(call, 'comes from a message of the web view');
  return [{ ...message, taints: doubted(message.taints) }];
}

const hooks =
  /^(?:@octokit\/webhooks\.Webhooks\(\)|@octokit\/app\.App\(\)\.webhooks|octokit\.(?:App\(\)\.webhooks|Webhooks\(\))|@probot)\.on(?:Any)?$/u;

/** Names of branches, titles and comments are whatever their writer has chosen. */
function fromHook(call: Call): readonly Value[] {
  return [holding(['payload'], sent(call, 'comes from the payload of a web hook'))];
}

const queueMessage = 'comes from a message of a queue';

function fromElectron(call: Call): readonly Value[] | undefined {
  if (call.api !== 'electron.app.on' && call.api !== 'electron.app.once') return undefined;
  const event = call.args[0]?.literal?.value;
  const link = sent(call, 'comes from a link that opened this program');
  return event === 'open-url' || event === 'second-instance' ? [unknown, link] : undefined;
}

/** Handlers that stand in the options of a consumer, by their names, with what they are called with. */
const handlers: ReadonlyMap<string, (call: Call) => readonly Value[]> = new Map([
  ['handleMessage', (call: Call) => [holding(['Body', 'MessageAttributes'], sent(call, queueMessage))]],
  ['handleMessageBatch', (call: Call) => [sent(call, queueMessage)]],
  ['processMessage', (call: Call) => [holding(['body', 'applicationProperties'], sent(call, queueMessage))]],
  ['eachBatch', (call: Call) => [holding(['batch'], holding(['messages'], sent(call, queueMessage)))]],
]);

const consumers = /^(?:create|run|subscribe)$/u;

function fromConsumer(call: Call, index: number): readonly Value[] | undefined {
  if (!consumers.test(call.name)) return undefined;
  const names = [...(call.args[index]?.fields?.keys() ?? [])];
  const name = names.find((one) => handlers.has(one));
  return name === undefined ? undefined : handlers.get(name)?.(call);
}

const subscriptions = /^(?:subscription|consumer|sub)$|Subscription$/u;

function fromSubscription(call: Call): readonly Value[] | undefined {
  const isOne = call.args[0]?.literal?.value === 'message' && /^on(?:ce)?$/u.test(call.name) && subscriptions.test(call.receiverName);
  return isOne ? [holding(['data', 'attributes', 'body', 'content'], sent(call, queueMessage))] : undefined;
}

/** What other programs call a callback with. */
export function messageArguments(call: Call, index: number, closure: Closure | undefined): readonly Value[] | undefined {
  if (call.name === 'onDidReceiveMessage' && closure && index === 0) return fromPage(call);
  if (hooks.test(call.api ?? '')) return fromHook(call);
  return fromElectron(call) ?? fromConsumer(call, index) ?? fromSubscription(call);
}

/** What a call gives that another program has sent: `sqs.send(new ReceiveMessageCommand(…))`. */
export function messageResult(call: Call): Value | undefined {
  const isReceived =
    call.name === 'receiveMessage' || (call.name === 'send' && call.args[0]?.api === '@aws-sdk/client-sqs.ReceiveMessageCommand()');
  return isReceived
    ? holding(['Messages'], { shape: 'array', taints: [], rest: holding(['Body', 'MessageAttributes'], sent(call, queueMessage)) })
    : undefined;
}

const jobTypes = /^(?:Job|SandboxedJob)\b/u;
const jobModules = /['"](?:@nestjs\/bullmq|@nestjs\/bull|bullmq|bull)['"]/u;

/** `process(job: Job)`, `@EventPattern('paid') paid(data)`: https://docs.nestjs.com/techniques/queues, https://docs.nestjs.com/microservices/basics. */
export function messageParameter(parameter: ts.ParameterDeclaration, index: number): Value | undefined {
  const { type, parent } = parameter;
  const message = { from: 'remote', label: queueMessage } as const;
  if (type && jobTypes.test(type.getText()) && mentions(parameter, jobModules))
    return holding(['data', 'name'], sourceValue(parameter, message));
  const isPattern =
    index === 0 &&
    ts.canHaveDecorators(parent) &&
    (ts.getDecorators(parameter) ?? []).length === 0 &&
    ts.getDecorators(parent)?.some(({ expression }) => /^(?:Event|Message)Pattern\b/u.test(expression.getText())) === true;
  return isPattern ? sourceValue(parameter, message) : undefined;
}
