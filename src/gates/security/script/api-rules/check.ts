import ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import type { Value } from '../engine/values.ts';
import { checkHashedClock } from './clock-secrets.ts';
import { checkCookieProperty, checkCookies } from './cookies.ts';
import { checkCredentials, checkWrittenComparison, checkWrittenHeaders } from './credentials.ts';
import { checkCrypto } from './crypto.ts';
import { checkForgedChange } from './forged-changes.ts';
import { checkFrames } from './frames.ts';
import { checkCookieRights, checkHardening, checkReturnedSurroundings, checkSentSurroundings } from './hardening.ts';
import { checkLengthOfList, checkPieceOfList } from './list-for-text.ts';
import { checkBridge, checkOpened } from './handed-out.ts';
import { checkHeaderLists, checkHeaderWords } from './header-trust.ts';
import { checkKeptPassword } from './kept-passwords.ts';
import { checkLogged } from './logs.ts';
import { checkOrigins } from './origins.ts';
import { checkOriginPattern } from './origin-patterns.ts';
import { checkOwnership } from './ownership.ts';
import { checkRawOutput } from './raw-output.ts';
import { checkRequests } from './requests.ts';
import { checkAddress, checkClock, checkCleartext, checkComparison } from './secrets.ts';
import { checkSentCall, checkSentContent } from './sent-content.ts';
import { checkSentKey, checkSentNames } from './sent-names.ts';
import { checkSession, checkSessionCall } from './sessions.ts';
import { checkHistory } from './socket-history.ts';
import { checkSettings } from './settings.ts';
import { checkStoredSecret, checkStoredSecretProperty } from './stored-secrets.ts';
import { checkStoredToken, checkStoredTokenProperty } from './stored-tokens.ts';
import { checkOptions, checkSetting, checkSystem } from './system.ts';
import { checkTable, checkTableBody } from './tables.ts';
import { checkTokens } from './tokens.ts';
import { checkWeb, checkWebProperty } from './web.ts';

/** The rules about how interfaces are used, on one call. */
export function checkApiCall(call: Call, engine: Engine): void {
  checkCrypto(call, engine);
  checkTokens(call, engine);
  checkSystem(call, engine);
  checkWeb(call, engine);
  checkOrigins(call, engine);
  checkCookies(call, engine);
  checkFrames(call, engine);
  checkClock(call, engine);
  checkCleartext(call, engine);
  checkAddress(call, engine);
  checkHardening(call, engine);
  checkCredentials(call, engine);
  checkRequests(call, engine);
  checkLogged(call, engine);
  checkSessionCall(call, engine);
  checkStoredSecret(call, engine);
  checkOwnership(call, engine);
  checkForgedChange(call, engine);
  checkSentNames(call, engine);
  checkSentCall(call, engine);
  checkHistory(call, engine);
  checkPieceOfList(call, engine);
  checkTable(call, engine);
  checkRawOutput(call, engine);
  checkSettings(call, engine);
  checkHeaderLists(call, engine);
  checkOriginPattern(call, engine);
  checkBridge(call, engine);
  checkOpened(call, engine);
  checkStoredToken(call, engine);
  checkKeptPassword(call, engine);
  checkHashedClock(call, engine);
}

export function checkApiAssignment(assignment: Assignment, engine: Engine): void {
  checkSetting(assignment, engine);
  checkWebProperty(assignment, engine);
  checkCookieProperty(assignment, engine);
  checkSession(assignment, engine);
  checkStoredSecretProperty(assignment, engine);
  checkSentSurroundings(assignment, engine);
  checkSentKey(assignment, engine);
  checkTableBody(assignment, engine);
  checkStoredTokenProperty(assignment, engine);
}

export function checkApiNode(node: ts.Node, value: Value, engine: Engine): void {
  if (ts.isBinaryExpression(node)) {
    checkComparison(node, engine);
    checkWrittenComparison(node, engine);
    checkCookieRights(node, engine);
    checkLengthOfList(node, engine);
    checkHeaderWords(node, engine);
  } else {
    checkOptions(node, value, engine);
    if (!ts.isObjectLiteralExpression(node)) return;
    if (value.fields) checkWrittenHeaders(value.fields, node, engine);
    checkReturnedSurroundings(node, engine);
    checkSentContent(node, value, engine);
  }
}
