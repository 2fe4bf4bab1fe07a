import tseslint from 'typescript-eslint';
import { kebabCase } from './scripts/eslint-rules/kebab-case.mjs';
import { layering } from './scripts/eslint-rules/layering.mjs';

const root = import.meta.dirname;
const centuria = { rules: { layering, 'kebab-case': kebabCase } };

const everywhere = {
  'centuria/kebab-case': 'error',
  'no-restricted-exports': [
    'error',
    { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } },
  ],
  complexity: ['error', 12],
  'max-depth': ['error', 3],
  'max-params': ['error', 3],
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  eqeqeq: 'error',
  'no-var': 'error',
  'prefer-const': 'error',
};

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', 'test-results', 'samples', 'bench/node_modules', 'bench/results', '**/*.d.ts', '**/*.d.mts'] },
  { plugins: { centuria }, linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.mjs'],
    rules: everywhere,
  },
  { files: ['*.config.mjs', 'scripts/lib/test-reporter.mjs'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: 'tsconfig.json', tsconfigRootDir: root } },
    rules: {
      ...everywhere,
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  { files: ['src/**'], rules: { 'centuria/layering': ['error', { root }] } },
  { files: ['src/cli/**', 'scripts/**', 'bench/**', 'test/host/index.ts'], rules: { 'no-console': 'off' } },
  { files: ['**/*.test.*', 'test/**'], rules: { 'max-lines-per-function': 'off' } },
  {
    // node:test awaits its own promises.
    files: ['**/*.test.ts', '**/*.test.tsx', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] }] },
      ],
    },
  },
);
