import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gateAssets } from '../../src/gates/assets.ts';
import { createPythonSecurity } from '../../src/gates/security/python/python-security.ts';

const security = await createPythonSecurity(gateAssets(import.meta.url));

function rulesIn(text: string): string[] {
  const analysis = security.analyse(text);
  assert.ok(analysis.ok, JSON.stringify(analysis));
  return [...new Set(analysis.complaints.map(({ rule }) => rule))];
}

/** A program of Flask whose one view has this body. */
export const flaskView = (body: string): string => `
from flask import Flask, request, make_response, redirect, send_file, abort, jsonify, render_template_string
import os, re, json, subprocess, logging
app = Flask(__name__)
logger = logging.getLogger(__name__)
@app.route("/x")
def view():
${body.replace(/^/gmu, '    ')}
`;

/** Tests, by rule, what is wrong, and what looks like it and is right. */
export function testPairs(pairs: readonly (readonly [rule: string, wrong: string, right: string])[]): void {
  for (const [index, [rule, wrong, right]] of pairs.entries()) {
    test(`${rule} is found in what is wrong and not in what only looks like it (${String(index + 1)})`, () => {
      assert.ok(rulesIn(wrong).includes(rule), `not found: ${rulesIn(wrong).join(', ')} in\n${wrong}`);
      assert.ok(!rulesIn(right).includes(rule), `found in\n${right}`);
    });
  }
}

/** Tests of one rule: whole programs that have the weakness, and others that only look like them. */
export function testPrograms(
  rule: string,
  { wrong, right }: { readonly wrong: readonly string[]; readonly right: readonly string[] },
): void {
  for (const [index, program] of [...wrong, ...right].entries()) {
    const isWrong = index < wrong.length;
    test(`${rule} is ${isWrong ? 'found' : 'not found'} in program ${String(index + 1)}`, () => {
      assert.equal(rulesIn(program).includes(rule), isWrong, program);
    });
  }
}
