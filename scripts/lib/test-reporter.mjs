import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';

/**
 * A reporter for node:test that prints what failed and was skipped, and the rest only where a test is long
 * (`TEST_REPORT=each`), and writes the counts as JSON into the file named by TEST_COUNTS.
 */
export default async function* report(events) {
  const each = process.env.TEST_REPORT === 'each';
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite' && type === 'test:pass') continue;
    if (type === 'test:fail') {
      if (isEcho(data)) continue;
      counts.failed += 1;
      yield failure(data);
    } else if (data.skip !== undefined || data.todo !== undefined) {
      counts.skipped += 1;
      yield `  skipped: ${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}\n`;
    } else {
      counts.passed += 1;
      if (each) yield `  passed: ${data.name} (${(data.details.duration_ms / 1000).toFixed(1)} s)\n`;
    }
  }
  if (process.env.TEST_COUNTS) writeFileSync(process.env.TEST_COUNTS, JSON.stringify(counts));
}

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
