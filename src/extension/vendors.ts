export interface KeyedVendor {
  readonly id: 'anthropic' | 'openai' | 'gemini';
  readonly label: string;
  /** What its keys begin with, as the rules of the secrets gate have it. */
  readonly begins: readonly string[];
}

/** The vendors that take a key, with what their keys look like. */
export const VENDORS: readonly KeyedVendor[] = [
  { id: 'anthropic', label: 'Anthropic', begins: ['sk-ant-'] },
  { id: 'openai', label: 'OpenAI', begins: ['sk-'] },
  { id: 'gemini', label: 'Gemini', begins: ['AIza', 'AQ.'] },
];

/** `AIza… or AQ.…`; nothing where no shape is known. */
export function keyHint(id: string): string {
  return beginningsOf(id)
    .map((begin) => `${begin}…`)
    .join(' or ');
}

/** Why a key may be none of this vendor's. Undefined: it looks like one, or what was typed can still become one. */
export function keyDoubt(id: string, key: string): string | undefined {
  const vendor = VENDORS.find((one) => one.id === id);
  const isBegun = beginningsOf(id).some((begin) => begin.startsWith(key));
  if (vendor === undefined || isBegun) return undefined;
  const owner = ownerOf(key);
  if (owner === vendor) return undefined;
  const whose = owner === undefined ? '' : ` It looks like one of ${owner.label}.`;
  return `This does not look like a key of ${vendor.label}: they begin with ${vendor.begins.map((begin) => `"${begin}"`).join(' or ')}.${whose}`;
}

function beginningsOf(id: string): readonly string[] {
  return VENDORS.find((one) => one.id === id)?.begins ?? [];
}

/** Of several beginnings the longest one counts: `sk-ant-` is none of OpenAI's. */
function ownerOf(key: string): KeyedVendor | undefined {
  const all = VENDORS.flatMap((vendor) => vendor.begins.map((begin) => ({ vendor, begin })));
  return all.toSorted((a, b) => b.begin.length - a.begin.length).find(({ begin }) => key.startsWith(begin))?.vendor;
}
