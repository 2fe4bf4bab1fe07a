import { assigned, random, token } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const chat: readonly SecretRule[] = [
  token('slack-token', 'a Slack token', {
    shape: '(?:xox[abprs]|xapp)-[A-Za-z0-9-]{20,250}',
    keywords: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xapp-'],
    url: 'https://docs.slack.dev/authentication/tokens',
  }),
  token('slack-rotating-token', 'a Slack token that rotates', {
    shape: 'xoxe(?:\\.xox[bp])?-[0-9]-[A-Za-z0-9]{100,250}',
    keywords: ['xoxe-', 'xoxe.xox'],
    url: 'https://docs.slack.dev/authentication/using-token-rotation',
  }),
  token('slack-webhook', 'a Slack webhook address', {
    shape: 'hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Z0-9]{8,14}/[A-Za-z0-9]{8,20}/[A-Za-z0-9/]{20,60}',
    keywords: ['hooks.slack.com/'],
    url: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
  }),
  token('discord-bot-token', 'a Discord bot token', {
    shape: '[MNO][A-Za-z0-9_-]{23,25}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,38}',
    keywords: ['discord', 'bot'],
    url: 'https://discord.com/developers/docs/reference#authentication',
  }),
  token('discord-webhook', 'a Discord webhook address', {
    shape: 'discord(?:app)?\\.com/api/(?:v[0-9]{1,2}/)?webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}',
    keywords: ['/webhooks/'],
    url: 'https://discord.com/developers/docs/resources/webhook',
  }),
  {
    rule: 'telegram-bot-token',
    what: 'a Telegram bot token',
    keywords: [':aa'],
    // In an address `bot` stands right before it.
    pattern: /(?<![A-Za-z0-9_])(?:bot)?(?<secret>[0-9]{8,10}:AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_])/gu,
    url: 'https://core.telegram.org/bots/features#botfather',
    blocks: true,
    accept: random,
  },
  token('teams-webhook', 'a Microsoft Teams webhook address', {
    shape: `webhook\\.office\\.com/webhookb2/${uuid}@${uuid}/IncomingWebhook/[0-9a-f]{32}/${uuid}`,
    keywords: ['webhook.office.com/'],
    url: 'https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
  }),
  token('google-chat-webhook', 'a Google Chat webhook address', {
    shape: 'chat\\.googleapis\\.com/v1/spaces/[A-Za-z0-9_-]{5,30}/messages\\?key=[A-Za-z0-9_-]{30,60}&token=[A-Za-z0-9_%-]{30,80}',
    keywords: ['chat.googleapis.com/'],
    url: 'https://developers.google.com/workspace/chat/quickstart/webhooks',
  }),
  token('zapier-webhook', 'a Zapier webhook address', {
    shape: 'hooks\\.zapier\\.com/hooks/catch/[0-9]{4,12}/[A-Za-z0-9]{5,30}',
    keywords: ['hooks.zapier.com/'],
    url: 'https://help.zapier.com/hc/en-us/articles/8496288690317-Trigger-Zaps-from-webhooks',
  }),
  token('intercom-token', 'an Intercom access token', {
    shape: 'dG9rO[A-Za-z0-9+/_-]{45,90}={0,2}',
    keywords: ['dg9ro'],
    url: 'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication',
  }),
];

