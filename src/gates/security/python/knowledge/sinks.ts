import type { SinkRule } from '../engine/knowledge.ts';
import { bulkSinks } from './bulk-sinks.ts';
import { codeSinks } from './code-sinks.ts';
import { commandSinks } from './command-sinks.ts';
import { databaseSinks, documentSinks, xquerySinks } from './database-sinks.ts';
import { fileSinks } from './file-sinks.ts';
import { networkSinks } from './network-sinks.ts';
import { pageSinks } from './page-sinks.ts';
import { patternSinks, xmlSinks } from './parser-sinks.ts';
import { textSinks } from './text-sinks.ts';

/** Where untrusted data does harm. */
export const sinks: readonly SinkRule[] = [
  ...commandSinks,
  ...codeSinks,
  ...fileSinks,
  ...pageSinks,
  ...databaseSinks,
  ...xquerySinks,
  ...documentSinks,
  ...networkSinks,
  ...textSinks,
  ...patternSinks,
  ...xmlSinks,
  ...bulkSinks,
];
