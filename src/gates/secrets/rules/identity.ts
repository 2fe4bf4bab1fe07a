import { assigned, token } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const vault = 'https://developer.hashicorp.com/vault/docs/concepts/tokens';
const doppler = 'https://docs.doppler.com/reference/auth-token-formats';

/** Identity, networks, and where secrets are kept. */
export const identityRules: readonly SecretRule[] = [
  token('vault-service-token', 'a Vault service token', { shape: 'hvs\\.[A-Za-z0-9_-]{24,200}', keywords: ['hvs.'], url: vault }),
  token('vault-batch-token', 'a Vault batch token', { shape: 'hvb\\.[A-Za-z0-9_-]{100,400}', keywords: ['hvb.'], url: vault }),
  token('vault-recovery-token', 'a Vault recovery token', { shape: 'hvr\\.[A-Za-z0-9_-]{24,200}', keywords: ['hvr.'], url: vault }),
  token('doppler-personal-token', 'a Doppler personal token', {
    shape: 'dp\\.pt\\.[A-Za-z0-9]{40,44}',
    keywords: ['dp.pt.'],
    url: doppler,
  }),
  token('doppler-service-token', 'a Doppler service token', {
    shape: 'dp\\.st\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}',
    keywords: ['dp.st.'],
    url: doppler,
  }),
  token('doppler-other-token', 'a Doppler token', {
    shape: 'dp\\.(?:ct|sa|said|scim|audit)\\.[A-Za-z0-9]{40,44}',
    keywords: ['dp.ct.', 'dp.sa.', 'dp.said.', 'dp.scim.', 'dp.audit.'],
    url: doppler,
  }),
  token('1password-service-token', 'a 1Password service account token', {
    shape: 'ops_eyJ[A-Za-z0-9+/_-]{100,1500}={0,2}',
    keywords: ['ops_eyj'],
    url: 'https://developer.1password.com/docs/service-accounts/security/',
  }),
  token('1password-secret-key', 'a 1Password secret key', {
    shape: 'A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}',
    keywords: ['a3-'],
    url: 'https://support.1password.com/secret-key-security/',
  }),
  token('age-secret-key', 'a secret key of age', {
    shape: 'AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}',
    keywords: ['age-secret-key-1'],
    url: 'https://age-encryption.org/v1',
  }),
  assigned('wireguard-private-key', 'a WireGuard private key', {
    names: ['PrivateKey', 'PresharedKey'],
    shape: '[A-Za-z0-9+/]{43}=',
    url: 'https://www.wireguard.com/quickstart/',
  }),
  token('tailscale-key', 'a Tailscale key', {
    shape: 'tskey-[a-z]{2,20}-[A-Za-z0-9_]{8,40}-[A-Za-z0-9_]{16,60}',
    keywords: ['tskey-'],
    url: 'https://tailscale.com/kb/1252/key-secret-management',
  }),
  assigned('ngrok-token', 'an ngrok auth token', {
    names: ['NGROK_AUTHTOKEN', 'authtoken'],
    shape: '[0-9][A-Za-z0-9]{20,30}_[A-Za-z0-9]{20,30}',
    url: 'https://ngrok.com/docs/agent/config/',
  }),
  token('okta-token', 'an Okta API token', {
    shape: 'SSWS 00[A-Za-z0-9_-]{40}',
    keywords: ['ssws 00'],
    url: 'https://developer.okta.com/docs/guides/create-an-api-token/main/',
  }),
  assigned('okta-token-variable', 'an Okta API token', {
    names: ['OKTA_API_TOKEN', 'OKTA_CLIENT_TOKEN'],
    shape: '00[A-Za-z0-9_-]{40}',
    url: 'https://registry.terraform.io/providers/okta/okta/latest/docs',
  }),
  assigned('auth0-client-secret', 'an Auth0 client secret', {
    names: ['AUTH0_CLIENT_SECRET'],
    shape: '[A-Za-z0-9_-]{64}',
    url: 'https://registry.terraform.io/providers/auth0/auth0/latest/docs',
  }),
  token('stytch-secret', 'a Stytch secret', {
    shape: 'secret-(?:live|test)-[A-Za-z0-9_=-]{36}',
    keywords: ['secret-live-', 'secret-test-'],
    url: 'https://stytch.com/docs/api/authentication',
  }),
  token('planetscale-token', 'a PlanetScale service token', {
    shape: 'pscale_tkn_[A-Za-z0-9_=.-]{32,64}',
    keywords: ['pscale_tkn_'],
    url: 'https://planetscale.com/docs/concepts/service-tokens',
  }),
  token('planetscale-password', 'a PlanetScale password', {
    shape: 'pscale_pw_[A-Za-z0-9_=.-]{32,64}',
    keywords: ['pscale_pw_'],
    url: 'https://planetscale.com/docs/concepts/connection-strings',
  }),
  token('planetscale-oauth-token', 'a PlanetScale OAuth token', {
    shape: 'pscale_oauth_[A-Za-z0-9_=.-]{32,64}',
    keywords: ['pscale_oauth_'],
    url: 'https://planetscale.com/docs/concepts/planetscale-oauth-applications',
  }),
  token('supabase-access-token', 'a Supabase access token', {
    shape: 'sbp_[0-9a-f]{40}',
    keywords: ['sbp_'],
    url: 'https://supabase.com/docs/reference/api/introduction',
  }),
  token('supabase-secret-key', 'a Supabase secret key', {
    shape: 'sb_secret_[A-Za-z0-9_-]{30,60}',
    keywords: ['sb_secret_'],
    url: 'https://supabase.com/docs/guides/api/api-keys',
  }),
  token('neon-api-key', 'a Neon API key', {
    shape: 'napi_[a-z0-9]{60,70}',
    keywords: ['napi_'],
    url: 'https://neon.com/docs/manage/api-keys',
  }),
  token('mongodb-atlas-secret', 'a MongoDB Atlas service account secret', {
    shape: 'mdb_sa_sk_[A-Za-z0-9_-]{40}',
    keywords: ['mdb_sa_sk_'],
    url: 'https://www.mongodb.com/docs/atlas/api/service-accounts-overview/',
  }),
  assigned('mongodb-atlas-private-key', 'a MongoDB Atlas private key', {
    names: ['MONGODB_ATLAS_PRIVATE_KEY', 'MONGODB_ATLAS_PRIVATE_API_KEY'],
    shape: uuid,
    url: 'https://registry.terraform.io/providers/mongodb/mongodbatlas/latest/docs',
  }),
  token('aiven-password', 'a password of an Aiven service', {
    shape: 'AVNS_[A-Za-z0-9_-]{15,40}',
    keywords: ['avns_'],
    url: 'https://aiven.io/docs/products/postgresql/howto/list-code-samples',
  }),
  token('databricks-token', 'a Databricks token', {
    shape: 'dapi[0-9a-f]{32}(?:-[0-9])?',
    keywords: ['dapi'],
    url: 'https://docs.databricks.com/aws/en/dev-tools/auth/pat',
  }),
  assigned('confluent-secret', 'a Confluent Cloud API secret', {
    names: ['CONFLUENT_CLOUD_API_SECRET', 'KAFKA_API_SECRET'],
    shape: '[A-Za-z0-9+/]{64}',
    url: 'https://registry.terraform.io/providers/confluentinc/confluent/latest/docs',
  }),
  assigned('upstash-token', 'an Upstash REST token', {
    names: ['UPSTASH_REDIS_REST_TOKEN', 'UPSTASH_VECTOR_REST_TOKEN'],
    shape: '[A-Za-z0-9_-]{40,120}={0,2}',
    url: 'https://upstash.com/docs/redis/features/restapi',
  }),
];
