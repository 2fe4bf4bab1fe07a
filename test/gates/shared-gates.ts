import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createGatesProcess } from '../../src/gates/client.ts';

/** The gates of every test file that asks nothing of the process itself: to start them takes as long as dozens of judgements. */
export const gates = createGatesProcess({ modulePath: fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url)) });
after(() => gates.dispose());
