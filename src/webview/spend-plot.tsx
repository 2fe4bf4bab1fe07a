import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';

import { moneyText, tokenCountText } from '../protocol/panel-text.ts';
import { stacked, type BarData } from './chart-data.ts';
import { onThemeChange, readTheme, type ChartTheme } from './chart-theme.ts';

const HEIGHT = 120;

/** The drawn form. For readers it is one picture: the numbers are in the table. */
export function SpendPlot({ data, about }: { readonly data: BarData; readonly about: string }): JSX.Element {
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
  const label = `${about}, ${valueText(
    data,
    data.providers.reduce((all, { total }) => all + total, 0),
  )} in all`;
  return <div ref={place} class="plot" role="img" aria-label={label} style={{ height: `${HEIGHT}px` }} />;
}

/** Money or tokens, as the chart's values are. */
export function valueText({ money }: Pick<BarData, 'money'>, value: number): string {
  return money ? moneyText(value) : tokenCountText(value);
}

function draw(target: HTMLElement, data: BarData): uPlot {
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
    scales: { x: { time: false, range: () => [-0.5, data.labels.length - 0.5] }, y: { range: (_plot, _from, to) => [0, to] } },
    // The tallest layer is drawn first, so that each shorter one covers its foot.
    series: [{}, ...series.toReversed()],
    axes: [labelAxis(theme, data), valueAxis(theme, data)],
  };
  return new uPlot(options, [data.labels.map((_, index) => index), ...layers.toReversed().map((layer) => [...layer])], target);
}

/** CSS pixels that a letter takes, and that a label of time takes with the room around it. */
const LETTER_PX = 6.5;
const TIME_PX = 52;

function labelAxis(theme: ChartTheme, { labels, labelled }: BarData): uPlot.Axis {
  const last = labels.length - 1;
  const room = (plot: uPlot): number => plot.bbox.width / devicePixelRatio / labels.length;
  return {
    stroke: theme.foreground,
    font: theme.font,
    size: 24,
    gap: 4,
    grid: { show: false },
    ticks: { show: false },
    splits: (plot) => {
      const step = labelled === 'time' ? Math.max(1, Math.ceil(TIME_PX / Math.max(1, room(plot)))) : 1;
      return labels.map((_, index) => index).filter((index) => (last - index) % step === 0);
    },
    values: (plot, splits) =>
      splits.map((index) => (labelled === 'time' ? (labels[index] ?? '') : cut(labels[index] ?? '', Math.floor(room(plot) / LETTER_PX)))),
  };
}

function cut(label: string, letters: number): string {
  return label.length <= letters ? label : `${label.slice(0, Math.max(1, letters - 1))}…`;
}

function valueAxis(theme: ChartTheme, data: BarData): uPlot.Axis {
  return {
    stroke: theme.foreground,
    font: theme.font,
    size: 56,
    gap: 6,
    space: 28,
    grid: { stroke: theme.lines, width: 1, dash: [1, 4] },
    ticks: { show: false },
    values: (_plot, splits) => splits.map((value) => valueText(data, value)),
  };
}
