import type { ApiRule, Call } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import type { SyntaxNode } from '../engine/syntax-tree.ts';
import { asksSignedIn, looksAtPerson, ofOne } from './route-rules.ts';

/*
 * Views of the REST framework that give everybody's records: CWE-639,
 * https://www.django-rest-framework.org/api-guide/filtering/#filtering-against-the-current-user.
 */

const asWords = (name: string): string => name.replaceAll(/([a-z])([A-Z])/gu, '$1 $2');

const givesOne = /ViewSet|RetrieveAPIView|RetrieveUpdate|RetrieveDestroy|ListAPIView|ListCreateAPIView|UpdateAPIView|DestroyAPIView/u;

/** What the view gives: its own `queryset`, or what `get_queryset` makes. */
function isItsQuery(call: Call, view: SyntaxNode): boolean {
  const around = enclosing(call.node, ({ type }) => type === 'function_definition');
  if (around !== undefined && around.start > view.start) return around.child('name')?.text === 'get_queryset';
  const before = call.node.source.text.slice(view.start, call.node.start);
  return !/def get_queryset|def get_object/u.test(view.text) && /\bqueryset\s*=[^=\n]*$/u.test(before);
}

/** All records of one person's kind, in a view whose only question is whether somebody is signed in. */
function givesAll(call: Call): boolean {
  const model = /(?:^|\.)([A-Z]\w*)\.objects\.all$/u.exec(call.path)?.[1];
  const view = enclosing(call.node, ({ type }) => type === 'class_definition');
  return (
    model !== undefined &&
    view !== undefined &&
    ofOne.test(asWords(model)) &&
    givesOne.test(view.child('superclasses')?.text ?? '') &&
    asksSignedIn.test(view.text) &&
    !looksAtPerson.test(view.text.replace(asksSignedIn, '')) &&
    isItsQuery(call, view)
  );
}

export const recordViewApis: readonly ApiRule[] = [{ rule: 'owner-not-checked', callees: ['.all'], confidence: 'medium', when: givesAll }];
