import { codeOnly, withoutComments } from './code-mask.ts';

/** A method that says what is equal, and says it without comparing. */
export interface IdleEquality {
  readonly name: string;
  /** Without comments and strings. */
  readonly code: string;
  /** Offset of it in the text. */
  readonly start: number;
}

/** `equals(other) {`, `equals = (other) =>`, `[Symbol.toPrimitive]: function () {`; a mere call is followed by neither sign. */
const MADE =
  /(?:(?:(?<![.\w$])|\.(?=\w+\s*=(?!=)))(equals|asymmetricMatch|valueOf|toString)|\[\s*Symbol\s*\.\s*toPrimitive\s*\])\s*(?:[:=]\s*(?:async\s+)?(?:function\b\s*\w*\s*)?)?(?:\(([^()]*)\)|([\w$]+)(?=\s*=>))\s*(?::[^={};\n]*)?(=>\s*)?(?=(\{)?)/g;
/** Names in quotes, which name the same: `['valueOf']() {`. */
const QUOTED =
  /(?:(?<![\w$\])]\s*)\[\s*)?(["'`])(?:equals|asymmetricMatch|valueOf|toString)\1(?:\s*\](?=\s*[(:]))?|(?<=[\w$\])])\[\s*(["'`])(?:equals|asymmetricMatch|valueOf|toString)\2\s*\](?=\s*=(?!=))/g;
/**
 * What makes one in a way that cannot be read is not believed: a getter, a function from elsewhere, a property that is defined,
 * a name that is compared with. To call or look for one makes none.
 */
const UNREAD =
  /\bget\s+(?:asymmetricMatch|valueOf|\[\s*Symbol\s*\.\s*toPrimitive\s*\])\s*\(|\bdefinePropert(?:y|ies)\s*\([^;{}]{0,120}?\b(?:equals|asymmetricMatch|valueOf|toString|toPrimitive)\b|\b(?:valueOf|asymmetricMatch|toPrimitive)\s*\]?\s*(?:=(?!=)|:)\s*(?!function\b|async\b|typeof\b)[\w$][\w$.]*\s*[,;}\n)]|={2,3}\s*(?:asymmetricMatch\b|valueOf\b|Symbol\s*\.\s*toPrimitive\b)|\bcase\s+(?:asymmetricMatch|valueOf|Symbol\s*\.\s*toPrimitive)\b|\bjest\.asymmetricMatcher\b/g;
const OF_OTHER: ReadonlySet<string | undefined> = new Set(['equals', 'asymmetricMatch']);
/** They tell what something is, not what its value is. */
const TYPE_CHECK =
  /\btypeof\s+[\w$.]+|[\w$.]+\s+instanceof\s+[\w$.]+|\b(?:Array\.isArray|(?:Number|Object)\.is\w+|is[A-Z]\w*)\s*\([^()]*\)|\b[\w$.]+\.constructor\b/g;
const TYPE = /^\s*(?:boolean|string|number|bigint|any|unknown|void|never)\b/;
/** Nothing that could be another the next time. */
const CONSTANT = /^\s*\(?\s*(?:true|false|null|undefined|-?[\d.]+n?|'[^']*'|"[^"]*"|`[^`$]*`)?\s*\)?\s*$/;

/** As for Python: what says that one is equal to another must look at both, what stands for a value must depend on something. */
export function idleScriptEqualities(text: string): readonly IdleEquality[] {
  const spoken = withoutComments(text).replace(QUOTED, (name) => name.replace(/[^\w\s]/g, ' '));
  const code = codeOnly(spoken, false);
  // Not without strings: one is the name of a symbol.
  const unread = [...spoken.matchAll(UNREAD)].map(({ index: start, 0: found }) => ({
    name: /\w*(?:equals|[mM]atch|valueOf|toString|toPrimitive)/.exec(found)?.[0] ?? 'asymmetricMatch',
    code: found,
    start,
  }));
  return [...unread, ...readIn(code, spoken)];
}

/** Those whose body can be read. */
function readIn(code: string, spoken: string): readonly IdleEquality[] {
  return [...code.matchAll(MADE)].flatMap((found) => {
    const { 0: head, 1: word, 2: parameters, 3: only = '', 4: arrow, 5: block } = found;
    if (arrow === undefined && block === undefined) return [];
    const start = found.index + head.length;
    const end = block === undefined ? endOfExpression(code, start) : endOfBlock(code, start);
    const body = code.slice(start, end);
    if (block === undefined && TYPE.test(body)) return [];
    const isIdle =
      isConstant(spoken.slice(start, end)) || (OF_OTHER.has(word) && !compares(body, namesOf(parameters ?? only), arrow !== undefined));
    return isIdle ? [{ name: word ?? 'Symbol.toPrimitive', code: head + body, start: found.index }] : [];
  });
}

function namesOf(parameters: string): readonly string[] {
  return parameters.split(',').flatMap((one) => /^\s*(?:\.\.\.)?([\w$]+)/.exec(one)?.[1] ?? []);
}

/** An arrow compares with what it closes over, where it has one parameter only. */
function compares(body: string, names: readonly string[], isArrow: boolean): boolean {
  const rest = body.replace(TYPE_CHECK, '');
  const [first = '', second] = names;
  if (!mentions(rest, first)) return false;
  if (second !== undefined && mentions(rest, second)) return true;
  if (/\b(?:this|super)\b/.test(rest)) return true;
  const others = [...rest.matchAll(/(?<![.\w$])([A-Za-z_$][\w$]*)(?!\s*\(|[\w$])/g)].map(([, name]) => name);
  return (
    isArrow && others.some((name) => name !== first && !/^(?:return|true|false|null|undefined|if|else|const|let|typeof)$/.test(name ?? ''))
  );
}

function mentions(text: string, name: string): boolean {
  return name !== '' && new RegExp(`(?<![.\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text);
}

/** Its results are one constant at the most. */
function isConstant(body: string): boolean {
  if (!body.startsWith('{')) return CONSTANT.test(body);
  const returned = [...body.matchAll(/\breturn\b([^;\n}]*)/g)].map(([, value = '']) => value.trim());
  return returned.every((value) => CONSTANT.test(value)) && new Set(returned).size <= 1 && !/\bthrow\b/.test(body);
}

function endOfBlock(code: string, start: number): number {
  let open = 0;
  for (let at = start; at < code.length; at++) {
    if (code[at] === '{') open += 1;
    else if (code[at] === '}' && --open === 0) return at + 1;
  }
  return code.length;
}

/** Up to the comma, the semicolon or the bracket that ends it. */
function endOfExpression(code: string, start: number): number {
  let open = 0;
  for (let at = start; at < code.length; at++) {
    const sign = code.charAt(at);
    if ('([{'.includes(sign)) open += 1;
    else if (open === 0 && ')]},;\n'.includes(sign)) return at;
    else if (')]}'.includes(sign)) open -= 1;
  }
  return code.length;
}
