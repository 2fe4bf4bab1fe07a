import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { PANEL_COMMANDS } from '../protocol/panel.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          {
            readonly default: unknown;
            readonly scope: string;
            readonly enum?: readonly string[];
            readonly enumDescriptions?: readonly string[];
          }
        >
      >;
    };
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly (MenuItem & { readonly key: string; readonly mac?: string })[];
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

const manifest: Manifest = JSON.parse(read('package.json'));
const { contributes } = manifest;
const words: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));
const contributed = contributes.commands.map(({ command }) => command).toSorted();
const localised = (text: string): string => words[text.slice(1, -1)] ?? text;

/** The text of every source file of a folder that is no test. */
function sources(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => read(join(folder, name)))
    .join('\n');
}

function registeredCommands(): readonly string[] {
  const handlers = [...read('src/extension/commands.ts').matchAll(/^ {4}'([\w.]+)': /gm)].map(([, name]) => `centuria.${name ?? ''}`);
  const open = /OPEN_PANEL_COMMAND = '([\w.]+)'/.exec(read('src/extension/views.ts'))?.[1];
  return [...handlers, open ?? ''].toSorted();
}

/** `command:` links of a text that is shown as Markdown. */
function linkedCommands(text: string): readonly string[] {
  return [...localised(text).matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? '');
}

