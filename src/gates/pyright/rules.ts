/** What a finding of a rule is: it refuses a change, is told, or leaves what it is about unchecked. */
type Weight = 'blocks' | 'advice' | 'doubt';

/**
 * The rules of pyright that are asked for. Those of imports are asked for to know what is not checked; the gate `imports` judges
 * them. Style and class design are left out, and so is what ruff says in the gate `lint`.
 */
const weights: Readonly<Record<string, Weight>> = {
  reportCallIssue: 'blocks',
  reportArgumentType: 'blocks',
  reportAttributeAccessIssue: 'blocks',
  reportAssignmentType: 'blocks',
  reportReturnType: 'blocks',
  reportIndexIssue: 'blocks',
  reportOperatorIssue: 'blocks',
  reportAbstractUsage: 'blocks',
  reportUnhashable: 'blocks',
  reportUnusedCoroutine: 'blocks',
  reportGeneralTypeIssues: 'blocks',
  reportInvalidTypeForm: 'doubt',
  reportInvalidTypeArguments: 'doubt',
  reportAssertTypeFailure: 'advice',
  reportNoOverloadImplementation: 'advice',
  reportOptionalCall: 'advice',
  reportOptionalContextManager: 'advice',
  reportOptionalIterable: 'advice',
  reportOptionalMemberAccess: 'advice',
  reportOptionalOperand: 'advice',
  reportOptionalSubscript: 'advice',
  reportPossiblyUnbound: 'advice',
  reportTypedDictNotRequiredAccess: 'advice',
};

export const missingImport = 'reportMissingImports';
/** Only published types of a module are there, not the module. */
export const missingSource = 'reportMissingModuleSource';

/** For pyright's settings: it has to say all of it aloud. */
export const reported: Readonly<Record<string, 'error' | 'warning'>> = {
  ...Object.fromEntries(Object.keys(weights).map((rule) => [rule, 'error'] as const)),
  [missingImport]: 'error',
  [missingSource]: 'warning',
};

/** Undefined for a rule that was not asked for. */
export function weightOf(rule: string): Weight | undefined {
  return weights[rule];
}
