import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataDir } from './data-dir.ts';

test('on Linux data is in XDG_DATA_HOME, else in its default', () => {
  const linux = { platform: 'linux', home: '/home/ada' } as const;
  assert.equal(dataDir({ ...linux, env: { XDG_DATA_HOME: '/data' } }), '/data/centuria');
  assert.equal(dataDir({ ...linux, env: {} }), '/home/ada/.local/share/centuria');
});

test('an empty or relative XDG_DATA_HOME is ignored, as its specification says', () => {
  const linux = { platform: 'linux', home: '/home/ada' } as const;
  for (const value of ['', 'data', './data']) {
    assert.equal(dataDir({ ...linux, env: { XDG_DATA_HOME: value } }), '/home/ada/.local/share/centuria');
  }
});

test('on macOS data is in Application Support', () => {
  const mac = { platform: 'darwin', home: '/Users/ada', env: { XDG_DATA_HOME: '/data' } } as const;
  assert.equal(dataDir(mac), '/Users/ada/Library/Application Support/Centuria');
});

test('on Windows data is in the local, not the roaming folder', () => {
  const windows = { platform: 'win32', home: 'C:\\Users\\ada' } as const;
  assert.equal(dataDir({ ...windows, env: { LOCALAPPDATA: 'D:\\Local' } }), 'D:\\Local\\Centuria');
  assert.equal(dataDir({ ...windows, env: {} }), 'C:\\Users\\ada\\AppData\\Local\\Centuria');
});
