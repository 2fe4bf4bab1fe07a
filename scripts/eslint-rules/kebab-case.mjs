import { basename } from 'node:path';

/** File names are kebab-case words with kebab-case suffixes: `run-task.test.ts`. */
export const kebabCase = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const name = basename(context.filename);
    if (/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/.test(name)) return {};
    return { Program: (node) => context.report({ node, message: `The file name ${name} is not in kebab-case.` }) };
  },
};
