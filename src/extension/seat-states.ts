import { whyNobody } from './absences.ts';
import type { CardsReport } from './services.ts';

/** What the thirty automation seats lack. */
export const AUTOMATION_NEEDS =
  'They drive an OpenHands agent server, and this version of Centuria has no client for one. ' +
  'Their thirty seats are drawn as unavailable until it does.';

/** What the other seventy can do with what is set up now. */
export function worksNow(report: CardsReport): string {
  const [change, analyse] = [whyNobody(report, 'edit'), whyNobody(report, 'analyse')];
  if (change === undefined && analyse === undefined) return 'Change This… and Analyse work now.';
  if (change === undefined) return `Change This… works now. Analyse does not yet: ${analyse ?? ''}`;
  if (analyse === undefined) return `Analyse works now. Change This… does not yet: ${change}`;
  return `Change This… and Analyse do not work yet either: ${change}`;
}
