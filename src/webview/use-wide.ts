import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** From this many CSS pixels on there is room for the chart and for a task beside the lists. */
const WIDE_FROM = 720;

/** Whether the element has room for the wide form. */
export function useWide(element: RefObject<HTMLElement | null>): boolean {
  const [wide, setWide] = useState(false);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const measure = (): void => setWide(target.clientWidth >= WIDE_FROM);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return wide;
}
