import type { ApiRule, Call } from '../engine/knowledge.ts';
import type { Value } from '../engine/value.ts';

/*
 * Objects of a store that everybody may read: CWE-732,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl.
 */

/** Words of what a site shows to everybody anyway. */
const forEverybody = /public[/-](?!read)|\b(?:assets?|static|avatars?|thumb\w*|logos?|cdn|favicons?|sitemap|website|images?|media)\b/iu;

const isPublic = (value: Value | undefined): boolean => /^public-?read(?:-?write)?$/iu.test(String(value?.constant));
const grantsAll = (value: Value | undefined): boolean => /groups\/global\/AllUsers/u.test(String(value?.constant));
const isForEverybody = (call: Call): boolean => forEverybody.test(call.node.text) || forEverybody.test(call.names().join(' '));

/** Azure's containers that can be read, and listed, without an account. */
const isOpenContainer = (value: Value | undefined): boolean => /^(?:container|blob)$/u.test(String(value?.constant));

const grants = ['GrantRead', 'GrantFullControl', 'GrantWrite', 'GrantReadACP', 'GrantWriteACP'];

export const publicObjectApis: readonly ApiRule[] = [
  {
    rule: 'public-object',
    callees: ['ACL=', 'predefined_acl='],
    confidence: 'medium',
    when: (call) => isPublic(call.keywords.get('ACL') ?? call.keywords.get('predefined_acl')) && !isForEverybody(call),
  },
  {
    rule: 'public-object',
    callees: ['ExtraArgs='],
    confidence: 'medium',
    when: (call) => isPublic(call.entry(call.keywords.get('ExtraArgs'), 'ACL')) && !isForEverybody(call),
  },
  {
    rule: 'public-object',
    callees: grants.map((name) => `${name}=`),
    confidence: 'medium',
    when: (call) => grants.some((name) => grantsAll(call.keywords.get(name))),
  },
  {
    rule: 'public-object',
    callees: ['.create_container', '.set_container_access_policy'],
    confidence: 'medium',
    when: (call) => call.imports('azure') && isOpenContainer(call.keywords.get('public_access')) && !isForEverybody(call),
    at: ['public_access'],
  },
];
