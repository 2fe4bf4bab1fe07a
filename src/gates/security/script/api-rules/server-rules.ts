import { cweUrl } from '../../rule.ts';
import type { RuleRow } from './rule-row.ts';

/** What a server or a page leaves to others: rights, stores, tokens, programs that come from elsewhere. */
export const serverRules = {
  'jwt-without-end': {
    cwe: 'CWE-613',
    confidence: 'medium',
    message: 'This token never ends. Say how long it holds with expiresIn.',
    why: 'A stolen token works for ever.',
    url: 'https://github.com/auth0/node-jsonwebtoken#readme',
  },
  'unchecked-download': {
    cwe: 'CWE-494',
    confidence: 'medium',
    message: 'What was downloaded is run without being checked. Compare its digest with one that is known beforehand.',
    why: 'Who holds the server, or the way there, runs programs on this machine.',
    url: cweUrl('CWE-494'),
  },
  'foreign-script': {
    cwe: 'CWE-829',
    confidence: 'medium',
    message:
      'The page loads a script of another host over a connection that anyone on the way can change. Serve it yourself, or load it by https with its integrity.',
    why: 'Whatever comes instead runs in the page with all rights of the visitor.',
    url: 'https://developer.mozilla.org/docs/Web/Security/Subresource_Integrity',
  },
  'public-object': {
    cwe: 'CWE-732',
    confidence: 'medium',
    message: 'Everybody may read this object of the store. Leave it private, and hand out signed addresses.',
    why: 'Its name is all that a stranger needs.',
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl',
  },
  'no-content-policy': {
    cwe: 'CWE-693',
    confidence: 'medium',
    message: 'A header that keeps browsers from harm is turned off. Leave it on, and name what else the pages need.',
    why: 'One injected script or one connection without encryption meets no second line of defence.',
    url: 'https://helmetjs.github.io',
  },
  'cookie-says-who': {
    cwe: 'CWE-565',
    confidence: 'medium',
    message: 'A cookie that visitors can write says what they may do. Ask the session on the server.',
    why: 'A visitor writes the word that is compared here, and has the right.',
    url: cweUrl('CWE-565'),
  },
  'change-by-get': {
    cwe: 'CWE-352',
    confidence: 'medium',
    message:
      'A request that should only read changes something for whoever is logged in. Take a POST with a token against forged requests.',
    why: "A picture or a link on a page of another site makes a visitor's browser do it.",
    url: 'https://developer.mozilla.org/docs/Glossary/Safe/HTTP',
  },
  'record-race': {
    cwe: 'CWE-362',
    confidence: 'low',
    message:
      'A record is looked at and changed by a second query. Ask for the expected value in the condition of the change, or use a transaction that locks it.',
    why: 'Two requests at once both find it unspent.',
    url: cweUrl('CWE-362'),
  },
  'environment-exposure': {
    cwe: 'CWE-200',
    confidence: 'high',
    message: 'The whole environment is sent to whoever asks. Send the values that are meant for others by their names.',
    why: 'It holds the keys of this program.',
    url: cweUrl('CWE-200'),
  },
  'owner-not-checked': {
    cwe: 'CWE-862',
    confidence: 'medium',
    message: 'Whoever is logged in may change this by its number. Ask for the owner too, or check the right first.',
    why: "A visitor changes or removes what is somebody else's by counting through the numbers.",
    url: cweUrl('CWE-862'),
  },
  'stored-password': {
    cwe: 'CWE-522',
    confidence: 'medium',
    message:
      'A password is kept where every script of the page reads it. Keep only what the server gave for it, in a cookie that scripts cannot read.',
    why: 'One injected script, or the next person at the machine, has the password itself.',
    url: cweUrl('CWE-522'),
  },
  'link-to-sent-host': {
    cwe: 'CWE-640',
    confidence: 'medium',
    message: 'The host that a request names gets into a mail. Take the address of this site from the settings.',
    why: "A stranger asks for somebody's new password in the name of a host of their own, which then gets the token.",
    url: cweUrl('CWE-640'),
  },
  'socket-of-any-origin': {
    cwe: 'CWE-1385',
    confidence: 'medium',
    message: 'Web sockets are opened for pages of any site, and the cookie says who is there. Compare the origin of the request first.',
    why: "A page of an attacker opens a socket with the visitor's session, and reads and sends what it likes.",
    url: cweUrl('CWE-1385'),
  },
} as const satisfies Readonly<Record<string, RuleRow>>;
