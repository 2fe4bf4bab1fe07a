import type { PanelDelta, PanelModel } from './panel.ts';

const OPTIONAL_PARTS = ['detail', 'emptyState', 'report'] as const;

/** What changed from one model to the next, by top-level part; undefined if nothing did. */
export function diffModel(previous: PanelModel, next: PanelModel): PanelDelta | undefined {
  const changes: Partial<PanelModel> = {
    ...(sameValue(previous.spend, next.spend) ? {} : { spend: next.spend }),
    ...(sameValue(previous.notices, next.notices) ? {} : { notices: next.notices }),
    ...(sameValue(previous.routes, next.routes) ? {} : { routes: next.routes }),
    ...(sameValue(previous.hours, next.hours) ? {} : { hours: next.hours }),
    ...(sameValue(previous.seats, next.seats) ? {} : { seats: next.seats }),
    ...(sameValue(previous.working, next.working) ? {} : { working: next.working }),
    ...(sameValue(previous.needsYou, next.needsYou) ? {} : { needsYou: next.needsYou }),
    ...(sameValue(previous.recent, next.recent) ? {} : { recent: next.recent }),
    ...changedOptional(previous, next),
  };
  const removed = OPTIONAL_PARTS.filter((part) => previous[part] !== undefined && next[part] === undefined);
  if (Object.keys(changes).length === 0 && removed.length === 0) return undefined;
  return { changes, removed };
}

function changedOptional(previous: PanelModel, next: PanelModel): Partial<PanelModel> {
  return {
    ...(next.detail === undefined || sameValue(previous.detail, next.detail) ? {} : { detail: next.detail }),
    ...(next.emptyState === undefined || sameValue(previous.emptyState, next.emptyState) ? {} : { emptyState: next.emptyState }),
    ...(next.report === undefined || sameValue(previous.report, next.report) ? {} : { report: next.report }),
  };
}

/** The model after a delta. Parts that did not change stay the same objects. */
export function applyDelta(model: PanelModel, delta: PanelDelta): PanelModel {
  const { detail, emptyState, report, ...rest } = { ...model, ...delta.changes };
  return {
    ...rest,
    ...(detail === undefined || delta.removed.includes('detail') ? {} : { detail }),
    ...(emptyState === undefined || delta.removed.includes('emptyState') ? {} : { emptyState }),
    ...(report === undefined || delta.removed.includes('report') ? {} : { report }),
  };
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const entries = Object.entries(a).filter(([, value]) => value !== undefined);
  const others = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return entries.length === others.size && entries.every(([key, value]) => sameValue(value, others.get(key)));
}
