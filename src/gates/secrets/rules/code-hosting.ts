import { assigned, token } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

const gitlab = 'https://docs.gitlab.com/security/tokens/#token-prefixes';
const body = '[A-Za-z0-9_-]{20,300}(?:\\.[A-Za-z0-9_-]{1,20}){0,2}';

const hosting: readonly SecretRule[] = [
  token('github-token', 'a GitHub token', {
    shape: 'gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}|ghs_[0-9]{1,20}_[A-Za-z0-9_.-]{60,3000}',
    keywords: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    url: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats',
  }),
  token('gitlab-personal-token', 'a GitLab personal access token', { shape: `glpat-${body}`, keywords: ['glpat-'], url: gitlab }),
  token('gitlab-oauth-secret', 'a GitLab OAuth application secret', { shape: `gloas-${body}`, keywords: ['gloas-'], url: gitlab }),
  token('gitlab-deploy-token', 'a GitLab deploy token', { shape: `gldt-${body}`, keywords: ['gldt-'], url: gitlab }),
  token('gitlab-runner-token', 'a GitLab runner token', { shape: `glrtr?-${body}`, keywords: ['glrt-', 'glrtr-'], url: gitlab }),
  token('gitlab-registration-token', 'a GitLab runner registration token', {
    shape: 'GR1348941[A-Za-z0-9_-]{20,50}',
    keywords: ['gr1348941'],
    url: gitlab,
  }),
  token('gitlab-job-token', 'a GitLab CI job token', { shape: `glcbt-${body}`, keywords: ['glcbt-'], url: gitlab }),
  token('gitlab-trigger-token', 'a GitLab trigger token', { shape: `glptt-${body}`, keywords: ['glptt-'], url: gitlab }),
  token('gitlab-feed-token', 'a GitLab feed token', { shape: `glft-${body}`, keywords: ['glft-'], url: gitlab }),
  token('gitlab-mail-token', 'a GitLab incoming mail token', { shape: `glimt-${body}`, keywords: ['glimt-'], url: gitlab }),
  token('gitlab-agent-token', 'a GitLab agent token for Kubernetes', { shape: `glagent-${body}`, keywords: ['glagent-'], url: gitlab }),
  token('gitlab-scim-token', 'a GitLab SCIM token', { shape: `glsoat-${body}`, keywords: ['glsoat-'], url: gitlab }),
  token('gitlab-feature-flag-token', 'a GitLab feature flags client token', {
    shape: `glffct-${body}`,
    keywords: ['glffct-'],
    url: gitlab,
  }),
  token('bitbucket-app-password', 'a Bitbucket app password', {
    shape: 'ATBB[A-Za-z0-9]{28,40}',
    keywords: ['atbb'],
    url: 'https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/',
  }),
  token('bitbucket-access-token', 'a Bitbucket access token', {
    shape: 'ATCTT3xFfG[A-Za-z0-9_=-]{100,300}',
    keywords: ['atctt3xffg'],
    url: 'https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/',
  }),
  token('atlassian-api-token', 'an Atlassian API token', {
    shape: 'ATATT3xFfG[A-Za-z0-9_=-]{100,300}',
    keywords: ['atatt3xffg'],
    url: 'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
  }),
];

