import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { PanelHour } from '../protocol/panel.ts';
import { moneyText } from '../protocol/panel-text.ts';
import { chartData, hourBars, type BarData, type ChartData } from './chart-data.ts';
import { clockText } from './clock-text.ts';
import { SpendPlot, valueText } from './spend-plot.tsx';

interface SpendChartProps {
  readonly hours: readonly PanelHour[];
  /** False in the narrow form, which has room for the table only. */
  readonly drawn: boolean;
}

/** Spending of the last 24 hours, stacked by provider, drawn and as a table. */
export function SpendChart({ hours, drawn }: SpendChartProps): JSX.Element {
  const data = useMemo(() => chartData(hours), [hours]);
  const bars = useMemo(() => data && hourBars(data, clockText), [data]);
  if (data === undefined || bars === undefined) return <p class="quiet">Nothing was spent.</p>;
  return (
    <>
      {drawn ? <Bars data={bars} about="Spend by hour and provider" /> : undefined}
      <details class="numbers">
        <summary>By hour</summary>
        <HourTable data={data} />
      </details>
    </>
  );
}

/** A chart with its legend. */
export function Bars({ data, about }: { readonly data: BarData; readonly about: string }): JSX.Element {
  return (
    <>
      <ul class="legend">
        {data.providers.map(({ name, total }, index) => (
          <li key={name}>
            <span class={`swatch swatch-${index % 6}`} aria-hidden="true" /> {name} {valueText(data, total)}
          </li>
        ))}
      </ul>
      <SpendPlot data={data} about={about} />
    </>
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
