import { useLayoutEffect, useRef, useState, type RefObject } from "react";

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** Inner size of an element in CSS pixels, new whenever it changes. */
export function useViewport<Kind extends HTMLElement>(): readonly [RefObject<Kind | null>, Viewport] {
  const ref = useRef<Kind>(null);
  const [viewport, setViewport] = useState<Viewport>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      setViewport((before) => (before.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, viewport];
}
