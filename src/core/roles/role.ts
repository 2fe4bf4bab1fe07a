export type SeatKind = 'generation' | 'analysis' | 'automation';

/** What an agent is for. Data: it names no model, no price and no person. */
export interface Role {
  readonly id: string;
  /** What people see. */
  readonly title: string;
  readonly kind: SeatKind;
  /** One sentence: what it does. */
  readonly does: string;
  /** Its part of the system prompt. It says what to look at; the form of the answer is the prompt builder's. */
  readonly instructions: string;
  /** VS Code's language ids it is made for; absent: any. */
  readonly languages?: readonly string[];
  /** Words of an instruction, in lower case, that ask for this role. */
  readonly words: readonly string[];
  /** It takes whatever no other role asks for. */
  readonly general: boolean;
}

/** How many seats a role has. */
export interface RoleSeats {
  readonly role: Role;
  readonly seats: number;
}

type RoleText = Pick<Role, 'id' | 'title' | 'does' | 'instructions'> & Partial<Role> & { readonly seats?: number };

/** Fills in what most roles of a kind have in common: one seat, no words, not general. */
export function rolesOf(kind: SeatKind, texts: readonly RoleText[]): readonly RoleSeats[] {
  return texts.map(({ seats = 1, ...text }) => ({ role: { words: [], general: false, ...text, kind }, seats }));
}
