/** What a file is to the verdict on a change: something that judges it, or nothing of the kind. */
export type JudgeFile = 'test' | 'gate-config' | 'manifest' | 'ci';

const CI =
  /(?:^|\/)(?:\.github\/(?:workflows|actions)\/.*\.ya?ml|\.gitlab-ci\.ya?ml|\.gitlab\/ci\/.*\.ya?ml|Jenkinsfile[^/]*|(?:\.azure-pipelines\/.*|azure-pipelines[^/]*)\.ya?ml|\.circleci\/.*\.ya?ml|\.travis\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml|\.woodpecker(?:\/.*)?\.ya?ml|\.buildkite\/.*\.ya?ml|appveyor\.ya?ml|\.ci\/.*)$/i;
const GATE_CONFIG = [
  /(?:^|\/)(?:eslint\.config\.[cm]?[jt]s|\.eslintrc(?:\.(?:[cm]?js|json|ya?ml))?|\.eslintignore|biome\.jsonc?|\.oxlintrc\.json)$/,
  /(?:^|\/)(?:tsconfig[^/]*\.json|jsconfig\.json|pyrightconfig\.json|\.?mypy\.ini|\.?ruff\.toml|\.flake8|\.?pylintrc(?:\.toml)?)$/,
  /(?:^|\/)(?:(?:vitest|vite|jest|playwright|karma|cypress|ava)\.(?:config|workspace|conf)\.[cm]?[jt]sx?|jest\.config\.json|\.mocharc(?:\.(?:[cm]?js|jsonc?|ya?ml))?)$/,
  /(?:^|\/)(?:pytest\.ini|\.pytest\.ini|tox\.ini|setup\.cfg|noxfile\.py|conftest\.py|\.coveragerc|\.nycrc(?:\.(?:json|ya?ml))?|\.c8rc(?:\.json)?|codecov\.ya?ml|\.codecov\.ya?ml|stryker\.conf[^/]*)$/,
  /(?:^|\/)(?:\.pre-commit-config\.ya?ml|\.lintstagedrc[^/]*|\.husky\/[^/]+|\.secretlintrc[^/]*|\.gitleaks\.toml)$/,
  /(?:^|\/)\.centuria[^/]*(?:\/.*)?$/,
];
const TEST_FOLDER = /(?:^|\/)(?:tests?|__tests__|__mocks__|__fixtures__|fixtures|specs?|testing)\//i;
const TEST_NAME =
  /(?:[._-](?:test|spec)\.[cm]?[jt]sx?|(?:^|\/)tests?[._-].*\.(?:[cm]?[jt]s|py)|_tests?\.py|(?:^|\/)tests?\.(?:py|[cm]?[jt]s))$/;

/** Whether a file is a test or one of the tests' own helpers and data. `file`: a path with forward slashes. */
export function isTestFile(file: string): boolean {
  return TEST_FOLDER.test(file) || TEST_NAME.test(file);
}

/** Whether a file holds settings of the editor, the gates' among them. */
export function isEditorSettings(file: string): boolean {
  return /(?:^|\/)\.vscode\/settings\.json$|\.code-workspace$/.test(file);
}

/** Whether a file holds what tests found the last time: they are compared with it. */
export function isSnapshot(file: string): boolean {
  return /\.(?:snap|ambr)$|(?:^|\/)__(?:file_)?snapshots__\//.test(file);
}

/** What a file's path says it is to the verdict. */
export function judgeFileOf(file: string): JudgeFile | undefined {
  if (CI.test(file)) return 'ci';
  if (GATE_CONFIG.some((pattern) => pattern.test(file))) return 'gate-config';
  if (/(?:^|\/)(?:package\.json|pyproject\.toml)$/.test(file) || isEditorSettings(file)) return 'manifest';
  return isTestFile(file) || isSnapshot(file) ? 'test' : undefined;
}
