import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { PanelHour } from '../protocol/panel.ts';
import { moneyText } from '../protocol/panel-text.ts';
import { chartData, type ChartData } from './chart-data.ts';
import { clockText } from './clock-text.ts';
import { SpendPlot } from './spend-plot.tsx';

interface SpendChartProps {
  readonly hours: readonly PanelHour[];
  /** False in the narrow form, which has room for the table only. */
  readonly drawn: boolean;
}

/** Spending of the last 24 hours, stacked by provider, drawn and as a table. */
export function SpendChart({ hours, drawn }: SpendChartProps): JSX.Element | undefined {
  const data = useMemo(() => chartData(hours), [hours]);
  if (data === undefined) {
    if (!drawn) return undefined;
    return (
      <section class="chart" aria-labelledby="chart-heading">
        <h2 id="chart-heading">Spend, last 24 hours</h2>
        <p class="quiet">Nothing was spent.</p>
      </section>
    );
  }
  return (
    <section class="chart" aria-labelledby="chart-heading">
      <h2 id="chart-heading">Spend, last 24 hours</h2>
      {drawn ? (
        <>
          <Legend data={data} />
          <SpendPlot data={data} />
        </>
      ) : undefined}
      <details class="numbers">
        <summary>By hour</summary>
        <HourTable data={data} />
      </details>
    </section>
  );
}

function Legend({ data }: { readonly data: ChartData }): JSX.Element {
  return (
    <ul class="legend">
      {data.providers.map(({ name, total }, index) => (
        <li key={name}>
          <span class={`swatch swatch-${index % 6}`} aria-hidden="true" /> {name} {moneyText(total)}
        </li>
      ))}
    </ul>
  );
}

function HourTable({ data }: { readonly data: ChartData }): JSX.Element {
  return (
    <div class="scroll" role="region" aria-label="Spend by hour and provider" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            {data.providers.map(({ name }) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
            <th scope="col" class="number">
              All
            </th>
          </tr>
        </thead>
        <tbody>
          {data.starts.map((start, index) =>
            data.totals[index] === 0 ? undefined : (
              <tr key={start}>
                <th scope="row">{clockText(start)}</th>
                {data.providers.map(({ name, nanos }) => (
                  <td key={name} class="number">
                    {moneyText(nanos[index] ?? 0)}
                  </td>
                ))}
                <td class="number">{moneyText(data.totals[index] ?? 0)}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
