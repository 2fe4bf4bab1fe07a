import * as v from 'valibot';
import type { CatalogueEntry, ModelPin } from './catalogue.ts';

/** Where models come from unless a mirror is set. */
export const HUB_URL = 'https://huggingface.co';

export type HubAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'unreachable' | 'not-found' | 'server' | 'malformed'; readonly detail: string };

export interface HubDeps {
  readonly fetch: typeof globalThis.fetch;
  readonly hubUrl: string;
  readonly signal: AbortSignal;
}

const sha1 = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));
const revisionAnswer = v.object({ sha: sha1 });
/** `lfs.oid` is the file's SHA-256: https://huggingface.co/docs/huggingface.js/hub/interfaces/ListFileEntry */
const treeAnswer = v.array(
  v.object({
    path: v.string(),
    lfs: v.optional(v.object({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), size: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
  }),
);

/** Reads from the hub's own listing which bytes a model's file has now. */
export async function askForPin(entry: CatalogueEntry, deps: HubDeps): Promise<HubAnswer<ModelPin>> {
  const revision = await getJson(`/api/models/${entry.repo}/revision/main`, revisionAnswer, deps);
  if (!revision.ok) return revision;
  const tree = await getJson(`/api/models/${entry.repo}/tree/${revision.value.sha}`, treeAnswer, deps);
  if (!tree.ok) return tree;
  const file = tree.value.find(({ path }) => path === entry.file);
  if (file === undefined) return { ok: false, reason: 'not-found', detail: `${entry.repo} has no file ${entry.file}` };
  if (file.lfs === undefined) return { ok: false, reason: 'malformed', detail: `the listing of ${entry.repo} has no checksum` };
  return { ok: true, value: { revision: revision.value.sha, size: file.lfs.size, sha256: file.lfs.oid } };
}

/** The address of exactly the pinned bytes. */
export function fileUrl(entry: CatalogueEntry, pin: ModelPin, hubUrl: string): string {
  return `${hubUrl.replace(/\/+$/, '')}/${entry.repo}/resolve/${pin.revision}/${encodeURIComponent(entry.file)}`;
}

async function getJson<T>(path: string, schema: v.GenericSchema<unknown, T>, deps: HubDeps): Promise<HubAnswer<T>> {
  const url = `${deps.hubUrl.replace(/\/+$/, '')}${path}`;
  try {
    const response = await deps.fetch(url, { signal: deps.signal, headers: { accept: 'application/json' } });
    const text = await response.text();
    if (!response.ok) {
      return { ok: false, reason: reasonOf(response.status), detail: `${url} answered with status ${response.status}` };
    }
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    if (parsed.success) return { ok: true, value: parsed.output };
    return { ok: false, reason: 'malformed', detail: `${url} answered with something else than a listing` };
  } catch (error) {
    return { ok: false, reason: 'unreachable', detail: networkDetail(error) };
  }
}

/** The hub answers 401 for a repository that does not exist or is not public. */
export function reasonOf(status: number): 'not-found' | 'server' {
  return status === 404 || status === 401 || status === 403 || status === 410 ? 'not-found' : 'server';
}

export function networkDetail(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
