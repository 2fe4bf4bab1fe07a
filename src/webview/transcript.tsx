import type { JSX } from 'preact';

import type { TranscriptEntry } from '../protocol/panel.ts';
import { clockText } from './clock-text.ts';
import { splitFences } from './fences.ts';

const WHO = { you: 'You', earlier: 'The earlier answer', model: 'Model', gates: 'Gates', host: 'Centuria' } as const satisfies Record<
  TranscriptEntry['who'],
  string
>;

/** What was said and what happened, oldest first; what the host and the gates did takes one line each. */
export function Transcript({ entries }: { readonly entries: readonly TranscriptEntry[] }): JSX.Element {
  return (
    <ol class="transcript" aria-label="Transcript">
      {entries.map((entry, index) => (
        <li key={index} class={`entry ${entry.who}`}>
          <Entry entry={entry} />
        </li>
      ))}
    </ol>
  );
}

function Entry({ entry }: { readonly entry: TranscriptEntry }): JSX.Element {
  if (entry.who === 'earlier') return <Earlier text={entry.text} />;
  return entry.who === 'you' || entry.who === 'model' ? <Said entry={entry} /> : <Happened entry={entry} />;
}

/** Code that is only to be looked up: folded. */
function Earlier({ text }: { readonly text: string }): JSX.Element {
  return (
    <details>
      <summary>{WHO.earlier}</summary>
      <pre tabIndex={0} role="group" aria-label={WHO.earlier}>
        <code>{text}</code>
      </pre>
    </details>
  );
}

function Said({ entry }: { readonly entry: TranscriptEntry }): JSX.Element {
  return (
    <>
      <p class="who">
        {entry.model ?? WHO[entry.who]} <time dateTime={new Date(entry.at).toISOString()}>{clockText(entry.at)}</time>
      </p>
      {splitFences(entry.text).map((part, index) =>
        part.kind === 'prose' ? (
          <p key={index} class="prose">
            {part.text}
          </p>
        ) : (
          <pre key={index} tabIndex={0} role="group" aria-label="Code">
            <code>{part.text}</code>
          </pre>
        ),
      )}
    </>
  );
}

function Happened({ entry }: { readonly entry: TranscriptEntry }): JSX.Element {
  const [first = '', ...rest] = entry.text.split('\n');
  const line = (
    <>
      <span class={`codicon ${entry.who === 'gates' ? 'codicon-shield' : 'codicon-gear'}`} aria-hidden="true" />
      <span class="reader-only">{WHO[entry.who]}: </span>
      <span class="text">{first}</span>
    </>
  );
  if (rest.length === 0) return <p class="line">{line}</p>;
  return (
    <details>
      <summary class="line">{line}</summary>
      <pre tabIndex={0} role="group" aria-label="Details">
        {rest.join('\n')}
      </pre>
    </details>
  );
}