describe('the manifest agrees with the code', () => {
  test('every contributed command is registered, and every registered one is contributed', () => {
    assert.deepEqual(registeredCommands(), contributed);
  });

  test('every command that is named anywhere is a contributed one, or opens a contributed view', () => {
    const menus = Object.values(contributes.menus).flat();
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const named = [
      ...PANEL_COMMANDS,
      ...menus.map(({ command }) => command),
      ...contributes.keybindings.map(({ command }) => command),
      ...contributes.viewsWelcome.flatMap(({ contents }) => linkedCommands(contents)),
      ...steps.flatMap(({ description }) => linkedCommands(description)),
      ...steps.flatMap(({ completionEvents }) =>
        completionEvents.filter((event) => event.startsWith('onCommand:')).map((event) => event.slice(10)),
      ),
      ...[...sources('src/extension').matchAll(/(?:command: |executeCommand\(|command:)'?(centuria\.[\w.]+)/g)].map(
        ([, command]) => command ?? '',
      ),
    ];
    // VS Code makes one for each view, which opens it.
    const ofViews = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => `${id}.focus`));
    assert.ok(named.length > 60, 'the search found what is there');
    assert.deepEqual(
      named.filter((command) => ![...contributed, ...ofViews].includes(command)),
      [],
    );
  });

  test('every command has a category, and those that need an argument are not in the palette', () => {
    assert.deepEqual(
      contributes.commands.filter(({ category }) => category !== 'Centuria'),
      [],
    );
    const hidden = contributes.menus['commandPalette']?.filter(({ when }) => when === 'false').map(({ command }) => command);
    for (const command of [
      'centuria.change.fix',
      'centuria.finding.dismiss',
      'centuria.finding.fix',
      'centuria.finding.ignore',
      'centuria.task.open',
      'centuria.task.showBest',
    ]) {
      assert.ok(hidden?.includes(command), command);
    }
  });

  test('the context menu offers a change without a selection too, and not of a result', () => {
    const change = contributes.menus['editor/context']?.find(({ command }) => command === 'centuria.change.startHere');
    assert.equal(change?.when, '!editorReadonly && resourceScheme != centuria');
  });

  test('every key of a text is in package.nls.json, and none there is unused', () => {
    const used = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual([...new Set(used)].toSorted(), Object.keys(words).toSorted());
    assert.deepEqual(
      Object.entries(words).filter(([, text]) => text.trim() === ''),
      [],
    );
  });

  test('every setting is read, with the default that the manifest shows', () => {
    const defaults = [
      ...read('src/extension/settings.ts').matchAll(/settings\.get(?:<[^(]*>)?\('([\w.]+)', (\[\]|\{\}|'[^']*'|[\w.]+)\)/g),
    ].map(([, name, value]) => [`centuria.${name ?? ''}`, JSON.parse((value ?? '').replaceAll("'", '"')) as unknown] as const);
    // Read by layers, so that a workspace can only add to it.
    defaults.push(['centuria.privacy.localOnly', []]);
    assert.match(read('src/extension/settings.ts'), /inspect<string\[\]>\('privacy\.localOnly'\)/);
    // Read by layers, so that a workspace can only ask for less.
    defaults.push(['centuria.gates.tests', 'required']);
    assert.match(read('src/extension/settings.ts'), /inspect<string>\('gates\.tests'\)/);
    defaults.push(['centuria.gates.workspaceTools', true]);
    assert.match(read('src/extension/settings.ts'), /inspect<boolean>\('gates\.workspaceTools'\)/);
    const shown = Object.entries(contributes.configuration.properties).map(([name, property]) => [name, property.default] as const);
    assert.deepEqual(Object.fromEntries(defaults.toSorted()), Object.fromEntries(shown.toSorted()));
  });

  test('a workspace cannot set an address, a folder or a budget', () => {
    const open = Object.entries(contributes.configuration.properties).filter(
      ([, { scope }]) => scope !== 'machine' && scope !== 'application',
    );
    const names = open.map(([name]) => name);
    assert.deepEqual(
      names.filter((name) => !name.startsWith('centuria.gates.')),
      ['centuria.privacy.localOnly'],
    );
    assert.ok(names.length > 10);
    assert.deepEqual(
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations,
      names,
      'and one that is not trusted sets none of the others',
    );
  });

  test('every gate has its setting, with a word on each of its levels', () => {
    const gates = ['syntax', 'types', 'lint', 'security', 'imports', 'secrets', 'tests', 'complexity', 'documentation'];
    for (const gate of gates) {
      const { enum: levels = [], enumDescriptions = [] } = contributes.configuration.properties[`centuria.gates.${gate}`] ?? {};
      assert.deepEqual(levels.slice(-2), ['advisory', 'off'], gate);
      assert.equal(enumDescriptions.length, levels.length, gate);
    }
  });

  test('every picture that is named exists, and every one that exists is named', () => {
    const named = [...new Set([...read('package.json').matchAll(/"(media\/[\w./-]+)"/g)].map(([, path]) => path ?? ''))];
    assert.deepEqual(
      named.filter((path) => !existsSync(join(root, path))),
      [],
    );
    const there = readdirSync(join(root, 'media')).map((name) => `media/${name}`);
    assert.deepEqual(
      there.filter((path) => !named.includes(path) && !sources('src/extension').includes(path)),
      [],
    );
  });

  test("the line under the walkthrough's title is short enough for its card", () => {
    const words: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));
    assert.ok((words['walkthrough.description'] ?? '').length < 45);
  });

  test('views and the panel have the ids that the code registers', () => {
    const code = sources('src/extension');
    const views = Object.values(contributes.views)
      .flat()
      .map(({ id }) => id);
    assert.deepEqual(views, ['centuria.team', 'centuria.tasks', 'centuria.gates']);
    for (const id of views) assert.match(code, new RegExp(`['"]${id.replace('.', '\\.')}['"]`));
    assert.deepEqual(
      Object.keys(contributes.views),
      contributes.viewsContainers.activitybar.map(({ id }) => id),
    );
    assert.ok(contributes.viewsWelcome.every(({ view }) => views.includes(view)));
    const panel = /PANEL_VIEW_TYPE = '([\w.]+)'/.exec(code)?.[1] ?? '';
    assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${panel}`));
  });

  test('every context of a when clause or a walkthrough step is set by the code', () => {
    const clauses = [...Object.values(contributes.menus).flat(), ...contributes.keybindings, ...contributes.viewsWelcome].map(
      ({ when }) => when ?? '',
    );
    const steps = contributes.walkthroughs.flatMap(({ steps: all }) => all.flatMap(({ completionEvents }) => completionEvents));
    const contexts = [
      ...clauses.flatMap((clause) => clause.match(/(?<!== )\bcenturia\.\w+/g) ?? []),
      ...steps.filter((event) => event.startsWith('onContext:')).map((event) => event.slice(10)),
    ];
    const code = sources('src/extension');
    assert.ok(contexts.includes('centuria.modelReady'));
    assert.deepEqual(
      contexts.filter((context) => !code.includes(`'setContext', '${context}'`)),
      [],
    );
  });

  test('every keyboard shortcut but Esc is a chord of ours, holds only where it makes sense, and is in the README', () => {
    const chords = contributes.keybindings.filter(({ key }) => key !== 'escape');
    assert.ok(chords.length > 0);
    for (const { command, key, mac, when = '' } of chords) {
      const letter = /^ctrl\+alt\+j (\w)$/.exec(key)?.[1];
      assert.ok(letter !== undefined && mac === `cmd+alt+j ${letter}`, command);
      assert.match(when, /editorTextFocus|!terminalFocus/, command);
      assert.match(read('README.md'), new RegExp(`\\| \`Ctrl\\+Alt\\+J ${letter.toUpperCase()}\` \\|`), command);
    }
    assert.equal(new Set(chords.map(({ key }) => key)).size, chords.length);
  });

  test('every context value that a menu of a tree view asks for is given to some row', () => {
    const asked = (contributes.menus['view/item/context'] ?? []).map(({ when }) => /viewItem =~ \/(\w+)\//.exec(when ?? '')?.[1] ?? '');
    const given = read('src/extension/tasks/tasks-view.ts') + read('src/extension/gates/gates-view.ts');
    assert.deepEqual(
      asked.filter((value) => value === '' || !new RegExp(`['\\s]${value}['\\s]`).test(given)),
      [],
    );
  });
});
