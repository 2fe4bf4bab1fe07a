import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScriptLanguage } from '../../plan.ts';
import { analyseScript } from './analyse-script.ts';

/** The rules that a text breaks, advice left out. */
export function rules(text: string, languageId: ScriptLanguage = 'typescript'): string[] {
  const found = analyseScript(text, languageId);
  assert.ok(found.ok, found.ok ? '' : found.why);
  return [...new Set(found.complaints.filter((one) => one.severity !== 'information').map((one) => one.rule))].toSorted();
}

export const imports = `
import express from 'express';
import { exec, execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
const app = express();
const pool = new pg.Pool();
const ROOT = '/srv/files';
`;

/** A handler of Express with a body. */
export function handler(body: string, before = ''): string {
  return `${imports}${before}\napp.get('/x', async (req, res) => {\n${body}\n});\n`;
}

/** Texts that break a rule and texts that do not. */
export function cases(
  name: string,
  rule: string,
  rows: readonly (readonly [isBad: boolean, text: string, languageId?: ScriptLanguage])[],
): void {
  void test(name, () => {
    const found = rows.map(([, text, languageId]) => `${text.replace(imports, '')} ${rules(text, languageId).join(' ')}`);
    const wanted = rows.map(([isBad, text]) => `${text.replace(imports, '')} ${isBad ? rule : ''}`);
    assert.deepEqual(found, wanted);
  });
}
