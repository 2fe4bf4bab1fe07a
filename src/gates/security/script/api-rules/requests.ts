import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, isFunctionNode, lastName } from '../engine/syntax.ts';
import type { FunctionNode } from '../engine/syntax.ts';
import { taintedPiece, textOf } from '../engine/values.ts';

/*
 * What a request leaves behind: its body in memory, its files on the disk.
 * https://nodejs.org/api/stream.html#event-data, https://github.com/expressjs/multer#diskstorage, CWE-400, CWE-434.
 */

const bounds = /destroy|pause\(|limit|max|abort|(?<!=)[<>]/iu;

function hearsBody(call: Call): boolean {
  return call.name === 'on' && call.args[0]?.literal?.value === 'data' && /^@request$|^@koa\.req$/u.test(call.receiver?.api ?? '');
}

function checkBody(call: Call, engine: Engine): void {
  if (!hearsBody(call)) return;
  const listener = call.args[1]?.closure?.node;
  const kept = listener && isFunctionNode(listener) ? keptPiece(listener) : undefined;
  if (kept && !bounds.test(listener?.getText() ?? '') && !/content-length/iu.test(call.node.getSourceFile().text))
    engine.report('unbounded-body', kept);
}

/** Where a listener puts the piece that it is given beside those before: `chunks.push(chunk)`, `body += chunk`. */
function keptPiece(listener: FunctionNode): ts.Node | undefined {
  const piece = listener.parameters[0]?.name.getText();
  const holdsPiece = (node: ts.Node): boolean => {
    if (ts.isPropertyAccessExpression(node) && /^(?:length|byteLength)$/u.test(node.name.text)) return false;
    return (ts.isIdentifier(node) && node.text === piece) || ts.forEachChild(node, (child) => holdsPiece(child) || undefined) === true;
  };
  const find = (node: ts.Node): ts.Node | undefined => {
    const grows =
      ts.isBinaryExpression(node) &&
      (node.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken ||
        (node.operatorToken.kind === ts.SyntaxKind.EqualsToken && /\bconcat\(|\+/u.test(node.right.getText())));
    if (grows && holdsPiece(node.right)) return node;
    if (ts.isCallExpression(node) && lastName(node.expression) === 'push' && node.arguments.some(holdsPiece)) return node;
    return ts.forEachChild(node, find);
  };
  return listener.body && find(listener.body);
}

function checkUpload(call: Call, engine: Engine): void {
  const names = call.api === 'multer.diskStorage' ? call.args[0]?.fields?.get('filename')?.closure?.node : undefined;
  if (!names || names.getSourceFile().text.includes('fileFilter')) return;
  const keeps = isServed(call) ? keepsEnding : keepsName;
  const visit = (node: ts.Node): void => {
    const [, name] = ts.isCallExpression(node) ? node.arguments : [];
    if (name && ts.isCallExpression(node) && ts.isIdentifier(node.expression) && keeps(name)) engine.report('unrestricted-upload', node);
    ts.forEachChild(node, visit);
  };
  visit(names);
}

const servedFolder = /['"`](?:[\w.-]*\/)*(?:public|static|www|wwwroot|htdocs)(?:\/[^'"`]*)?['"`]/u;

/** Whether the folder is one that is sent to browsers, by its name: there an ending says how a file is shown. */
function isServed({ node }: Call): boolean {
  return servedFolder.test(node.getText()) && !/mimetype/u.test(node.getText());
}

/** Whether the name that a file came with, or its ending, is in an expression. */
function keepsEnding(node: ts.Node): boolean {
  return (ts.isPropertyAccessExpression(node) && node.name.text === 'originalname') || ts.forEachChild(node, keepsEnding) === true;
}

/** Whether the name that a file came with is in an expression, not only its ending. */
function keepsName(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'originalname') return true;
  if (ts.isCallExpression(node) && !/^(?:replace|toLowerCase|trim|join|concat|basename)$/u.test(lastName(node.expression))) return false;
  return ts.forEachChild(node, keepsName) === true;
}

/** What puts an upload into its place, and where the path is among its arguments: https://github.com/richardgirges/express-fileupload#readme. */
function placeOfUpload({ api, name }: Call): number | undefined {
  if (name === 'mv') return 0;
  if (api?.startsWith('fs.') !== true) return undefined;
  if (/^fs\.(?:writeFile|writeFileSync|createWriteStream)$/u.test(api)) return 0;
  return /^fs\.(?:rename|renameSync|copyFile|copyFileSync)$/u.test(api) ? 1 : undefined;
}

const looksAtKind = /mimetype|fileType|extname|\.(?:includes|has|test|endsWith|match)\(/u;

/** An upload that is kept under the name it came with, where nobody looks at its kind. */
function checkKept(call: Call, engine: Engine): void {
  const index = placeOfUpload(call);
  const [path, node] = index === undefined ? [] : [call.args[index], call.argNodes[index]];
  if (!path || !node || !textOf(path).endsWith(taintedPiece) || !path.taints.some(({ source }) => source.label.includes('uploaded file')))
    return;
  const around = (enclosingFunction(call.node) ?? call.node.getSourceFile()).getText();
  if (
    /\.name\b|originalname|originalFilename/u.test(around) &&
    !looksAtKind.test(around) &&
    !call.node.getSourceFile().text.includes('fileFilter')
  )
    engine.report('unrestricted-upload', call.node);
}

/** Notes what a request may leave behind. */
export function checkRequests(call: Call, engine: Engine): void {
  checkBody(call, engine);
  checkUpload(call, engine);
  checkKept(call, engine);
}
