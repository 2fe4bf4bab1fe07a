import ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import type { Value } from '../engine/values.ts';
import { checkCrypto } from './crypto.ts';
import { checkHardening, checkSession } from './hardening.ts';
import { checkRequests } from './requests.ts';
import { checkAddress, checkClock, checkCleartext, checkComparison } from './secrets.ts';
import { checkOptions, checkSetting, checkSystem } from './system.ts';
import { checkTokens } from './tokens.ts';
import { checkWeb, checkWebProperty } from './web.ts';

/** The rules about how interfaces are used, on one call. */
export function checkApiCall(call: Call, engine: Engine): void {
  checkCrypto(call, engine);
  checkTokens(call, engine);
  checkSystem(call, engine);
  checkWeb(call, engine);
  checkClock(call, engine);
  checkCleartext(call, engine);
  checkAddress(call, engine);
  checkHardening(call, engine);
  checkRequests(call, engine);
}

export function checkApiAssignment(assignment: Assignment, engine: Engine): void {
  checkSetting(assignment, engine);
  checkWebProperty(assignment, engine);
  checkSession(assignment, engine);
}

export function checkApiNode(node: ts.Node, value: Value, engine: Engine): void {
  if (ts.isBinaryExpression(node)) checkComparison(node, engine);
  else checkOptions(node, value, engine);
}
