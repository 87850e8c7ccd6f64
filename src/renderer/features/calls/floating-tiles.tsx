import './calls.css';
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import type { App } from '../../session/app.ts';
import { IconButton } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import type { CallViewProps } from './call-view.tsx';
import { Tiles } from './video-tile.tsx';

const stepPx = 20;
const steps: Record<string, readonly [number, number]> = {
  ArrowLeft: [-stepPx, 0],
  ArrowRight: [stepPx, 0],
  ArrowUp: [0, -stepPx],
  ArrowDown: [0, stepPx],
};

const within = (value: number, most: number) => Math.min(Math.max(0, value), Math.max(0, most));

/** Everybody's pictures in a box above the editors, which is moved by its bar, by arrow keys too, and resized by its corner. */
export function FloatingTiles({ app, model, floats }: CallViewProps & { app: App }) {
  const { phase } = useStore(model.store);
  const isFloating = useStore(floats);
  const [place, setPlace] = useState({ x: 80, y: 80 });
  const box = useRef<HTMLElement>(null);
  const isShown = phase === 'in' && isFloating;
  const move = (x: number, y: number) =>
    setPlace(({ x: left, y: top }) => ({
      x: within(left + x, innerWidth - (box.current?.offsetWidth ?? 120)),
      y: within(top + y, innerHeight - (box.current?.offsetHeight ?? 60)),
    }));
  // All of it stays in the window, also in one that gets smaller.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a place is moved relative to the last one
  useLayoutEffect(() => {
    if (!isShown) return;
    const keepInside = () => move(0, 0);
    keepInside();
    addEventListener('resize', keepInside);
    return () => removeEventListener('resize', keepInside);
  }, [isShown]);
  if (!isShown) return null;
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId))
      move(event.movementX, event.movementY);
  };
  const step = (event: KeyboardEvent<HTMLElement>) => {
    const by = steps[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    move(...by);
  };
  return (
    <section
      ref={box}
      className="ensemble-call-float"
      aria-label="Call pictures"
      style={{ left: place.x, top: place.y }}
    >
      <header>
        <button
          type="button"
          className="ensemble-call-grip"
          aria-label="Move: drag, or use arrow keys"
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
          onKeyDown={step}
        >
          <span className="codicon codicon-gripper" aria-hidden="true" />
        </button>
        <IconButton icon="pin" label="Dock pictures" onClick={() => floats.set(false)} />
      </header>
      <Tiles app={app} model={model} fits />
    </section>
  );
}
