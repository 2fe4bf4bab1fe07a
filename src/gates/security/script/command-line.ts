import type { Call } from './engine/engine.ts';
import { isTainted } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { sourceValue } from './sources.ts';

/*
 * What people pass to a program or type into it, by way of a library: https://nodejs.org/api/util.html#utilparseargsconfig,
 * https://github.com/tj/commander.js#readme, https://github.com/cacjs/cac#readme, https://github.com/SBoudrias/Inquirer.js#readme.
 */

const commandLine = { from: 'local', label: 'comes from the command line', text: true } as const;
const typed = { from: 'local', label: 'is typed by a person', text: true } as const;

const commands = /^(?:commander|cac|sade|@caporal\/core|@oclif\/core)\b/u;
const commandValues = /^commander\b.*\.(?:opts|optsWithGlobals)$/u;
const libraries = /^(?:util\.p|commander|inquirer|prompts|enquirer|@inquirer|@clack)/u;
const questions = /^(?:inquirer\.prompt|prompts|enquirer\.prompt|@inquirer\/(?:prompts\.(?:input|editor)|input)|@clack\/prompts\.text)$/u;
/** Words of arguments that are converted or chosen from a list. */
const converts = /\b(?:parseInt|parseFloat|Number|choices)\b/u;

/** `parseArgs()`: of the command line, unless it is told other arguments. */
function parsedArguments(call: Call): Value | undefined {
  const given = call.args[0]?.fields?.get('args');
  return given && !isTainted(given) ? undefined : sourceValue(call.node, commandLine);
}

/** What a call gives that a person at the machine has written. */
export function typedResult(call: Call): Value | undefined {
  const { api } = call;
  if (api === undefined || !libraries.test(api)) return undefined;
  if (api === 'util.parseArgs') return parsedArguments(call);
  if (commandValues.test(api)) return converts.test(call.node.getSourceFile().text) ? undefined : sourceValue(call.node, commandLine);
  return questions.test(api) ? sourceValue(call.node, typed) : undefined;
}

/** What the action of a command is called with: its arguments one by one, then its options. */
export function actionArguments(call: Call, count: number): readonly Value[] | undefined {
  if (call.name !== 'action' || !commands.test(call.api ?? '') || converts.test(call.node.getText())) return undefined;
  const given = sourceValue(call.node, commandLine);
  return Array.from({ length: count }, () => given);
}
