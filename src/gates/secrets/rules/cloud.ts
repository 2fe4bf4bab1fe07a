import { assigned, random, token } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

const terraform = (provider: string): string => `https://registry.terraform.io/providers/${provider}/latest/docs`;

const aws: readonly SecretRule[] = [
  {
    rule: 'aws-access-key',
    what: 'an AWS access key id',
    keywords: ['akia', 'asia'],
    // AKIA: long-term key, ASIA: temporary key; the documented samples end in EXAMPLE.
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/gu,
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids',
    blocks: true,
    accept: (secret) => !secret.endsWith('EXAMPLE'),
  },
  {
    rule: 'aws-secret-access-key',
    what: 'an AWS secret access key',
    keywords: ['secret'],
    pattern:
      /(?:secret_?access_?key|aws_?secret(?:_?key)?)["'`]?\]?\s{0,40}(?:=>|:=|[:=])\s{0,40}["'`]?(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/giu,
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    blocks: true,
    accept: random,
  },
  assigned('aws-session-token', 'an AWS session token', {
    names: ['aws_session_token', 'awsSessionToken'],
    shape: '[A-Za-z0-9/+]{100,2000}={0,2}',
    url: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html',
  }),
  token('aws-bedrock-key', 'an Amazon Bedrock API key', {
    shape: 'ABSK[A-Za-z0-9+/]{100,200}={0,2}',
    keywords: ['absk'],
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
  }),
  token('amazon-mws-token', 'an Amazon MWS authorisation token', {
    shape: 'amzn\\.mws\\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    keywords: ['amzn.mws.'],
    url: 'https://developer-docs.amazon.com/sp-api/docs/migrating-authorization-from-amazon-marketplace-web-service',
  }),
  token('login-with-amazon-secret', 'a Login with Amazon client secret', {
    shape: 'amzn1\\.oa2-cs\\.v1\\.[0-9a-f]{64}',
    keywords: ['amzn1.oa2-cs.'],
    url: 'https://developer-docs.amazon.com/sp-api/docs/viewing-your-application-information-and-credentials',
  }),
];

const google: readonly SecretRule[] = [
  token('google-api-key', 'a Google API key', {
    shape: 'AIza[A-Za-z0-9_-]{35}(?!-)',
    keywords: ['aiza'],
    url: 'https://cloud.google.com/docs/authentication/api-keys',
  }),
  token('google-auth-key', 'a Google API key of the newer kind', {
    shape: 'AQ\\.[A-Za-z0-9_-]{38,80}',
    keywords: ['aq.'],
    url: 'https://ai.google.dev/gemini-api/docs/api-key',
  }),
  token('google-oauth-secret', 'a Google OAuth client secret', {
    shape: 'GOCSPX-[A-Za-z0-9_-]{28}',
    keywords: ['gocspx-'],
    url: 'https://developers.google.com/identity/protocols/oauth2',
  }),
  token('google-access-token', 'a Google OAuth access token', {
    shape: 'ya29\\.[A-Za-z0-9_-]{30,1000}',
    keywords: ['ya29.'],
    url: 'https://developers.google.com/identity/protocols/oauth2#size',
  }),
  token('google-refresh-token', 'a Google OAuth refresh token', {
    shape: '1//[A-Za-z0-9_-]{40,500}',
    keywords: ['1//'],
    url: 'https://developers.google.com/identity/protocols/oauth2/web-server',
  }),
  token('firebase-server-key', 'a Firebase Cloud Messaging server key', {
    shape: 'AAAA[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{140}',
    keywords: ['aaaa'],
    url: 'https://firebase.google.com/docs/cloud-messaging/auth-server',
  }),
];

const hosts: readonly SecretRule[] = [
  token('digitalocean-token', 'a DigitalOcean personal access token', {
    shape: 'dop_v1_[0-9a-f]{64}',
    keywords: ['dop_v1_'],
    url: 'https://docs.digitalocean.com/reference/api/create-personal-access-token/',
  }),
  token('digitalocean-oauth-token', 'a DigitalOcean OAuth token', {
    shape: 'do[or]_v1_[0-9a-f]{64}',
    keywords: ['doo_v1_', 'dor_v1_'],
    url: 'https://docs.digitalocean.com/reference/api/oauth/',
  }),
  token('heroku-token', 'a Heroku API token', {
    shape: 'HRKU-[A-Za-z0-9_-]{58,64}',
    keywords: ['hrku-'],
    url: 'https://devcenter.heroku.com/articles/authentication',
  }),
  assigned('heroku-api-key', 'a Heroku API key', {
    names: ['HEROKU_API_KEY'],
    shape: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    url: 'https://devcenter.heroku.com/articles/authentication',
  }),
  token('fly-token', 'a Fly.io access token', {
    shape: 'fm(?:1[ar]|2)_[A-Za-z0-9+/=_-]{60,2000}',
    keywords: ['fm1a_', 'fm1r_', 'fm2_'],
    url: 'https://fly.io/docs/security/tokens/',
  }),
  token('render-api-key', 'a Render API key', {
    shape: 'rnd_[A-Za-z0-9]{28,40}',
    keywords: ['rnd_'],
    url: 'https://render.com/docs/api',
  }),
  token('netlify-token', 'a Netlify token', {
    shape: 'nfp_[A-Za-z0-9]{36,60}',
    keywords: ['nfp_'],
    url: 'https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/',
  }),
  token('vercel-token', 'a Vercel token', {
    shape: 'vc[piark]_[A-Za-z0-9]{20,60}',
    keywords: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
    url: 'https://vercel.com/docs/rest-api#authentication',
  }),
  token('cloudflare-token', 'a Cloudflare API token', {
    shape: 'cf(?:k|ut|at)_[A-Za-z0-9]{40}[0-9a-f]{8}',
    keywords: ['cfk_', 'cfut_', 'cfat_'],
    url: 'https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/',
  }),
  token('cloudflare-origin-ca-key', 'a Cloudflare Origin CA key', {
    shape: 'v1\\.0-[0-9a-f]{24}-[0-9a-f]{146}',
    keywords: ['v1.0-'],
    url: 'https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/',
  }),
  assigned('cloudflare-api-token', 'a Cloudflare API token', {
    names: ['CLOUDFLARE_API_TOKEN', 'CF_API_TOKEN'],
    shape: '[A-Za-z0-9_-]{40}',
    url: terraform('cloudflare/cloudflare'),
  }),
  assigned('cloudflare-api-key', 'a Cloudflare global API key', {
    names: ['CLOUDFLARE_API_KEY', 'CF_API_KEY', 'X-Auth-Key'],
    shape: '[0-9a-f]{37}',
    url: 'https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/',
  }),
  assigned('linode-token', 'a Linode token', {
    names: ['LINODE_TOKEN', 'LINODE_CLI_TOKEN'],
    shape: '[0-9a-f]{64}',
    url: terraform('linode/linode'),
  }),
  assigned('hetzner-token', 'a Hetzner Cloud token', {
    names: ['HCLOUD_TOKEN'],
    shape: '[A-Za-z0-9]{64}',
    url: terraform('hetznercloud/hcloud'),
  }),
  assigned('vultr-api-key', 'a Vultr API key', { names: ['VULTR_API_KEY'], shape: '[A-Z0-9]{36}', url: terraform('vultr/vultr') }),
  assigned('scaleway-secret-key', 'a Scaleway secret key', {
    names: ['SCW_SECRET_KEY'],
    shape: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    url: terraform('scaleway/scaleway'),
  }),
  assigned('ovh-secret', 'an OVHcloud application secret', {
    names: ['OVH_APPLICATION_SECRET', 'OVH_CONSUMER_KEY'],
    shape: '[A-Za-z0-9]{32}',
    url: terraform('ovh/ovh'),
  }),
  assigned('ibm-cloud-api-key', 'an IBM Cloud API key', {
    names: ['IBMCLOUD_API_KEY', 'IC_API_KEY'],
    shape: '[A-Za-z0-9_-]{44}',
    url: terraform('IBM-Cloud/ibm'),
  }),
  token('alibaba-access-key', 'an Alibaba Cloud access key id', {
    shape: 'LTAI[A-Za-z0-9]{12,24}',
    keywords: ['ltai'],
    url: 'https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair',
  }),
  assigned('alibaba-secret-key', 'an Alibaba Cloud access key secret', {
    names: ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALICLOUD_SECRET_KEY'],
    shape: '[A-Za-z0-9]{30}',
    url: terraform('aliyun/alicloud'),
  }),
  token('tencent-secret-id', 'a Tencent Cloud secret id', {
    shape: 'AKID[A-Za-z0-9]{32}',
    keywords: ['akid'],
    url: 'https://www.tencentcloud.com/document/product/598/32675',
  }),
  assigned('tencent-secret-key', 'a Tencent Cloud secret key', {
    names: ['TENCENTCLOUD_SECRET_KEY'],
    shape: '[A-Za-z0-9]{32}',
    url: terraform('tencentcloudstack/tencentcloud'),
  }),
  token('yandex-api-key', 'a Yandex Cloud API key', {
    shape: 'AQVN[A-Za-z0-9_-]{35,40}',
    keywords: ['aqvn'],
    url: 'https://yandex.cloud/en/docs/iam/concepts/authorization/api-key',
  }),
  token('yandex-oauth-token', 'a Yandex OAuth token', {
    shape: 'y0_[A-Za-z0-9_-]{50,60}',
    keywords: ['y0_'],
    url: 'https://yandex.cloud/en/docs/iam/concepts/authorization/oauth-token',
  }),
  assigned('fastly-api-token', 'a Fastly API token', {
    names: ['FASTLY_API_KEY', 'FASTLY_API_TOKEN'],
    shape: '[A-Za-z0-9_-]{32}',
    url: terraform('fastly/fastly'),
  }),
  assigned('railway-token', 'a Railway token', {
    names: ['RAILWAY_TOKEN', 'RAILWAY_API_TOKEN'],
    shape: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    url: 'https://docs.railway.com/guides/cli',
  }),
];

/** Clouds and hosts. */
export const cloudRules: readonly SecretRule[] = [...aws, ...google, ...hosts];
