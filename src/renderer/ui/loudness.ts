import { type RefObject, useEffect, useRef } from 'react';

/** Has a meter from 0 to 1 show how loud it is; `level` gives the loudness of each moment, from 0 to 1. */
export function useLoudness(level: () => number): RefObject<HTMLMeterElement | null> {
  const bar = useRef<HTMLMeterElement>(null);
  const read = useRef(level);
  useEffect(() => {
    read.current = level;
  });
  useEffect(() => {
    let frame = requestAnimationFrame(function draw() {
      // Loudness is heard by its logarithm; the root is near enough for a bar.
      if (bar.current) bar.current.value = Math.min(1, Math.sqrt(read.current()) * 1.6);
      frame = requestAnimationFrame(draw);
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return bar;
}
