import type { JSX } from 'preact';

interface FilterBoxProps {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

/** Narrows seats and tasks to those with the typed words. */
export function FilterBox({ filter, onFilter }: FilterBoxProps): JSX.Element {
  return (
    <input
      class="filter"
      type="search"
      placeholder="Filter seats and tasks"
      aria-label="Filter seats and tasks"
      spellcheck={false}
      value={filter}
      onInput={(event) => onFilter(event.currentTarget.value)}
    />
  );
}

/** Whether every word of the filter is in one of the texts, whatever the case. */
export function matchesFilter(filter: string, texts: readonly string[]): boolean {
  const text = texts.join('\n').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
