import { parseArgs } from 'node:util';

export const usage = `npm start -- [folder] [--reset] [--served] [--no-open] [--exit-when-ready]

Opens VS Code with Centuria on a folder: a copy of the sample workspace unless you name one.
  --reset            makes the copy of the sample workspace afresh
  --served           serves VS Code to a browser even if there is a desktop \`code\`
  --no-open          does not open a browser, only prints the address
  --exit-when-ready  ends as soon as VS Code answers`;

/** @returns {{ folder?: string, reset: boolean, served: boolean, noOpen: boolean, exitWhenReady: boolean, help: boolean }} */
export function startOptions(args) {
  const flag = { type: 'boolean', default: false };
  const options = { reset: flag, served: flag, 'no-open': flag, 'exit-when-ready': flag, help: flag };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  return {
    folder: positionals[0],
    reset: values.reset,
    served: values.served || values['no-open'] || values['exit-when-ready'],
    noOpen: values['no-open'],
    exitWhenReady: values['exit-when-ready'],
    help: values.help,
  };
}
