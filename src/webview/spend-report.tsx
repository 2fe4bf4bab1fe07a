import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { PanelReport, PanelReportRow } from '../protocol/panel.ts';
import { moneyText, savedText, shareText, tokenCountText } from '../protocol/panel-text.ts';
import { reportBars } from './chart-data.ts';
import { dayText } from './clock-text.ts';
import { Bars } from './spend-chart.tsx';

interface SpendReportProps {
  /** Absent: it is being added up. */
  readonly report: PanelReport | undefined;
  readonly drawn: boolean;
}

/** A report: drawn, in a line, and as a table. */
export function SpendReport({ report, drawn }: SpendReportProps): JSX.Element {
  const label = report?.by === 'day' ? dayText : asItIs;
  const bars = useMemo(() => report && reportBars(report, label), [report]);
  if (report === undefined) return <p class="quiet">Adding up.</p>;
  if (report.total.calls === 0) return <p class="quiet">Nothing was asked.</p>;
  return (
    <>
      <Facts report={report} />
      {drawn && bars !== undefined ? (
        <Bars data={bars} about={`${report.measure === 'money' ? 'Spend' : 'Tokens'} by ${report.by} and provider`} />
      ) : undefined}
      <details class="numbers">
        <summary>By {report.by}</summary>
        <ReportTable report={report} label={label} />
      </details>
    </>
  );
}

function asItIs(label: string): string {
  return label;
}

function Facts({ report }: { readonly report: PanelReport }): JSX.Element {
  const { total, localCallsShare, localTokensShare, saved, measure } = report;
  const shares = [
    ...(localCallsShare === undefined ? [] : [`${shareText(localCallsShare)} of calls`]),
    ...(localTokensShare === undefined ? [] : [`${shareText(localTokensShare)} of tokens`]),
  ];
  return (
    <p class="facts-line">
      <span class="amount">{moneyText(total.nanos)}</span>
      {shares.length === 0 ? undefined : (
        <span class="fact" title="By where each model ran when it was asked">
          on this machine {shares.join(', ')}
        </span>
      )}
      {saved === undefined ? undefined : (
        <span class="fact" title={saved.how}>
          {savedText(saved)}
        </span>
      )}
      {measure === 'tokens' ? <span class="fact">nothing was paid: tokens are drawn</span> : undefined}
    </p>
  );
}

const HEADS: Readonly<Record<PanelReport['by'], string>> = { day: 'Day', model: 'Model', agent: 'Agent', task: 'Task', epic: 'Epic' };

interface ReportTableProps {
  readonly report: PanelReport;
  label(row: string): string;
}

function ReportTable({ report, label }: ReportTableProps): JSX.Element {
  const { by, rows, total, providers, measure, saved } = report;
  const text = measure === 'money' ? moneyText : tokenCountText;
  const split = providers.length > 1 ? providers : [];
  return (
    <div class="scroll" role="region" aria-label={`Spend by ${by}`} tabIndex={0}>
      <table class="report">
        {saved === undefined ? undefined : (
          <caption>
            {savedText(saved)}. {saved.how}
          </caption>
        )}
        <thead>
          <tr>
            <th scope="col">{HEADS[by]}</th>
            {['Spent', 'Held', 'Calls', 'Failed', 'Local', 'Tokens', ...split].map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows.filter(({ calls }) => calls > 0), total].map((row, index, all) => (
            <Row
              key={`${index} ${row.label}`}
              row={row}
              name={index === all.length - 1 ? row.label : label(row.label)}
              split={split.length > 0}
              text={text}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: PanelReportRow;
  readonly name: string;
  readonly split: boolean;
  text(value: number): string;
}

function Row({ row, name, split, text }: RowProps): JSX.Element {
  const cells = [
    moneyText(row.nanos),
    moneyText(row.heldNanos),
    `${row.calls}`,
    `${row.failed}`,
    `${row.localCalls}`,
    tokenCountText(row.tokens),
  ];
  return (
    <tr>
      <th scope="row">{name}</th>
      {[...cells, ...(split ? row.series.map((value) => text(value)) : [])].map((cell, index) => (
        <td key={index} class="number">
          {cell}
        </td>
      ))}
    </tr>
  );
}