const registries: readonly SecretRule[] = [
  token('npm-token', 'an npm access token', {
    shape: 'npm_[A-Za-z0-9]{36}',
    keywords: ['npm_'],
    url: 'https://docs.npmjs.com/about-access-tokens',
  }),
  assigned('npmrc-token', 'a registry token of npm', {
    names: [':_authToken', ':_password', ':_auth'],
    shape: '[A-Za-z0-9+/_.-]{16,1000}={0,2}',
    url: 'https://docs.npmjs.com/cli/configuring-npm/npmrc',
  }),
  token('pypi-token', 'a PyPI API token', {
    // A macaroon: it begins with its version and the length of its location.
    shape: 'pypi-AgE[A-Za-z0-9_-]{60,1000}',
    keywords: ['pypi-age'],
    url: 'https://packaging.python.org/en/latest/specifications/pypirc/',
  }),
  token('rubygems-key', 'a RubyGems API key', {
    shape: 'rubygems_[0-9a-f]{48}',
    keywords: ['rubygems_'],
    url: 'https://guides.rubygems.org/api-key-scopes/',
  }),
  token('nuget-key', 'a NuGet API key', {
    shape: 'oy2[a-z0-9]{43}',
    keywords: ['oy2'],
    url: 'https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package',
  }),
  token('crates-io-token', 'a crates.io token', {
    shape: 'cio[A-Za-z0-9]{32}',
    keywords: ['cio'],
    url: 'https://doc.rust-lang.org/cargo/reference/publishing.html',
  }),
  token('clojars-token', 'a Clojars deploy token', {
    shape: 'CLOJARS_[0-9a-f]{60}',
    keywords: ['clojars_'],
    url: 'https://github.com/clojars/clojars-web/wiki/Deploy-Tokens',
  }),
  token('docker-token', 'a Docker personal access token', {
    shape: 'dckr_pat_[A-Za-z0-9_-]{27}',
    keywords: ['dckr_pat_'],
    url: 'https://docs.docker.com/security/access-tokens/',
  }),
  token('docker-organization-token', 'a Docker organisation access token', {
    shape: 'dckr_oat_[A-Za-z0-9_-]{27,60}',
    keywords: ['dckr_oat_'],
    url: 'https://docs.docker.com/enterprise/security/access-tokens/',
  }),
  token('artifactory-api-key', 'a JFrog Artifactory API key', {
    shape: 'AKCp[A-Za-z0-9]{69}',
    keywords: ['akcp'],
    url: 'https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key',
  }),
  token('artifactory-reference-token', 'a JFrog reference token', {
    shape: 'cmVmdGtu[A-Za-z0-9]{56}',
    keywords: ['cmvmdgtu'],
    url: 'https://jfrog.com/help/r/jfrog-platform-administration-documentation/reference-tokens',
  }),
];

const building: readonly SecretRule[] = [
  token('circleci-token', 'a CircleCI token', {
    shape: 'CCI(?:PAT|PRJ)_[A-Za-z0-9]{22}_[0-9a-f]{40}',
    keywords: ['ccipat_', 'cciprj_'],
    url: 'https://circleci.com/docs/managing-api-tokens/',
  }),
  token('buildkite-token', 'a Buildkite API token', {
    shape: 'bkua_[0-9a-f]{40}',
    keywords: ['bkua_'],
    url: 'https://buildkite.com/docs/apis/managing-api-tokens',
  }),
  token('terraform-token', 'an HCP Terraform token', {
    shape: '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,70}',
    keywords: ['.atlasv1.'],
    url: 'https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens',
  }),
  token('pulumi-token', 'a Pulumi access token', {
    shape: 'pul-[0-9a-f]{40}',
    keywords: ['pul-'],
    url: 'https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/',
  }),
  token('sonar-token', 'a SonarQube token', {
    shape: 'sq[uap]_[0-9a-f]{40}',
    keywords: ['squ_', 'sqa_', 'sqp_'],
    url: 'https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/',
  }),
  assigned('snyk-token', 'a Snyk token', {
    names: ['SNYK_TOKEN'],
    shape: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    url: 'https://docs.snyk.io/snyk-cli/configure-the-snyk-cli/environment-variables-for-snyk-cli',
  }),
  assigned('codecov-token', 'a Codecov upload token', {
    names: ['CODECOV_TOKEN'],
    shape: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    url: 'https://docs.codecov.com/docs/codecov-tokens',
  }),
  token('postman-key', 'a Postman API key', {
    shape: 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}',
    keywords: ['pmak-'],
    url: 'https://learning.postman.com/docs/developer/postman-api/authentication/',
  }),
  assigned('expo-token', 'an Expo access token', {
    names: ['EXPO_TOKEN'],
    shape: '[A-Za-z0-9_-]{40}',
    url: 'https://docs.expo.dev/accounts/programmatic-access/',
  }),
];

/** Hosts of code, registries of packages, and what builds. */
export const codeHostingRules: readonly SecretRule[] = [...hosting, ...registries, ...building];
