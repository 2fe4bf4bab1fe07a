import { extensions } from 'vscode';

/** VS Code's own clock marks of the extension host, as node and browser hosts keep them. */
interface Marks {
  getMarks(): readonly { readonly name: string; readonly startTime: number }[];
}

const measured = { ours: 'centuria.centuria', git: 'vscode.git' } as const;

/** Called by VS Code inside the extension host: waits for both extensions and reports their marks as one line. */
export async function run(): Promise<void> {
  for (const id of Object.values(measured)) {
    const extension = extensions.getExtension(id);
    if (extension === undefined) throw new Error(`${id} is not in this VS Code`);
    // Whoever was activated at startup stays as it is; `activate` waits for it.
    await extension.activate();
  }
  const times = Object.fromEntries(Object.entries(measured).map(([name, id]) => [name, milliseconds(id)]));
  console.log(`centuria-activation|${JSON.stringify(times)}`);
}

/** Loading the code and activating, without the waiting between them. */
function milliseconds(id: string): number {
  const steps = ['LoadExtensionCode', 'ActivateExtension'].map((step) => {
    const from = markOf(`code/extHost/will${step}/${id}`);
    const to = markOf(`code/extHost/did${step}/${id}`);
    return to - from;
  });
  return steps.reduce((sum, step) => sum + step, 0);
}

function markOf(name: string): number {
  const marks: Marks | undefined = Reflect.get(globalThis, 'MonacoPerformanceMarks');
  const mark = marks?.getMarks().findLast((one) => one.name === name);
  if (mark === undefined) throw new Error(`the extension host has no mark ${name}`);
  return mark.startTime;
}
