import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { enclosingFunction, lastName } from '../engine/syntax.ts';

/*
 * Programs of other hosts that are taken for one's own: run after a download that nobody checked, CWE-494, or loaded by a page over
 * a connection that anyone on the way can change, CWE-829. https://developer.mozilla.org/docs/Web/Security/Subresource_Integrity.
 */

const pipedToShell = /\b(?:curl|wget)\b[^|;&]*https?:\/\/[^|;&]*\|\s*(?:sudo\s+)?(?:-\w+\s+)*(?:ba|z|da|k)?sh\b/u;
const fetches = /\b(?:fetch|axios(?:\.get)?|got(?:\.stream)?|https?\.get|needle|download\w*)\(\s*['"`]https?:\/\//u;
/** Any answer, whatever the address: what is loaded as a module, or what a helper of the text has written. */
const fetchesAny = /\b(?:fetch|axios(?:\.get)?|got(?:\.stream)?|https?\.get|needle|superagent\.get)\(/u;
const checks = /createHash|createVerify|\bverify|sha-?(?:256|384|512)|digest|signature|checksum|integrity/iu;
const writers = /^(?:writeFile|writeFileSync|createWriteStream|outputFile)$/u;
const runners = /^(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|fork|execa|require|import)$/u;

function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateExpression {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** The name of what is called; `import` for a module that is loaded as the program runs. */
function calleeName({ expression }: ts.CallExpression): string {
  return expression.kind === ts.SyntaxKind.ImportKeyword ? 'import' : lastName(expression);
}

/** Whether a path stands in an argument, alone or in a list or a text. */
function holds(node: ts.Node, path: string): boolean {
  return node.getText() === path || ts.forEachChild(node, (child) => holds(child, path) || undefined) === true;
}

/** A file that was written from an answer and is run afterwards, in one function, or in a callback there. */
function runsDownload(call: ts.CallExpression): boolean {
  const isModule = /^(?:require|import)$/u.test(calleeName(call));
  for (let owner = enclosingFunction(call); owner; owner = enclosingFunction(owner)) if (runsDownloadIn(owner, call, isModule)) return true;
  return runsDownloadIn(call.getSourceFile(), call, isModule);
}

function runsDownloadIn(owner: ts.Node, call: ts.CallExpression, isModule: boolean): boolean {
  const text = owner.getText();
  if (checks.test(text)) return false;
  const isFetched = (isModule ? fetchesAny : fetches).test(text);
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.pos < call.pos) {
      const path = isFetched && writers.test(calleeName(node)) ? node.arguments[0] : pathOfHelper(node);
      found ||= path !== undefined && call.arguments.some((one) => holds(one, path.getText()));
    }
    ts.forEachChild(node, visit);
  };
  visit(owner);
  return found;
}

/** `download(address, file, …)` of a function of the text that writes an answer of another host: the file. */
function pathOfHelper({ expression, arguments: given }: ts.CallExpression): ts.Expression | undefined {
  if (!ts.isIdentifier(expression)) return undefined;
  const helper = expression.getSourceFile().statements.find((one) => ts.isFunctionDeclaration(one) && one.name?.text === expression.text);
  if (!helper || !ts.isFunctionDeclaration(helper) || !helper.body) return undefined;
  const text = helper.body.getText();
  if (!fetchesAny.test(text) || checks.test(text)) return undefined;
  const index = helper.parameters.findIndex(({ name }) =>
    new RegExp(`\\b(?:writeFile|writeFileSync|createWriteStream|outputFile)\\(\\s*${name.getText().replaceAll('$', '\\$')}\\b`, 'u').test(
      text,
    ),
  );
  return index < 0 ? undefined : given[index];
}

const foreign = /^http:\/\/(?!localhost\b|127\.|\[::1\]|0\.0\.0\.0|10\.|192\.168\.)[\w-]+\.[\w.-]+/iu;
const scriptTag = /<script\b[^>]*\bsrc=\\?["'](?<address>http:[^"'\\]+)[^>]*>/giu;

function loadsForeign(text: string): boolean {
  return [...text.matchAll(scriptTag)].some((tag) => foreign.test(tag.groups?.['address'] ?? '') && !/\bintegrity=/iu.test(tag[0]));
}

/** `script.src = 'http://…'` of a script that the text has made, without its integrity. */
function setsForeign({ left, right, operatorToken }: ts.BinaryExpression): boolean {
  if (
    operatorToken.kind !== ts.SyntaxKind.EqualsToken ||
    !ts.isPropertyAccessExpression(left) ||
    left.name.text !== 'src' ||
    !isText(right)
  )
    return false;
  const name = left.expression.getText();
  const around = (enclosingFunction(left) ?? left.getSourceFile()).getText();
  return (
    foreign.test(right.getText().slice(1)) && !around.includes(`${name}.integrity`) && /createElement\(\s*['"]script['"]\s*\)/u.test(around)
  );
}

function isForeignElement(node: ts.Node): boolean {
  if (!ts.isJsxAttribute(node) || node.name.getText() !== 'src' || !/^script$/iu.test(node.parent.parent.tagName.getText())) return false;
  const address = node.initializer;
  return address !== undefined && ts.isStringLiteral(address) && foreign.test(address.text) && !node.parent.getText().includes('integrity');
}

function ruleBrokenAt(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node))
    return runners.test(calleeName(node)) && (node.arguments.some(pipesToShell) || runsDownload(node)) ? 'unchecked-download' : undefined;
  if (ts.isBinaryExpression(node)) return setsForeign(node) ? 'foreign-script' : undefined;
  return (isText(node) && loadsForeign(node.getText())) || isForeignElement(node) ? 'foreign-script' : undefined;
}

function pipesToShell(node: ts.Node): boolean {
  return (isText(node) && pipedToShell.test(node.getText())) || ts.forEachChild(node, (child) => pipesToShell(child) || undefined) === true;
}

/** Words without which a text has neither. */
const words = /\|\s*(?:sudo\s|(?:ba|z|da|k)?sh\b)|<script|<Script|['"]script['"]|writeFile|createWriteStream|outputFile/u;

/** Notes programs of other hosts that are run or shown to a page without being checked. */
export function foreignPrograms(file: ts.SourceFile): Report[] {
  if (!words.test(file.text) || !(fetchesAny.test(file.text) || /https?:\/\//u.test(file.text))) return [];
  const reports: Report[] = [];
  const visit = (node: ts.Node): void => {
    const rule = ruleBrokenAt(node);
    if (rule !== undefined) reports.push({ rule, node });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return reports;
}
