/** The editor's colours as a canvas needs them: resolved. */
export interface ChartTheme {
  readonly series: readonly string[];
  readonly foreground: string;
  readonly lines: string;
  readonly font: string;
}

/** In the order of the style sheet's `.swatch-0` to `.swatch-5`. */
const SERIES = ['blue', 'green', 'orange', 'purple', 'yellow', 'red'] as const;

/** Reads the theme's colours where `element` is. */
export function readTheme(element: HTMLElement): ChartTheme {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim() || style.color;
  return {
    series: SERIES.map((name) => color(`--vscode-charts-${name}`)),
    foreground: style.color,
    lines: color('--vscode-charts-lines'),
    font: `11px ${style.fontFamily}`,
  };
}

/** Calls back after the editor's theme changed: VS Code then writes the root's style and the body's class anew. */
export function onThemeChange(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributeFilter: ['class'] });
  return () => observer.disconnect();
}
