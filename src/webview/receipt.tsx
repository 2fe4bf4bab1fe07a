import type { JSX } from 'preact';

import type { PanelReceipt, ReceiptRow } from '../protocol/panel.ts';
import { durationText, moneyText, tokensText } from '../protocol/panel-text.ts';
import { momentText } from './clock-text.ts';

interface ReceiptProps {
  readonly receipt: PanelReceipt;
  readonly wide: boolean;
}

/** Who was asked, why, what each attempt cost, and which gate refused it. */
export function Receipt({ receipt, wide }: ReceiptProps): JSX.Element {
  const { rows, totalNanos, excluded } = receipt;
  const known = rows.every(({ nanosKnown }) => nanosKnown);
  return (
    <section class="receipt" aria-labelledby="receipt-heading">
      <h3 id="receipt-heading">Receipt</h3>
      {rows.length === 0 ? <p class="quiet">No model was asked.</p> : undefined}
      {rows.length > 0 && wide ? <AttemptTable rows={rows} /> : undefined}
      {rows.length > 0 && !wide ? <AttemptList rows={rows} /> : undefined}
      <p class="total">
        <span>In all</span> <span class="number">{moneyText(totalNanos, known)}</span>
      </p>
      {excluded.length === 0 ? undefined : (
        <details class="excluded">
          <summary>Not asked: {excluded.length}</summary>
          <ul>
            {excluded.map(({ model, reason }) => (
              <li key={model}>
                <span class="model">{model}</span> {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function AttemptTable({ rows }: { readonly rows: readonly ReceiptRow[] }): JSX.Element {
  return (
    <div class="scroll" role="region" aria-label="Attempts" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col" class="number">
              Cost
            </th>
            <th scope="col">Asked at</th>
            <th scope="col">Why</th>
            <th scope="col">Outcome</th>
            <th scope="col">Gates</th>
            <th scope="col">Tokens</th>
            <th scope="col" class="number">
              Time
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              <th scope="row">{row.model}</th>
              <td class="number">{moneyText(row.nanos, row.nanosKnown)}</td>
              <td>{momentText(row.at)}</td>
              <td class="why">{row.reason}</td>
              <td>{row.outcome}</td>
              <td class="gates">{row.gates}</td>
              <td>{tokensText(row)}</td>
              <td class="number">{durationText(row.ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AttemptList({ rows }: { readonly rows: readonly ReceiptRow[] }): JSX.Element {
  return (
    <ol class="attempts">
      {rows.map((row, index) => (
        <li key={index}>
          <p class="attempt-head">
            <span class="model">{row.model}</span>
            <span class="number">{moneyText(row.nanos, row.nanosKnown)}</span>
          </p>
          <p>{row.reason}</p>
          <p>{row.gates === '' ? row.outcome : `${row.outcome} · ${row.gates}`}</p>
          <p class="quiet">
            {momentText(row.at)} · {tokensText(row)} · {durationText(row.ms)}
          </p>
        </li>
      ))}
    </ol>
  );
}
