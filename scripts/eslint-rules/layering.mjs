import { isBuiltin } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';

/** What each folder of src may import, besides itself: the table of the design. */
const layers = {
  core: [],
  protocol: ['core'],
  providers: ['core', 'protocol'],
  openhands: ['core', 'protocol'],
  gates: ['core', 'protocol'],
  node: ['core', 'protocol'],
  gateway: ['core', 'protocol'],
  worker: ['core', 'protocol', 'providers', 'openhands', 'gates', 'node', 'gateway'],
  cli: ['core', 'protocol', 'providers', 'openhands', 'gates', 'node', 'gateway'],
  webview: ['protocol'],
  extension: ['core', 'protocol', 'providers', 'openhands', 'gates', 'node', 'gateway'],
};
const withoutBuiltins = ['core', 'protocol', 'webview'];
/** Folders that may not take any package they like. */
const packages = { core: [], protocol: ['valibot'] };

/** The path of a file says what it may import. */
export const layering = {
  meta: { type: 'problem', schema: [{ type: 'object', properties: { root: { type: 'string' } } }] },
  create(context) {
    const src = resolve(context.options[0].root, 'src');
    const layer = layerOf(src, context.filename);
    if (layer === undefined) {
      return {
        Program: (node) => context.report({ node, message: `This file is in no known folder of src: ${Object.keys(layers).join(', ')}.` }),
      };
    }
    const isTest = /\.test\.tsx?$/.test(context.filename);
    const check = (node, source, typeOnly) => {
      const message = complaint({ src, layer, isTest, file: context.filename, specifier: source.value, typeOnly });
      if (message) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.source, node.exportKind === 'type'),
      TSImportType: (node) => check(node, node.source ?? node.argument.literal, true),
      ImportExpression(node) {
        if (node.source.type === 'Literal') check(node, node.source, false);
        else if (withoutBuiltins.includes(layer))
          context.report({ node, message: 'An import whose target is computed cannot be checked.' });
      },
    };
  },
};

function layerOf(src, file) {
  const [folder, ...rest] = relative(src, file).split(sep);
  return rest.length > 0 && folder in layers ? folder : undefined;
}

function isTypeOnly(node) {
  if (node.importKind === 'type') return true;
  return node.specifiers.length > 0 && node.specifiers.every((specifier) => specifier.importKind === 'type');
}

function complaint({ src, layer, isTest, file, specifier, typeOnly }) {
  if (specifier.startsWith('.')) return relativeComplaint({ src, layer, isTest, typeOnly, target: resolve(dirname(file), specifier) });
  if (specifier === 'vscode' || specifier.startsWith('vscode/')) {
    return layer === 'extension' ? undefined : `Only extension imports vscode, and this is ${layer}.`;
  }
  if (isTest) return undefined;
  if (isBuiltin(specifier)) return withoutBuiltins.includes(layer) ? `${layer} uses no built-in of Node: ${specifier}.` : undefined;
  const allowed = packages[layer];
  return allowed === undefined || allowed.includes(specifier) ? undefined : `${layer} does not import the package ${specifier}.`;
}

function relativeComplaint({ src, layer, isTest, typeOnly, target }) {
  if (relative(src, target).startsWith('..')) {
    const isFake = relative(resolve(src, '..'), target).startsWith('test');
    return isTest && isFake ? undefined : 'Source imports nothing outside src.';
  }
  const other = layerOf(src, target);
  if (other === layer) return undefined;
  const allowed = layers[layer];
  if (!allowed.includes(other)) return `${layer} does not import ${other ?? target}: it may import ${allowed.join(', ') || 'nothing'}.`;
  return layer === 'protocol' && !isTest && !typeOnly ? 'protocol takes only types from core: write `import type`.' : undefined;
}
