/** A line of a plot. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface PlotWords {
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

const SIZE = { width: 720, height: 400, left: 64, right: 150, top: 40, bottom: 48 } as const;
/** Told apart by those who see no red or green too (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

/** Lines over a common scale that begins at nothing, as an SVG that reads on light and dark pages. */
export function plot(lines: readonly Line[], words: PlotWords): string {
  const all = lines.flatMap(({ points }) => points);
  const most = { x: Math.max(1, ...all.map(([x]) => x)), y: Math.max(1, ...all.map(([, y]) => y)) * 1.1 };
  const right = SIZE.width - SIZE.right;
  const floor = SIZE.height - SIZE.bottom;
  const at = (x: number, y: number): string =>
    `${tenth(SIZE.left + (x / most.x) * (right - SIZE.left))},${tenth(floor - (y / most.y) * (floor - SIZE.top))}`;
  const marks = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => {
    const y = tenth(floor - (share / 1.1) * (floor - SIZE.top));
    const x = tenth(SIZE.left + share * (right - SIZE.left));
    return [
      text({ x: SIZE.left - 8, y: y + 4, anchor: 'end' }, String(Math.round((most.y / 1.1) * share))),
      text({ x, y: floor + 18, anchor: 'middle' }, Math.round(most.x * share).toLocaleString('en-US')),
    ];
  });
  const drawn = lines.flatMap(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? '';
    return [
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map(([x, y]) => at(x, y)).join(' ')}"/>`,
      `<rect x="${right + 14}" y="${SIZE.top + index * 22}" width="12" height="12" fill="${colour}"/>`,
      text({ x: right + 32, y: SIZE.top + 11 + index * 22 }, name),
    ];
  });
  const axes = `<path d="M${SIZE.left},${SIZE.top}V${floor}H${right}" fill="none" stroke="#808080"/>`;
  const labels = [
    text({ x: SIZE.left, y: 22 }, words.title),
    text({ x: (SIZE.left + right) / 2, y: SIZE.height - 8, anchor: 'middle' }, words.x),
    text({ x: 8, y: SIZE.top - 4 }, words.y),
  ];
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" font-family="sans-serif" font-size="12" fill="#808080">`;
  return [head, `<title>${escaped(words.title)}</title>`, axes, ...marks, ...labels, ...drawn, '</svg>', ''].join('\n');
}

function text(
  { x, y, anchor = 'start' }: { readonly x: number; readonly y: number; readonly anchor?: 'start' | 'middle' | 'end' },
  label: string,
): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(label)}</text>`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
