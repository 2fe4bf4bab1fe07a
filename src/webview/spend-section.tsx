import type { JSX } from 'preact';

import { PANEL_SPEND_VIEWS, type PanelHour, type PanelReport, type PanelSpendView } from '../protocol/panel.ts';
import type { PanelStore } from './panel-store.ts';
import { SpendChart } from './spend-chart.tsx';
import { SpendReport } from './spend-report.tsx';

interface SpendSectionProps {
  readonly hours: readonly PanelHour[];
  readonly report: PanelReport | undefined;
  readonly view: PanelSpendView;
  readonly store: PanelStore;
  /** False in the narrow form, which has room for the table only. */
  readonly drawn: boolean;
}

const NAMES: Readonly<Record<PanelSpendView, string>> = {
  hour: 'Hour',
  day: 'Day',
  model: 'Model',
  agent: 'Agent',
  task: 'Task',
  epic: 'Epic',
};

/** What was spent, and a switch for the side from which it is seen. */
export function SpendSection({ hours, report, view, store, drawn }: SpendSectionProps): JSX.Element {
  const shown = report?.by === view ? report : undefined;
  return (
    <section class="chart" aria-labelledby="chart-heading">
      <div class="chart-head">
        <h2 id="chart-heading">{view === 'hour' ? 'Spend, last 24 hours' : `Spend by ${view}, last 30 days`}</h2>
        <div class="switch" role="group" aria-label="Show spend by">
          {PANEL_SPEND_VIEWS.map((one) => (
            <button key={one} type="button" class="choice" aria-pressed={one === view} onClick={() => store.setView(one)}>
              {NAMES[one]}
            </button>
          ))}
        </div>
      </div>
      {view === 'hour' ? <SpendChart hours={hours} drawn={drawn} /> : <SpendReport report={shown} drawn={drawn} />}
    </section>
  );
}
