import './calls.css';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
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

/** Least size of the box. */
const leastPx = { width: 200, height: 150 };

const between = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most));
const within = (value: number, most: number) => between(value, 0, most);

/** Everybody's pictures in a box above the editors, moved by its bar and resized by its corner, both by arrow keys too. */
export function FloatingTiles({ app, model, floats }: CallViewProps & { app: App }) {
  const { phase } = useStore(model.store);
  const isFloating = useStore(floats);
  const [place, setPlace] = useState({ x: 80, y: 80 });
  const [size, setSize] = useState({ width: 560, height: 400 });
  const box = useRef<HTMLElement>(null);
  const isShown = phase === 'in' && isFloating;
  const move = (x: number, y: number) =>
    setPlace(({ x: left, y: top }) => ({
      x: within(left + x, innerWidth - (box.current?.offsetWidth ?? 120)),
      y: within(top + y, innerHeight - (box.current?.offsetHeight ?? 60)),
    }));
  // Kept in the window from where it stands, so that no step is without effect.
  const resize = (x: number, y: number) =>
    setSize(({ width, height }) => ({
      width: between(width + x, leastPx.width, innerWidth - place.x),
      height: between(height + y, leastPx.height, innerHeight - place.y),
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
  return (
    <section
      ref={box}
      className="ensemble-call-float"
      aria-label="Call pictures"
      style={{ left: place.x, top: place.y, ...size }}
    >
      <header>
        <Handle className="ensemble-call-grip" label="Move: drag, or use arrow keys" onStep={move}>
          <span className="codicon codicon-gripper" aria-hidden="true" />
        </Handle>
        <IconButton icon="pin" label="Dock pictures" onClick={() => floats.set(false)} />
      </header>
      <Tiles app={app} model={model} fits />
      <Handle className="ensemble-call-corner" label="Size: drag, or use arrow keys" onStep={resize} />
    </section>
  );
}

interface HandleProps {
  className: string;
  label: string;
  onStep: (x: number, y: number) => void;
  children?: ReactNode;
}

/** Part of the box that is dragged, or moved by arrow keys. */
function Handle({ className, label, onStep, children }: HandleProps) {
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId))
      onStep(event.movementX, event.movementY);
  };
  const step = (event: KeyboardEvent<HTMLElement>) => {
    const by = steps[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    onStep(...by);
  };
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      title={label}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={step}
    >
      {children}
    </button>
  );
}
