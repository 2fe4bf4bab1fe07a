import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';

import { moneyText } from '../protocol/panel-text.ts';
import { stacked, type ChartData } from './chart-data.ts';
import { clockText } from './clock-text.ts';
import { onThemeChange, readTheme, type ChartTheme } from './chart-theme.ts';

const HEIGHT = 120;

/** The drawn form. For readers it is one picture: the numbers are in the table. */
export function SpendPlot({ data }: { readonly data: ChartData }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const target = place.current;
    if (target === null) return undefined;
    let plot = draw(target, data);
    const themes = onThemeChange(() => {
      plot.destroy();
      plot = draw(target, data);
    });
    const sizes = new ResizeObserver(() => {
      if (target.clientWidth > 0 && target.clientWidth !== plot.width) {
        plot.setSize({ width: target.clientWidth, height: HEIGHT });
      }
    });
    sizes.observe(target);
    return () => {
      themes();
      sizes.disconnect();
      plot.destroy();
    };
  }, [data]);
  const label = `Spend by hour and provider, ${moneyText(data.providers.reduce((all, { total }) => all + total, 0))} in all`;
  return <div ref={place} class="plot" role="img" aria-label={label} style={{ height: `${HEIGHT}px` }} />;
}

function draw(target: HTMLElement, data: ChartData): uPlot {
  const theme = readTheme(target);
  const layers = stacked(data);
  const bars = uPlot.paths.bars?.({ size: [0.8, 48], align: 0 });
  const series = layers.map((_, index): uPlot.Series => {
    const color = theme.series[index % theme.series.length] ?? theme.foreground;
    return { fill: color, stroke: color, width: 0, points: { show: false }, ...(bars === undefined ? {} : { paths: bars }) };
  });
  const options: uPlot.Options = {
    width: Math.max(1, target.clientWidth),
    height: HEIGHT,
    padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: { x: { time: false, range: (_plot, from, to) => [from - 1_800_000, to + 1_800_000] }, y: { range: (_plot, _from, to) => [0, to] } },
    // The tallest layer is drawn first, so that each shorter one covers its foot.
    series: [{}, ...series.toReversed()],
    axes: [timeAxis(theme), moneyAxis(theme)],
  };
  return new uPlot(options, [[...data.starts], ...layers.toReversed().map((layer) => [...layer])], target);
}

function timeAxis(theme: ChartTheme): uPlot.Axis {
  return {
    stroke: theme.foreground,
    font: theme.font,
    size: 24,
    gap: 4,
    grid: { show: false },
    ticks: { show: false },
    splits: (plot) => Array.from(plot.data[0]).filter((_, index) => index % 4 === 3),
    values: (_plot, splits) => splits.map((at) => clockText(at)),
  };
}

function moneyAxis(theme: ChartTheme): uPlot.Axis {
  return {
    stroke: theme.foreground,
    font: theme.font,
    size: 56,
    gap: 6,
    space: 28,
    grid: { stroke: theme.lines, width: 1, dash: [1, 4] },
    ticks: { show: false },
    values: (_plot, splits) => splits.map((nanos) => moneyText(nanos)),
  };
}
