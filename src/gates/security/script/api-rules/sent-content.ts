import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { propertyName } from '../engine/syntax.ts';
import { deepTaints, taintedPiece, textOf } from '../engine/values.ts';
import type { Value } from '../engine/values.ts';
import { mentions } from '../mentions.ts';
import { dangerousTaints } from '../sink.ts';

/*
 * What a stranger sends that another program takes for this one's words: orders to a model, CWE-1427, prices, CWE-472, and parts of
 * a document, CWE-91. https://platform.openai.com/docs/guides/text, https://docs.anthropic.com/en/api/messages,
 * https://ai-sdk.dev/docs/reference/ai-sdk-core/generate-text, https://docs.stripe.com/api/checkout/sessions/create.
 */

const models =
  /['"](?:openai|@anthropic-ai\/sdk|ai|@ai-sdk\/[\w-]+|@google\/(?:generative-ai|genai)|langchain(?:\/[\w/-]+)?|@langchain\/[\w/-]+|ollama|cohere-ai|@mistralai\/mistralai|groq-sdk|@aws-sdk\/client-bedrock-runtime)['"]/u;
const asks =
  /^(?:create|stream|parse|generateText|streamText|generateObject|streamObject|getGenerativeModel|generateContent|chat|invoke)$/u;

function hasSent(value: Value | undefined): boolean {
  return value !== undefined && value.shape !== 'number' && deepTaints(value).some(({ source }) => source.from === 'remote');
}

/** `{ role: 'system', content: … }`. */
function isOrder(value: Value): boolean {
  const role = value.fields?.get('role')?.literal?.value;
  return (role === 'system' || role === 'developer') && hasSent(value.fields?.get('content'));
}

/** `messages.create({ system: … })`. */
function givesOrders(call: Call): boolean {
  const options = call.args[0]?.fields;
  return asks.test(call.name) && ['system', 'instructions', 'systemInstruction'].some((name) => hasSent(options?.get(name)));
}

const payments = /['"](?:stripe|braintree|@paypal\/[\w-]+|paypal-rest-sdk|razorpay|square|@mollie\/api-client|@adyen\/api-library)['"]/u;
const charged = /^(?:unit_amount|unit_amount_decimal|amount|amount_total|value)$/u;
const priceName = /price|cost|total|discount/iu;

/** Where a price that was sent is read in an expression. */
function readsPrice(node: ts.Node, engine: Engine): boolean {
  const name = ts.isPropertyAccessExpression(node) ? node.name.text : ts.isIdentifier(node) ? node.text : '';
  if (priceName.test(name) && ts.isExpression(node)) {
    const value = engine.recall(node);
    if (value.api === '@sent-number' || value.taints.some(({ source }) => source.from === 'remote')) return true;
  }
  return ts.forEachChild(node, (child) => readsPrice(child, engine) || undefined) === true;
}

function checkPrices(node: ts.ObjectLiteralExpression, engine: Engine): void {
  for (const property of node.properties) {
    const isCharged = ts.isPropertyAssignment(property) && charged.test(propertyName(property.name) ?? '');
    if (isCharged && readsPrice(property.initializer, engine)) engine.report('sent-price', property);
  }
}

/** Notes orders to a model and prices, in an object. */
export function checkSentContent(node: ts.ObjectLiteralExpression, value: Value, engine: Engine): void {
  if (isOrder(value) && mentions(node, models)) engine.report('prompt-injection', node);
  if (mentions(node, payments)) checkPrices(node, engine);
}

const senders =
  /^(?:fetch|node-fetch|cross-fetch|axios(?:\.create\(\))?(?:\.\w+)?|got(?:\.\w+)?|needle(?:\.\w+)?|ky(?:\.\w+)?|undici\.\w+|https?\.request\(\)\.(?:write|end)|fs\.writeFile(?:Sync)?)$/u;
const xml = /^\s*(?:<\?xml\b|<[\w:-]+(?:\s[^<>]*)?\sxmlns(?::\w+)?=|<[\w-]+:[\w-]+[\s>])/u;

function isOpenXml(value: Value | undefined): boolean {
  if (!value) return false;
  const text = textOf(value);
  return xml.test(text) && text.includes(taintedPiece) && dangerousTaints('html', value).some(({ source }) => source.from === 'remote');
}

/** Notes orders to a model, and documents that are put together, in a call. */
export function checkSentCall(call: Call, engine: Engine): void {
  if (givesOrders(call) && mentions(call.node, models)) engine.report('prompt-injection', call.node);
  if (!senders.test(call.api ?? '')) return;
  const bodies = call.args.flatMap((one) => [one, one.fields?.get('body'), one.fields?.get('data')]);
  if (bodies.some(isOpenXml)) engine.report('xml-injection', call.node);
}
