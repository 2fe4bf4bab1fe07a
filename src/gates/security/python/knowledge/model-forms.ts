import type { Assigned, AssignmentRule } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import type { SyntaxNode } from '../engine/syntax-tree.ts';

/*
 * Forms and serializers that take every field of a record: CWE-915,
 * https://docs.djangoproject.com/en/stable/topics/forms/modelforms/#selecting-the-fields-to-use.
 */

/** Records with fields that are not everybody's to set: a role, a balance, an owner. */
const guarded =
  /\bmodel\s*=\s*(?:\w+\.)*\w*(?:User|Account|Member|Profile|Customer|Employee|Person|Staff|Wallet|Order|Payment|Invoice|get_user_model)/u;

const classAround = (node: SyntaxNode | undefined): SyntaxNode | undefined =>
  node && enclosing(node, ({ type }) => type === 'class_definition');

/** The form or the serializer whose `Meta` this is in. */
function formAround(node: SyntaxNode): SyntaxNode | undefined {
  const meta = classAround(node);
  const form = meta?.child('name')?.text === 'Meta' && guarded.test(meta.text) ? classAround(meta.parent) : undefined;
  return /Model(?:Form|Serializer)\b/u.test(form?.child('superclasses')?.text ?? '') ? form : undefined;
}

/** `fields = "__all__"` or `exclude` in the `Meta` of a form that a request fills in. */
function takesAllFields({ target, key, value, node, mentions }: Assigned): boolean {
  if (key !== undefined || !(target === 'fields' ? value.constant === '__all__' : target === 'exclude')) return false;
  const name = formAround(node)?.child('name')?.text;
  return (
    name !== undefined &&
    mentions(new RegExp(String.raw`\b${name}\((?:[^()]*,\s*)?(?:data\s*=\s*)?request\.|(?:serializer|form)_class\s*=\s*${name}\b`, 'u'))
  );
}

export const modelForms: readonly AssignmentRule[] = [
  { rule: 'mass-assignment', confidence: 'medium', tainted: false, when: takesAllFields },
];
