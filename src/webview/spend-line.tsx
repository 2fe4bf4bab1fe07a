import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import type { PanelSaved, PanelSpend } from '../protocol/panel.ts';
import { moneyText, savedText, spendText, tokenCountText } from '../protocol/panel-text.ts';

/** From this share of the cap on, the budget is shown as a warning. */
const NEAR_CAP = 0.8;

/** What it has cost, in one line. */
export function SpendLine({ spend }: { readonly spend: PanelSpend }): JSX.Element {
  const { heldNanos, tokens, neverPay, localShare, saved } = spend;
  return (
    <section class="spend" aria-label="Spend today">
      <span class="amount">{spendText(spend)}</span>
      <BudgetMeter spend={spend} />
      {heldNanos === 0 ? undefined : (
        <span class="fact" title="Reserved for calls that are under way, at their worst case">
          held {moneyText(heldNanos)}
        </span>
      )}
      {tokens === undefined ? undefined : (
        <span class={tokens.used >= tokens.cap * NEAR_CAP ? 'fact near' : 'fact'} title="Used or held today, of the day's token budget">
          {tokenCountText(tokens.used)} of {tokenCountText(tokens.cap)} tokens
        </span>
      )}
      {localShare === undefined ? undefined : (
        <span class="fact" title="Share of today's answers that came from this machine">
          local {Math.round(localShare * 100)} %
        </span>
      )}
      {saved === undefined ? undefined : <Saved {...saved} />}
      {neverPay ? (
        <span class="fact" title="No cloud model is asked as long as paying is off">
          paying is off
        </span>
      ) : undefined}
    </section>
  );
}

function BudgetMeter({ spend }: { readonly spend: PanelSpend }): JSX.Element | undefined {
  const { todayNanos, heldNanos, capNanos } = spend;
  if (capNanos === undefined || capNanos === 0) return undefined;
  const spent = Math.min(1, todayNanos / capNanos);
  const held = Math.min(1 - spent, heldNanos / capNanos);
  const near = (todayNanos + heldNanos) / capNanos >= NEAR_CAP;
  return (
    <span
      class={near ? 'meter near' : 'meter'}
      role="meter"
      aria-label="Budget used today"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(spent * 100)}
      aria-valuetext={`${spendText(spend)}, ${moneyText(heldNanos)} held`}
    >
      <span class="meter-spent" style={{ width: `${spent * 100}%` }} />
      <span class="meter-held" style={{ width: `${held * 100}%` }} />
    </span>
  );
}

function Saved(saved: PanelSaved): JSX.Element {
  const { nanos, against, how } = saved;
  const [shown, setShown] = useState(false);
  return (
    <>
      <button type="button" class="link fact" title={`Against ${against}. ${how}`} aria-expanded={shown} onClick={() => setShown(!shown)}>
        {nanos < 0 ? savedText(saved) : `saved ${moneyText(nanos)}`}
      </button>
      {shown ? (
        <p class="how">
          Against {against}. {how}
        </p>
      ) : undefined}
    </>
  );
}
