import { pathToFileURL } from 'node:url';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { analyse } from '../../src/gates/analyse.ts';
import { createAnalysers } from '../../src/gates/analysers.ts';
import { gateAssets } from '../../src/gates/assets.ts';
import { loadRuffWith } from './ruff-security.ts';

/** An analyser, as the benchmark asks it. */
export interface Tool {
  readonly name: string;
  readonly languages: readonly string[];
  /** How many findings of security it has in a text. */
  findings(text: string, language: string): Promise<number>;
}

const SCRIPTS = ['javascript', 'typescript'];

/** The gate `security` of this project, as the gates' own thread calls it. */
export function ourTool(): Tool {
  const analysers = createAnalysers(gateAssets(pathToFileURL(inRoot('src/gates/worker.ts')).href), () => false);
  return {
    name: 'Centuria',
    languages: [...SCRIPTS, 'python'],
    async findings(text, language) {
      const languageId = hasJsx(text) ? `${language}react` : language;
      const subject = { uri: 'untitled:text', languageId, text, overlays: [], declared: [], honourComments: false };
      const { analysis } = await analyse('security', subject, analysers);
      // What it cannot analyse it does not find.
      return analysis.ok ? analysis.complaints.length : 0;
    },
  };
}

/** The three security plugins of ESLint with what each recommends. */
export async function eslintTool(): Promise<Tool> {
  const peer = async (name: string): Promise<EslintPlugin> => {
    const module: { readonly default: EslintPlugin } = await import(import.meta.resolve(name, pathToFileURL(inRoot('bench/package.json'))));
    return module.default;
  };
  const [security, sonarjs, unsanitized] = await Promise.all(
    ['eslint-plugin-security', 'eslint-plugin-sonarjs', 'eslint-plugin-no-unsanitized'].map(peer),
  );
  if (!security || !sonarjs || !unsanitized) throw new Error('three plugins were asked for');
  const rules: Linter.RulesRecord = {
    ...recommended(security),
    // It flags every computed property: on clean code most of what the plugin reports.
    'security/detect-object-injection': 'off',
    ...securityRulesOf(sonarjs),
    'no-unsanitized/method': 'error',
    'no-unsanitized/property': 'error',
  };
  const linter = new Linter({ configType: 'flat' });
  const config: Linter.Config[] = [
    {
      files: ['**/*.{js,jsx,ts,tsx}'],
      plugins: { security, sonarjs, 'no-unsanitized': unsanitized },
      languageOptions: { parser, ecmaVersion: 'latest', sourceType: 'module', parserOptions: { ecmaFeatures: { jsx: true } } },
      rules,
    },
  ];
  return {
    name: 'eslint-plugin-security + sonarjs + no-unsanitized',
    languages: SCRIPTS,
    findings(text, language) {
      const filename = `text.${language === 'javascript' ? 'js' : 'ts'}${hasJsx(text) ? 'x' : ''}`;
      const messages = linter.verify(text, config, { filename });
      const odd = messages.find(({ ruleId }) => ruleId === null);
      if (odd !== undefined) throw new Error(`ESLint could not read a text: ${odd.message}`);
      return Promise.resolve(messages.length);
    },
  };
}

/** Ruff with its rules of flake8-bandit, `S`. */
export function ruffTool(): Tool {
  const check = loadRuffWith(['S']);
  return { name: 'ruff S', languages: ['python'], findings: (text) => Promise.resolve(check(text).length) };
}

/** What both ends of the scale look like. */
export const EXTREMES: readonly Tool[] = [
  { name: 'flag everything', languages: [...SCRIPTS, 'python'], findings: () => Promise.resolve(1) },
  { name: 'flag nothing', languages: [...SCRIPTS, 'python'], findings: () => Promise.resolve(0) },
];

type EslintPlugin = NonNullable<Linter.Config['plugins']>[string] & { readonly configs?: Readonly<Record<string, unknown>> };

function recommended(plugin: EslintPlugin): Linter.RulesRecord {
  const config = plugin.configs?.['recommended'];
  const rules: unknown = typeof config === 'object' && config !== null && 'rules' in config ? config.rules : undefined;
  return typeof rules === 'object' && rules !== null ? (rules satisfies object as Linter.RulesRecord) : {};
}

/** SonarJS has rules for all kinds of smells; those about security name a CWE in the catalogue it ships, or are hotspots. */
function securityRulesOf(plugin: EslintPlugin): Linter.RulesRecord {
  const all = Object.keys(recommended(plugin)).filter((rule) => recommended(plugin)[rule] !== 'off');
  return Object.fromEntries(all.filter((rule) => SONAR_SECURITY.test(rule)).map((rule) => [rule, 'error']));
}

/** The names of SonarJS's rules about security, as its README lists them. */
const SONAR_SECURITY =
  /^sonarjs\/(?:aws-.*|certificate-transparency|code-eval|confidential-information-logging|content-length|content-security-policy|cookie-.*|cookies|cors|cross-.*|csrf|disabled-auto-escaping|disabled-resource-integrity|disabled-timeout|dns-prefetching|dompurify-unsafe-config|encryption.*|file-permissions|file-uploads|frame-ancestors|hashing|hardcoded-secret-signatures|hidden-files|insecure-.*|link-with-target-blank|no-clear-text-protocols|no-hardcoded-.*|no-intrusive-permissions|no-ip-forward|no-mime-sniff|no-mixed-content|no-os-command-from-path|no-referrer-policy|no-unsafe-unzip|no-unverified-.*|no-vue-bypass-sanitization|no-weak-.*|os-command|post-message|production-debug|pseudo-random|publicly-writable-directories|regex-complexity|review-blockchain-mnemonic|session-regeneration|slow-regex|sockets|sql-queries|standard-input|stateful-regex|strict-transport-security|unverified-.*|web-sql-database|weak-ssl|x-powered-by|xml-parser-xxe|xpath)$/u;

function hasJsx(text: string): boolean {
  return /<\/?[A-Za-z][\w.]*(?:\s[^<>]*)?\/?>/u.test(text) && /from ['"]react['"]|dangerouslySetInnerHTML|return\s*\(?\s*</u.test(text);
}
