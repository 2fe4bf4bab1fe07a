import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';

/**
 * A reporter for node:test that prints what failed and was skipped, and the rest only where a test is long
 * (`TEST_REPORT=each`), and writes the counts as JSON into the file named by TEST_COUNTS.
 */
async function* report(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of events) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') yield event.data.message;
    const outcome = outcomeOf(event);
    if (outcome === undefined) continue;
    counts[outcome] += 1;
    yield line[outcome](event.data);
  }
  if (process.env.TEST_COUNTS) writeFileSync(process.env.TEST_COUNTS, JSON.stringify(counts));
}

export { report as default };

/** What an event says of one test; undefined if it says nothing, as suites do. */
function outcomeOf({ type, data }) {
  if (type === 'test:fail') return isEcho(data) ? undefined : 'failed';
  if (type !== 'test:pass' || data.details?.type === 'suite') return undefined;
  return data.skip === undefined && data.todo === undefined ? 'passed' : 'skipped';
}

const each = process.env.TEST_REPORT === 'each';
const line = {
  passed: ({ name, details }) => (each ? `  passed: ${name} (${(details.duration_ms / 1000).toFixed(1)} s)\n` : ''),
  skipped: ({ name, skip }) => `  skipped: ${name}${typeof skip === 'string' ? ` (${skip})` : ''}\n`,
  failed: failure,
};

/** A suite or file that fails only because a test in it did. */
function isEcho({ details }) {
  return details.error?.failureType === 'subtestsFailed';
}

function failure({ name, file, line, details }) {
  const cause = details.error?.cause ?? details.error;
  const where = file === undefined ? '' : ` (${relative(process.cwd(), file)}:${line})`;
  const text = cause instanceof Error && cause.stack ? cause.stack : inspect(cause);
  return `  FAILED: ${name}${where}\n${text.replace(/^/gm, '    ')}\n`;
}
