import { assigned, token } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

/** Payments, shops and shipping. */
export const paymentRules: readonly SecretRule[] = [
  token('stripe-live-key', 'a live Stripe key', {
    shape: '[rs]k_live_[A-Za-z0-9]{20,250}',
    keywords: ['sk_live_', 'rk_live_'],
    url: 'https://docs.stripe.com/keys',
  }),
  token('stripe-webhook-secret', 'a Stripe webhook secret', {
    shape: 'whsec_[A-Za-z0-9+/=]{24,250}',
    keywords: ['whsec_'],
    url: 'https://docs.stripe.com/webhooks',
  }),
  token('square-access-token', 'a Square access token', {
    shape: 'EAAA[A-Za-z0-9_-]{60}',
    keywords: ['eaaa'],
    url: 'https://developer.squareup.com/docs/build-basics/access-tokens',
  }),
  token('square-oauth-secret', 'a Square OAuth secret', {
    shape: 'sq0csp-[A-Za-z0-9_-]{43}',
    keywords: ['sq0csp-'],
    url: 'https://developer.squareup.com/docs/oauth-api/overview',
  }),
  token('square-personal-token', 'a Square personal access token', {
    shape: 'sq0atp-[A-Za-z0-9_-]{22}',
    keywords: ['sq0atp-'],
    url: 'https://developer.squareup.com/docs/build-basics/access-tokens',
  }),
  token('braintree-access-token', 'a Braintree access token', {
    shape: 'access_token\\$production\\$[0-9a-z]{16}\\$[0-9a-f]{32}',
    keywords: ['access_token$production$'],
    url: 'https://developer.paypal.com/braintree/docs/reference/general/best-practices/',
  }),
  assigned('paypal-client-secret', 'a PayPal client secret', {
    names: ['PAYPAL_CLIENT_SECRET', 'PAYPAL_SECRET'],
    shape: 'E[A-Za-z0-9_-]{60,90}',
    url: 'https://developer.paypal.com/api/rest/',
  }),
  token('razorpay-live-key', 'a live Razorpay key id', {
    shape: 'rzp_live_[A-Za-z0-9]{14}',
    keywords: ['rzp_live_'],
    url: 'https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/',
  }),
  token('flutterwave-secret-key', 'a Flutterwave secret key', {
    shape: 'FLWSECK(?:_TEST)?-[0-9A-Za-z]{32}-X',
    keywords: ['flwseck'],
    url: 'https://developer.flutterwave.com/docs/authentication',
  }),
  token('plaid-access-token', 'a Plaid access token', {
    shape: 'access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    keywords: ['access-sandbox-', 'access-development-', 'access-production-'],
    url: 'https://plaid.com/docs/api/items/',
  }),
  assigned('plaid-secret', 'a Plaid secret', { names: ['PLAID_SECRET'], shape: '[0-9a-f]{30}', url: 'https://plaid.com/docs/quickstart/' }),
  token('mollie-live-key', 'a live Mollie API key', {
    shape: 'live_[A-Za-z0-9]{30}',
    keywords: ['live_'],
    url: 'https://docs.mollie.com/reference/authentication',
  }),
  token('gocardless-live-token', 'a live GoCardless access token', {
    shape: 'live_[A-Za-z0-9_-]{40}',
    keywords: ['live_'],
    url: 'https://developer.gocardless.com/api-reference/',
  }),
  token('paddle-api-key', 'a Paddle API key', {
    shape: 'pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}',
    keywords: ['pdl_live_apikey_', 'pdl_sdbx_apikey_'],
    url: 'https://developer.paddle.com/api-reference/about/api-keys',
  }),
  token('xendit-secret-key', 'a Xendit secret key', {
    shape: 'xnd_(?:production|development)_[A-Za-z0-9]{40,100}',
    keywords: ['xnd_production_', 'xnd_development_'],
    url: 'https://docs.xendit.co/docs/api-keys',
  }),
  token('omise-secret-key', 'an Omise secret key', {
    shape: 'skey_(?:test_)?[a-z0-9]{19}',
    keywords: ['skey_'],
    url: 'https://docs.omise.co/api-authentication',
  }),
  token('shopify-token', 'a Shopify token or secret', {
    shape: 'shp(?:at|ca|pa|ss|tka)_[0-9a-fA-F]{32}',
    keywords: ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shptka_'],
    url: 'https://shopify.dev/changelog/app-secret-key-length-has-increased',
  }),
  token('easypost-key', 'an EasyPost API key', {
    shape: 'EZ[AT]K[A-Za-z0-9]{54}',
    keywords: ['ezak', 'eztk'],
    url: 'https://docs.easypost.com/docs/authentication',
  }),
  token('shippo-token', 'a Shippo API token', {
    shape: 'shippo_(?:live|test)_[0-9a-f]{40}',
    keywords: ['shippo_live_', 'shippo_test_'],
    url: 'https://docs.goshippo.com/docs/guides_general/authentication/',
  }),
  token('duffel-token', 'a Duffel API token', {
    shape: 'duffel_(?:live|test)_[A-Za-z0-9_-]{43}',
    keywords: ['duffel_live_', 'duffel_test_'],
    url: 'https://duffel.com/docs/api/overview/making-requests',
  }),
  token('lob-key', 'a Lob API key', { shape: '(?:live|test)_[0-9a-f]{35}', keywords: ['live_', 'test_'], url: 'https://docs.lob.com/' }),
];
