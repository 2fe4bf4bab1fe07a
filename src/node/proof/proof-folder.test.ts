import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { currentOwner } from '../process-identity.ts';
import { openProofFolder } from './proof-folder.ts';

test('what a dead process left is removed; what a living one has, and what is nobody’s, stays', () => {
  const parent = mkdtempSync(join(tmpdir(), 'centuria-folders-'));
  try {
    const dead = { ...currentOwner(), pid: spawnSync('true').pid, started: '1' };
    const elsewhere = { ...dead, host: 'another' };
    const make = (name: string, owner?: object): string => {
      mkdirSync(join(parent, name, 'base'), { recursive: true });
      if (owner !== undefined) writeFileSync(join(parent, name, 'owner.json'), JSON.stringify(owner));
      return join(parent, name);
    };
    const left = make('centuria-proof-dead', dead);
    const kept = [make('centuria-proof-elsewhere', elsewhere), make('centuria-proof-none'), make('other', dead), openProofFolder(parent)];
    const own = openProofFolder(parent);
    assert.equal(existsSync(left), false);
    assert.deepEqual(
      [...kept, own].filter((folder) => !existsSync(folder)),
      [],
    );
  } finally {
    rmSync(parent, { recursive: true });
  }
});
