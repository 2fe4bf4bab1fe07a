import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gateAssets } from '../../src/gates/assets.ts';
import { createPythonSecurity } from '../../src/gates/security/python/python-security.ts';

const folder = join(import.meta.dirname, 'python-programs');
const security = await createPythonSecurity(gateAssets(new URL('../../src/gates/worker.ts', import.meta.url).href));

/** Programs begin with a line such as `=== sql-injection found: a query set that takes raw SQL`. */
const beginning = /^=== (?<rule>[a-z-]+) (?<wanted>found|nothing): (?<title>.+)\n/u;

for (const file of readdirSync(folder).toSorted()) {
  for (const program of readFileSync(join(folder, file), 'utf8').split(/(?=^=== )/mu)) {
    const { rule = '', wanted = '', title = '' } = beginning.exec(program)?.groups ?? {};
    test(`${wanted === 'found' ? `${rule} is found` : `nothing is found that looks like ${rule}`} (${title})`, () => {
      assert.notEqual(rule, '', program.slice(0, 80));
      const analysis = security.analyse(program.replace(beginning, ''));
      assert.ok(analysis.ok);
      const found = analysis.complaints.map((one) => one.rule);
      if (wanted === 'found') assert.ok(found.includes(rule), found.join(', '));
      else assert.deepEqual(found, []);
    });
  }
}
