const TOKEN = /\/\/[^\n\r]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;
const REGULAR_EXPRESSION = /(?<=[(,=:[!&|?{};]\s*|\breturn\s+)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;
const PYTHON_TOKEN =
  /#[^\n\r]*|[rbfuRBFU]{0,2}(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g;

/** The text with comments blanked out; every other character stays at its offset. */
export function withoutComments(text: string, isPython = false): string {
  if (isPython) return text.replace(PYTHON_TOKEN, (token) => (token.startsWith('#') ? blank(token) : token));
  return text.replace(TOKEN, (token) => (token.startsWith('/') ? blank(token) : token));
}

/** The text with comments, strings and regular expressions blanked out; every other character stays at its offset. */
export function codeOnly(text: string, isPython: boolean): string {
  if (isPython) return text.replace(PYTHON_TOKEN, blank);
  return text.replace(TOKEN, blank).replace(REGULAR_EXPRESSION, blank);
}

function blank(token: string): string {
  return token.replace(/[^\n\r]/g, ' ');
}
