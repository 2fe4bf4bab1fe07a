import type * as vscode from 'vscode';

import type { GateResult } from '../core/gate.ts';
import type { Failure } from '../core/failure.ts';
import type { ModelCard } from '../core/model-card.ts';
import type { World } from '../core/ports.ts';
import type { OpenProof } from '../node/proof/open-proof.ts';
import type { InspectRequest } from '../protocol/gates.ts';
import type { Store } from '../node/store.ts';
import type { InlineProgress } from './change/inline-progress.ts';
import type { OpenResults } from './change/open-results.ts';
import type { FindingsStore } from './analyse/findings-store.ts';
import type { CheckedFiles } from './gates/checked-files.ts';
import type { Keys } from './keys.ts';
import type { Log } from './log.ts';
import type { TaskHub } from './tasks/task-hub.ts';

/** Which models can be asked now, and which providers could not say. */
export interface CardsReport {
  readonly cards: readonly ModelCard[];
  readonly failures: readonly Absence[];
  /** Servers that nobody said are here, and that are not: no problem, and told only where every provider is. */
  readonly notRunning?: readonly Absence[];
}

/** A provider that is set up and has not said which models it has. */
export interface Absence {
  readonly provider: string;
  readonly label: string;
  /** It runs on this machine. */
  readonly here: boolean;
  /** `untrusted`: it was not asked. */
  readonly failure: Pick<Failure, 'message' | 'nextStep'> & { readonly kind: Failure['kind'] | 'untrusted' };
}

/** The part of the product that is loaded on first use: the store, the providers, the gates. */
export interface Engine {
  readonly world: World;
  readonly store: Store;
  /** Installs changed dependencies for the proof, on the person's word. */
  readonly installs: OpenProof['installs'];
  /** Asks the providers, at most every 20 seconds; `fresh` asks them again. */
  cards(fresh?: boolean): Promise<CardsReport>;
  /** Fires with each answer of the providers. */
  readonly onDidAskCards: vscode.Event<CardsReport>;
  /** Starts the gates process, so that the editor shows what it finds; otherwise it starts with the first request. */
  startGates(): Promise<void>;
  /** What the gates say of one text by itself. Never rejects: what could not be told is `unknown`. */
  inspect(request: InspectRequest, signal: AbortSignal): Promise<readonly GateResult[]>;
  /** Where embedded models are kept. */
  readonly modelsFolder: string;
  dispose(): Promise<void>;
}

/** What every part of the extension is given. One object, made in `main.ts`. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly keys: Keys;
  readonly hub: TaskHub;
  readonly inline: InlineProgress;
  readonly results: OpenResults;
  readonly findings: FindingsStore;
  readonly checked: CheckedFiles;
  /** Loads the engine on first use. Rejects with a `StoreError` if the store cannot be opened. */
  engine(): Promise<Engine>;
  /** Ends the engine, if there is one. The next use loads a new one. */
  restartEngine(): Promise<void>;
}