const delivery: readonly SecretRule[] = [
  token('twilio-api-key', 'a Twilio API key', {
    shape: 'SK[0-9a-f]{32}',
    keywords: ['sk'],
    url: 'https://www.twilio.com/docs/iam/api-keys',
  }),
  assigned('twilio-auth-token', 'a Twilio auth token', {
    names: ['TWILIO_AUTH_TOKEN', 'TWILIO_API_SECRET'],
    shape: '[A-Za-z0-9]{32}',
    url: 'https://www.twilio.com/docs/usage/secure-credentials',
  }),
  {
    rule: 'twilio-login',
    what: 'a Twilio auth token',
    keywords: ['"ac', "'ac"],
    pattern: /["']AC[0-9a-f]{32}["'][ \t\r\n]{0,40},[ \t\r\n]{0,40}["'](?<secret>[0-9a-f]{32})["']/gu,
    url: 'https://www.twilio.com/docs/iam/credentials/api',
    blocks: true,
    accept: random,
  },
  token('sendgrid-key', 'a SendGrid API key', {
    shape: 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}',
    keywords: ['sg.'],
    url: 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
  }),
  token('mailgun-key', 'a Mailgun API key', {
    shape: 'key-[0-9a-f]{32}',
    keywords: ['key-'],
    url: 'https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth',
  }),
  assigned('mailgun-api-key', 'a Mailgun API key', {
    names: ['MAILGUN_API_KEY'],
    shape: '(?:[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}|[0-9a-f]{32})',
    url: 'https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth',
  }),
  token('mailchimp-key', 'a Mailchimp API key', {
    shape: '[0-9a-f]{32}-us[0-9]{1,2}',
    keywords: ['-us'],
    url: 'https://mailchimp.com/developer/marketing/guides/quick-start/',
  }),
  token('mandrill-key', 'a Mailchimp Transactional key', {
    shape: 'md-[A-Za-z0-9_-]{22}',
    keywords: ['md-'],
    url: 'https://mailchimp.com/developer/transactional/guides/quick-start/',
  }),
  token('brevo-key', 'a Brevo API key', {
    shape: 'xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}',
    keywords: ['xkeysib-'],
    url: 'https://developers.brevo.com/docs/getting-started',
  }),
  token('brevo-smtp-key', 'a Brevo SMTP key', {
    shape: 'xsmtpsib-[0-9a-f]{64}-[A-Za-z0-9]{16}',
    keywords: ['xsmtpsib-'],
    url: 'https://help.brevo.com/hc/en-us/articles/7959631848850-Create-and-manage-your-SMTP-keys',
  }),
  token('resend-key', 'a Resend API key', {
    shape: 're_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,32}',
    keywords: ['re_'],
    url: 'https://resend.com/docs/dashboard/api-keys/introduction',
  }),
  token('mailersend-token', 'a MailerSend API token', {
    shape: 'mlsn\\.[0-9a-f]{64}',
    keywords: ['mlsn.'],
    url: 'https://developers.mailersend.com/general.html#authentication',
  }),
  assigned('postmark-token', 'a Postmark server token', {
    names: ['POSTMARK_SERVER_TOKEN', 'POSTMARK_API_TOKEN', 'X-Postmark-Server-Token', 'X-Postmark-Account-Token'],
    shape: uuid,
    url: 'https://postmarkapp.com/developer/api/overview#authentication',
  }),
  assigned('mailjet-secret', 'a Mailjet secret key', {
    names: ['MJ_APIKEY_PRIVATE'],
    shape: '[0-9a-f]{32}',
    url: 'https://dev.mailjet.com/email/guides/getting-started/',
  }),
  assigned('sparkpost-key', 'a SparkPost API key', {
    names: ['SPARKPOST_API_KEY'],
    shape: '[0-9a-f]{40}',
    url: 'https://developers.sparkpost.com/api/',
  }),
  token('onesignal-key', 'a OneSignal API key', {
    shape: 'os_v2_(?:app|org)_[a-z2-7]{80,140}',
    keywords: ['os_v2_app_', 'os_v2_org_'],
    url: 'https://documentation.onesignal.com/docs/en/keys-and-ids',
  }),
  token('pubnub-secret-key', 'a PubNub secret key', {
    shape: `sec-c-(?:${uuid}|[A-Za-z0-9]{40,64}={0,2})`,
    keywords: ['sec-c-'],
    url: 'https://www.pubnub.com/docs/general/setup/account-setup',
  }),
  assigned('pusher-secret', 'a Pusher secret', {
    names: ['PUSHER_SECRET', 'PUSHER_APP_SECRET'],
    shape: '[0-9a-f]{20}',
    url: 'https://pusher.com/docs/channels/getting_started/',
  }),
];

/** Chat, mail, push and telephony. */
export const messagingRules: readonly SecretRule[] = [...chat, ...delivery];
