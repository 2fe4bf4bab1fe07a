import type { DiagnosticRegistrationOptions } from 'vscode-languageserver/node';
import type { GateId } from '../core/gate.ts';

/*
 * The editor asks for two sets of diagnostics, each with its own name, so that what takes milliseconds is not shown with
 * what takes a second. Only a client that takes registrations can be asked to: its static answer has room for one name.
 */

const fast: ReadonlySet<GateId> = new Set(['syntax', 'secrets']);
const fastName = 'centuria-fast';
const slowName = 'centuria-slow';

/** Both, as they are registered. `null`: for the documents of the client's own choice. */
export const tierOptions: readonly DiagnosticRegistrationOptions[] = [
  { documentSelector: null, identifier: fastName, interFileDependencies: false, workspaceDiagnostics: false },
  { documentSelector: null, identifier: slowName, interFileDependencies: true, workspaceDiagnostics: false },
];

/** Of the gates that are shown, those of a tier; under any other name all of them. */
export function gatesOfTier(gates: readonly GateId[], identifier: string | undefined): readonly GateId[] {
  if (identifier === fastName) return gates.filter((gate) => fast.has(gate));
  return identifier === slowName ? gates.filter((gate) => !fast.has(gate)) : gates;
}

/** Whoever asks again no longer waits for what was asked before. */
export class Latest {
  readonly #last = new Map<string, AbortController>();

  /** The signal of a question that ends the one before it. */
  begin(key: string): AbortSignal {
    this.#last.get(key)?.abort();
    const controller = new AbortController();
    this.#last.set(key, controller);
    return controller.signal;
  }
}
