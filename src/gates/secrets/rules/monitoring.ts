import { assigned, token } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

const newRelic = 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/';
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Monitoring, logs, incidents and feature flags. */
export const monitoringRules: readonly SecretRule[] = [
  token('grafana-service-token', 'a Grafana service account token', {
    shape: 'glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}',
    keywords: ['glsa_'],
    url: 'https://grafana.com/docs/grafana/latest/administration/service-accounts/',
  }),
  token('grafana-cloud-token', 'a Grafana Cloud access policy token', {
    shape: 'glc_[A-Za-z0-9+/]{32,400}={0,2}',
    keywords: ['glc_'],
    url: 'https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/',
  }),
  token('new-relic-user-key', 'a New Relic user key', { shape: 'NRAK-[A-Z0-9]{27}', keywords: ['nrak-'], url: newRelic }),
  token('new-relic-license-key', 'a New Relic licence key', {
    shape: '(?:eu01xx)?[0-9a-f]{30,36}(?:FFFF)?NRAL',
    keywords: ['nral'],
    url: newRelic,
  }),
  token('new-relic-insert-key', 'a New Relic insert key', {
    shape: 'NRI[IQ]-[A-Za-z0-9_-]{32}',
    keywords: ['nrii-', 'nriq-'],
    url: newRelic,
  }),
  token('sentry-organization-token', 'a Sentry organisation token', {
    shape: 'sntrys_eyJ[A-Za-z0-9+/=_-]{60,500}',
    keywords: ['sntrys_'],
    url: 'https://docs.sentry.io/account/auth-tokens/',
  }),
  token('sentry-user-token', 'a Sentry user token', {
    shape: 'sntryu_[0-9a-f]{64}',
    keywords: ['sntryu_'],
    url: 'https://docs.sentry.io/account/auth-tokens/',
  }),
  token('dynatrace-token', 'a Dynatrace token', {
    shape: 'dt0[a-z][0-9]{2}\\.[A-Z0-9]{8,24}\\.[A-Z0-9]{64}',
    keywords: ['dt0'],
    url: 'https://docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication',
  }),
  assigned('datadog-api-key', 'a Datadog API key', {
    names: ['DD_API_KEY', 'DATADOG_API_KEY', 'DD-API-KEY'],
    shape: '[0-9a-f]{32}',
    url: 'https://docs.datadoghq.com/account_management/api-app-keys/',
  }),
  assigned('datadog-app-key', 'a Datadog application key', {
    names: ['DD_APP_KEY', 'DATADOG_APP_KEY', 'DD-APPLICATION-KEY'],
    shape: '[0-9a-f]{40}',
    url: 'https://docs.datadoghq.com/account_management/api-app-keys/',
  }),
  assigned('honeycomb-key', 'a Honeycomb API key', {
    names: ['HONEYCOMB_API_KEY', 'X-Honeycomb-Team'],
    shape: '(?:hc[a-z]{3}_[A-Za-z0-9]{50,70}|[A-Za-z0-9]{22}|[0-9a-f]{32})',
    url: 'https://docs.honeycomb.io/configure/environments/manage-api-keys/',
  }),
  assigned('pagerduty-token', 'a PagerDuty token', {
    names: ['PAGERDUTY_TOKEN', 'PAGERDUTY_API_KEY'],
    shape: '[A-Za-z0-9_+-]{20}',
    url: 'https://registry.terraform.io/providers/PagerDuty/pagerduty/latest/docs',
  }),
  assigned('opsgenie-key', 'an Opsgenie API key', {
    names: ['OPSGENIE_API_KEY'],
    shape: uuid,
    url: 'https://registry.terraform.io/providers/opsgenie/opsgenie/latest/docs',
  }),
  assigned('rollbar-token', 'a Rollbar access token', {
    names: ['ROLLBAR_ACCESS_TOKEN', 'ROLLBAR_API_KEY'],
    shape: '[0-9a-f]{32}',
    url: 'https://docs.rollbar.com/docs/access-tokens',
  }),
  assigned('sumologic-key', 'a Sumo Logic access key', {
    names: ['SUMOLOGIC_ACCESSKEY'],
    shape: '[A-Za-z0-9]{64}',
    url: 'https://registry.terraform.io/providers/SumoLogic/sumologic/latest/docs',
  }),
  assigned('splunk-hec-token', 'a Splunk HTTP event collector token', {
    names: ['SPLUNK_HEC_TOKEN'],
    shape: uuid,
    url: 'https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector',
  }),
  token('launchdarkly-key', 'a LaunchDarkly key', {
    shape: `(?:api|sdk)-${uuid}`,
    keywords: ['api-', 'sdk-'],
    url: 'https://launchdarkly.com/docs/home/account/api',
  }),
  token('posthog-personal-key', 'a PostHog personal API key', {
    shape: 'phx_[A-Za-z0-9_]{40,60}',
    keywords: ['phx_'],
    url: 'https://posthog.com/docs/api',
  }),
  assigned('segment-write-key', 'a Segment write key', {
    names: ['SEGMENT_WRITE_KEY'],
    shape: '[A-Za-z0-9]{32}',
    url: 'https://segment.com/docs/connections/find-writekey/',
  }),
  assigned('algolia-admin-key', 'an Algolia admin key', {
    names: ['ALGOLIA_ADMIN_KEY', 'ALGOLIA_ADMIN_API_KEY', 'ALGOLIA_WRITE_API_KEY'],
    shape: '[0-9a-f]{32}',
    url: 'https://www.algolia.com/doc/guides/security/api-keys/',
  }),
];
