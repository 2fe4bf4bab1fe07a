import type { GateAssets } from './assets.ts';
import type { IsCancelled } from './complaint.ts';
import type { LintGate } from './eslint/lint.ts';
import { createPythonTypes } from './pyright/python-types.ts';
import type { PythonTypes } from './pyright/python-types.ts';
import { loadRuff } from './ruff/ruff.ts';
import type { Ruff } from './ruff/ruff.ts';
import { createPythonSecurity, type PythonSecurity } from './security/python/python-security.ts';
import { createGrammars } from './tree-sitter/grammars.ts';
import type { Grammars } from './tree-sitter/grammars.ts';
import { createTypesGate } from './typescript/types.ts';
import type { TypesGate } from './typescript/types.ts';

/** The analysers of one thread, each made when it is first needed and kept warm. */
export interface Analysers {
  types(): TypesGate;
  pythonTypes(): PythonTypes;
  lint(): Promise<LintGate>;
  ruff(): Ruff;
  pythonSecurity(): Promise<PythonSecurity>;
  grammars(): Grammars;
  dispose(): void;
}

/** Composes the analysers; nothing is loaded yet. */
export function createAnalysers(assets: GateAssets, isCancelled: IsCancelled): Analysers {
  let types: TypesGate | undefined;
  let pythonTypes: PythonTypes | undefined;
  let lint: Promise<LintGate> | undefined;
  let ruff: Ruff | undefined;
  let pythonSecurity: Promise<PythonSecurity> | undefined;
  let grammars: Grammars | undefined;
  return {
    types: () => (types ??= createTypesGate({ libFolder: assets.typescriptLib, isCancelled })),
    pythonTypes: () => (pythonTypes ??= createPythonTypes(assets.pyright, isCancelled)),
    // Loading it takes half a second, which a thread for what is light never needs.
    lint: () => (lint ??= import('./eslint/lint.ts').then(({ createLintGate }) => createLintGate(assets.typescriptLib))),
    ruff: () => (ruff ??= loadRuff(assets)),
    pythonSecurity: () => (pythonSecurity ??= createPythonSecurity(assets)),
    grammars: () => (grammars ??= createGrammars(assets)),
    dispose: () => {
      types?.dispose();
      pythonTypes?.dispose();
      grammars?.dispose();
      void pythonSecurity?.then((security) => security.dispose());
    },
  };
}
