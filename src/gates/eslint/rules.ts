/** What is made of an ESLint core rule: whether a new finding fails the gate, and why. */
export interface LintRule {
  readonly blocks: boolean;
  readonly why: string;
  readonly options?: readonly unknown[];
  /** Left out for TypeScript: its compiler says it better, or the rule does not know its syntax. */
  readonly javascriptOnly?: true;
  /** Where the text from the finding on begins so, it is meant and does not block. */
  readonly meant?: RegExp;
  /** What ESLint proposes only quiets the rule. */
  readonly unfixable?: true;
}

const bug = (why: string, options?: readonly unknown[]): LintRule => ({ blocks: true, why, ...(options && { options }) });
const advice = (why: string, options?: readonly unknown[]): LintRule => ({ blocks: false, why, ...(options && { options }) });
const inJavaScript = (rule: LintRule): LintRule => ({ ...rule, javascriptOnly: true });

/** The product's own choice. The pages are at https://eslint.org/docs/latest/rules/. No rule of style is in it. */
export const lintRules: Readonly<Record<string, LintRule>> = {
  'constructor-super': inJavaScript(bug('a derived class without super(): ReferenceError')),
  'for-direction': bug('a loop that runs the wrong way does not end'),
  'getter-return': inJavaScript(bug('a getter that returns nothing')),
  'no-async-promise-executor': bug('an error in an async executor is lost'),
  'no-caller': advice('does not exist in strict mode'),
  'no-class-assign': bug('a class is overwritten'),
  'no-compare-neg-zero': bug('a comparison with -0 is true for 0'),
  'no-cond-assign': bug('an assignment where a comparison was meant', ['except-parens']),
  'no-const-assign': inJavaScript(bug('an assignment to a constant: TypeError')),
  // Never run: Node reads the names of a CommonJS module's exports from it. https://nodejs.org/api/esm.html#commonjs-namespaces
  'no-constant-binary-expression': {
    ...bug('an operation whose outcome is always the same'),
    meant: /^0\s*&&\s*\(\s*module\.exports\s*=\s*\{/u,
  },
  'no-constant-condition': bug('a condition that is always the same', [{ checkLoops: 'allExceptWhileTrue' }]),
  'no-control-regex': advice('a control character in a pattern is seldom meant'),
  'no-debugger': bug('a debugger statement stops the program where tools are open'),
  'no-dupe-args': bug('a repeated parameter: SyntaxError in strict mode'),
  'no-dupe-class-members': inJavaScript(bug('the second member replaces the first')),
  'no-dupe-else-if': bug('a branch that is never taken'),
  'no-dupe-keys': inJavaScript(bug('the second key replaces the first')),
  'no-duplicate-case': bug('a case that is never taken'),
  'no-empty': { ...advice('an empty block, often a swallowed error', [{ allowEmptyCatch: false }]), unfixable: true },
  'no-empty-character-class': bug('[] in a pattern matches nothing'),
  'no-empty-pattern': advice('a pattern that takes nothing out'),
  'no-ex-assign': bug('the caught error is overwritten'),
  'no-fallthrough': advice('a case without break; sometimes meant'),
  'no-func-assign': inJavaScript(bug('a function is overwritten')),
  'no-global-assign': bug('a built-in is overwritten'),
  'no-import-assign': inJavaScript(bug('an import is overwritten: TypeError')),
  'no-inner-declarations': advice('a function in a block is hoisted differently in sloppy mode'),
  'no-invalid-regexp': bug('a pattern that cannot be compiled: SyntaxError'),
  'no-irregular-whitespace': advice('an unusual white space is hard to see'),
  'no-loss-of-precision': bug('a number that cannot be stored exactly'),
  'no-misleading-character-class': bug('a character of several code points in a class'),
  'no-new-native-nonconstructor': inJavaScript(bug('new Symbol or new BigInt: TypeError')),
  'no-obj-calls': inJavaScript(bug('Math() and the like: TypeError')),
  'no-promise-executor-return': advice('what an executor returns is lost'),
  'no-prototype-builtins': advice('fails on objects without a prototype'),
  'no-redeclare': inJavaScript(bug('a variable is declared twice', [{ builtinGlobals: false }])),
  'no-self-assign': bug('an assignment to itself'),
  'no-self-compare': bug('a comparison with itself'),
  'no-setter-return': inJavaScript(bug('what a setter returns is lost')),
  'no-shadow-restricted-names': bug('undefined, NaN and the like are redefined'),
  'no-sparse-arrays': bug('a hole in an array is mostly a comma too many'),
  'no-template-curly-in-string': advice('a placeholder in a string that is no template'),
  'no-this-before-super': inJavaScript(bug('this before super(): ReferenceError')),
  'no-undef': inJavaScript(bug('a name that is declared nowhere: ReferenceError')),
  'no-unexpected-multiline': bug('a missing semicolon joins two statements'),
  'no-unmodified-loop-condition': advice('a loop whose condition does not change'),
  'no-unreachable': bug('code that is never run'),
  'no-unreachable-loop': advice('a loop that runs at most once'),
  'no-unsafe-finally': bug('return in finally swallows the error'),
  'no-unsafe-negation': bug('! applies to the left side only'),
  'no-unsafe-optional-chaining': bug('an optional chain used where undefined throws'),
  'no-unused-private-class-members': advice('a private member that nobody reads'),
  'no-unused-vars': inJavaScript(advice('unused; often a sign, seldom the bug', [{ args: 'after-used', caughtErrors: 'none' }])),
  'no-useless-backreference': bug('a back reference that never matches'),
  'no-with': bug('with: SyntaxError in strict mode'),
  'require-atomic-updates': advice('a possible lost update; the rule is often wrong'),
  'require-yield': advice('a generator without yield'),
  'use-isnan': bug('a comparison with NaN is always false'),
  'valid-typeof': bug('typeof is compared with what it never is'),
};

/** The page of a core rule. */
export function lintRuleUrl(rule: string): string {
  return `https://eslint.org/docs/latest/rules/${rule}`;
}
