/** How a comment is written in a language: `before`, the text, `after`. */
export interface CommentForm {
  readonly before: string;
  readonly after: string;
}

const slashes: CommentForm = { before: '// ', after: '' };
const stars: CommentForm = { before: '/* ', after: ' */' };
const hash: CommentForm = { before: '# ', after: '' };
const dashes: CommentForm = { before: '-- ', after: '' };
const markup: CommentForm = { before: '<!-- ', after: ' -->' };
/** Between tags, where two slashes are text. */
const inTags: CommentForm = { before: '{/* ', after: ' */}' };

const forms: Readonly<Record<string, readonly CommentForm[]>> = {
  javascriptreact: [slashes, inTags],
  typescriptreact: [slashes, inTags],
  css: [stars],
  scss: [slashes],
  less: [slashes],
  ...Object.fromEntries(
    'javascript typescript jsonc go rust java csharp cpp c php swift kotlin scala dart groovy'.split(' ').map((id) => [id, [slashes]]),
  ),
  ...Object.fromEntries(
    'python yaml dockercompose ruby shellscript powershell dockerfile makefile perl r julia elixir toml properties dotenv ignore'
      .split(' ')
      .map((id) => [id, [hash]]),
  ),
  ...Object.fromEntries('sql lua haskell'.split(' ').map((id) => [id, [dashes]])),
  ...Object.fromEntries('html xml markdown vue svelte'.split(' ').map((id) => [id, [markup]])),
};

/** The ways to write a comment in a language, the usual one first; none where it has no comments, or they are not known. */
export function commentForms(languageId: string): readonly CommentForm[] {
  return Object.hasOwn(forms, languageId) ? (forms[languageId] ?? []) : [];
}

/** Why a reason cannot stand in a comment; undefined where it can. */
export function whyNotReason(reason: string): 'empty' | 'ends-comment' | undefined {
  if (reason.trim() === '') return 'empty';
  return /\*\/|-->|[\r\n]/.test(reason) ? 'ends-comment' : undefined;
}

/** The comment that ignores a rule on the line below it, with that line's indentation and without a line end. */
export function ignoreComment(
  { before, after }: CommentForm,
  line: string,
  said: { readonly rule: string; readonly reason: string },
): string {
  const indent = /^[\t ]*/.exec(line)?.[0] ?? '';
  return `${indent}${before}centuria-ignore-next-line ${said.rule} -- ${said.reason.trim()}${after}`;
}
