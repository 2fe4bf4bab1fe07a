/** Where a seat is drawn, in CSS pixels. */
export interface SeatBox {
  readonly left: number;
  readonly top: number;
}

/** The index an arrow key, Home or End leads to; the same index at an edge; undefined for any other key. */
export function nextSeat(key: string, index: number, boxes: readonly SeatBox[]): number | undefined {
  const last = boxes.length - 1;
  if (key === 'ArrowRight') return Math.min(index + 1, last);
  if (key === 'ArrowLeft') return Math.max(index - 1, 0);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowDown') return nearestInNextRow(index, boxes, 1);
  if (key === 'ArrowUp') return nearestInNextRow(index, boxes, -1);
  return undefined;
}

function nearestInNextRow(index: number, boxes: readonly SeatBox[], direction: 1 | -1): number {
  const from = boxes[index];
  if (from === undefined) return index;
  const distances = boxes.map((box, at) => {
    const rows = (box.top - from.top) * direction;
    return { at, rows, columns: Math.abs(box.left - from.left) };
  });
  const beyond = distances.filter(({ rows }) => rows > 0);
  const nearest = beyond.sort((a, b) => a.rows - b.rows || a.columns - b.columns || a.at - b.at)[0];
  return nearest?.at ?? index;
}
