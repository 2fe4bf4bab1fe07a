import { assigned, token } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Services for people and their work, and social networks. */
export const serviceRules: readonly SecretRule[] = [
  token('figma-token', 'a Figma access token', {
    shape: 'figd_[A-Za-z0-9_-]{40,200}',
    keywords: ['figd_'],
    url: 'https://developers.figma.com/docs/rest-api/authentication/',
  }),
  token('linear-api-key', 'a Linear API key', {
    shape: 'lin_api_[A-Za-z0-9]{32,64}',
    keywords: ['lin_api_'],
    url: 'https://linear.app/developers/graphql',
  }),
  token('linear-oauth-token', 'a Linear OAuth token', {
    shape: 'lin_oauth_[A-Za-z0-9]{40,80}',
    keywords: ['lin_oauth_'],
    url: 'https://linear.app/developers/oauth-2-0-authentication',
  }),
  token('notion-token', 'a Notion integration token', {
    shape: 'ntn_[0-9]{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43}',
    keywords: ['ntn_', 'secret_'],
    url: 'https://developers.notion.com/reference/authentication',
  }),
  token('airtable-token', 'an Airtable personal access token', {
    shape: 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}',
    keywords: ['pat'],
    url: 'https://airtable.com/developers/web/guides/personal-access-tokens',
  }),
  token('clickup-token', 'a ClickUp token', {
    shape: 'pk_[0-9]{5,10}_[A-Z0-9]{32}',
    keywords: ['pk_'],
    url: 'https://developer.clickup.com/docs/authentication',
  }),
  assigned('asana-token', 'an Asana access token', {
    names: ['ASANA_ACCESS_TOKEN', 'ASANA_TOKEN', 'ASANA_PAT'],
    shape: '[0-9]/[0-9]{10,20}(?:/[0-9]{10,20})?:[0-9a-f]{32}',
    url: 'https://developers.asana.com/docs/personal-access-token',
  }),
  assigned('trello-token', 'a Trello token', {
    names: ['TRELLO_TOKEN', 'TRELLO_API_TOKEN'],
    shape: '(?:ATTA[0-9A-Za-z]{60,80}|[0-9a-f]{64})',
    url: 'https://developer.atlassian.com/cloud/trello/guides/rest-api/api-introduction/',
  }),
  assigned('zendesk-token', 'a Zendesk API token', {
    names: ['ZENDESK_API_TOKEN', 'ZENDESK_TOKEN'],
    shape: '[A-Za-z0-9]{40}',
    url: 'https://developer.zendesk.com/api-reference/introduction/security-and-auth/',
  }),
  token('hubspot-token', 'a HubSpot private app token', {
    shape: `pat-(?:na|eu|ap)[0-9]-${uuid}`,
    keywords: ['pat-na', 'pat-eu', 'pat-ap'],
    url: 'https://developers.hubspot.com/docs/guides/apps/private-apps/overview',
  }),
  token('salesforce-token', 'a Salesforce access token', {
    shape: '00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{80,200}',
    keywords: ['00d'],
    url: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_access_tokens.htm',
  }),
  token('typeform-token', 'a Typeform token', {
    shape: 'tfp_[A-Za-z0-9_.=-]{40,70}',
    keywords: ['tfp_'],
    url: 'https://www.typeform.com/developers/get-started/personal-access-token/',
  }),
  token('contentful-token', 'a Contentful management token', {
    shape: 'CFPAT-[A-Za-z0-9_-]{43}',
    keywords: ['cfpat-'],
    url: 'https://www.contentful.com/developers/docs/references/authentication/',
  }),
  token('mapbox-secret-token', 'a secret Mapbox token', {
    shape: 'sk\\.eyJ[A-Za-z0-9_-]{40,300}\\.[A-Za-z0-9_-]{22}',
    keywords: ['sk.eyj'],
    url: 'https://docs.mapbox.com/help/glossary/access-token/',
  }),
  token('facebook-access-token', 'a Facebook access token', {
    shape: 'EAA[A-Za-z0-9]{90,400}',
    keywords: ['eaa'],
    url: 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/',
  }),
  token('x-bearer-token', 'a bearer token of X (Twitter)', {
    shape: 'A{20,24}[A-Za-z0-9%]{60,120}',
    keywords: ['aaaaaaaaaaaaaaaaaaaa'],
    url: 'https://docs.x.com/fundamentals/authentication/oauth-2-0/bearer-tokens',
  }),
  assigned('x-secret', 'a secret of X (Twitter)', {
    names: ['TWITTER_API_SECRET', 'TWITTER_CONSUMER_SECRET', 'TWITTER_ACCESS_TOKEN_SECRET', 'TWITTER_ACCESS_SECRET'],
    shape: '[A-Za-z0-9]{45,50}',
    url: 'https://docs.x.com/fundamentals/authentication/oauth-1-0a/api-key-and-secret',
  }),
  assigned('linkedin-client-secret', 'a LinkedIn client secret', {
    names: ['LINKEDIN_CLIENT_SECRET'],
    shape: '(?:WPL_AP1\\.[A-Za-z0-9]{16}\\.[A-Za-z0-9+/]{6,8}={0,2}|[A-Za-z0-9]{16})',
    url: 'https://learn.microsoft.com/en-us/linkedin/shared/authentication/authentication',
  }),
  assigned('spotify-client-secret', 'a Spotify client secret', {
    names: ['SPOTIFY_CLIENT_SECRET', 'SPOTIPY_CLIENT_SECRET'],
    shape: '[0-9a-f]{32}',
    url: 'https://developer.spotify.com/documentation/web-api/concepts/apps',
  }),
  assigned('twitch-client-secret', 'a Twitch client secret', {
    names: ['TWITCH_CLIENT_SECRET'],
    shape: '[a-z0-9]{30}',
    url: 'https://dev.twitch.tv/docs/authentication/register-app/',
  }),
  assigned('laravel-app-key', 'the key of a Laravel application', {
    names: ['APP_KEY'],
    shape: 'base64:[A-Za-z0-9+/]{43}=',
    url: 'https://laravel.com/docs/encryption',
  }),
  assigned('dropbox-token', 'a Dropbox access token', {
    names: ['DROPBOX_ACCESS_TOKEN', 'DROPBOX_TOKEN'],
    shape: 'sl\\.[A-Za-z0-9_.-]{100,2000}',
    url: 'https://developers.dropbox.com/oauth-guide',
  }),
];
