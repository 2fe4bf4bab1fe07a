import { createSandbox } from '../../src/node/sandbox/create-sandbox.ts';

/** Opens a jail for a program that does not end by itself, and waits for it: to be killed meanwhile. */
const [folder = '', seconds = ''] = process.argv.slice(2);
const limits = { wallMs: 600_000, memoryMb: 100, processes: 50, outputBytes: 100, reportBytes: 100 };
const mounts = { memory: [], readOnly: [] };
await createSandbox(folder).run(
  { argv: ['sleep', seconds], cwd: '/', env: { PATH: '/usr/bin:/bin' }, mounts },
  limits,
  new AbortController().signal,
);
