import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { screenUnits } from '../../../shared/capabilities/calls/limits.ts';
import { drawingMs, fadingMs } from '../../../shared/capabilities/drawing/drawing.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { App } from '../../session/app.ts';
import { IconButton } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { personClass } from '../../workbench/index.ts';
import type { ScreenDrawing } from './screen-drawing.ts';
import { type Area, cssPlace, type Place, pictureIn, placeAt, placeBeside, screenPath } from './screen-geometry.ts';

/** Way of the pointer by an arrow key, in units of the screen; a small one with Shift. */
const stepUnits = 200;
const smallStepUnits = 40;
const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const middle: Place = [screenUnits / 2, screenUnits / 2];

/** Where the picture of a video lies in its element, which shows all of it. */
function usePicture(video: RefObject<HTMLVideoElement | null>): Area {
  const [area, setArea] = useState<Area>({ left: 0, top: 0, width: 0, height: 0 });
  useEffect(() => {
    const { current } = video;
    if (!current) return;
    const measure = () =>
      setArea(
        pictureIn(
          { width: current.clientWidth, height: current.clientHeight },
          { width: current.videoWidth, height: current.videoHeight },
        ),
      );
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    current.addEventListener('resize', measure);
    measure();
    return () => {
      observer.disconnect();
      current.removeEventListener('resize', measure);
    };
  }, [video]);
  return area;
}

interface ScreenBoardProps {
  app: App;
  drawing: ScreenDrawing;
  /** Window whose screen it is, and the words for it. */
  screen: string;
  words: string;
  video: RefObject<HTMLVideoElement | null>;
}

/** Strokes and pointers over a shared screen, and, while its button is pressed, a board on which this person draws. */
export function ScreenBoard({ app, drawing, screen, words, video }: ScreenBoardProps) {
  const area = usePicture(video);
  const [isDrawing, setDrawing] = useState(false);
  const tools = useRef<HTMLDivElement>(null);
  const stop = () => {
    setDrawing(false);
    tools.current?.querySelector('button')?.focus();
  };
  return (
    <>
      <div className="ensemble-call-board" style={{ ...area }}>
        <Marks app={app} drawing={drawing} screen={screen} />
        {isDrawing && <Board app={app} drawing={drawing} screen={screen} words={words} onStop={stop} />}
      </div>
      {drawing.mayDraw && (
        <div ref={tools} className="ensemble-call-tools" role="toolbar" aria-label={`Drawing over ${words}`}>
          <IconButton
            icon="edit"
            label={`Draw and point over ${words}`}
            isPressed={isDrawing}
            onClick={() => (isDrawing ? stop() : setDrawing(true))}
          />
          {isDrawing && (
            <>
              <IconButton icon="discard" label="Undo my last stroke" onClick={() => drawing.undo(screen)} />
              <IconButton icon="clear-all" label="Clear my strokes" onClick={() => drawing.clear(screen)} />
            </>
          )}
        </div>
      )}
    </>
  );
}

function Marks({ app: { session }, drawing, screen }: Pick<ScreenBoardProps, 'app' | 'drawing' | 'screen'>) {
  const { strokes, pointers } = useStore(drawing.store);
  const nowMs = session.nowMs();
  const lookOf = (by: string) => {
    const person = session.state.replicas[by]?.person ?? '';
    const { colorIndex = 0 } = session.state.participants[person] ?? {};
    return { className: personClass(colorIndex), name: shownName(session.state, person) ?? 'Somebody' };
  };
  return (
    <div className="ensemble-call-marks" aria-hidden="true">
      {strokes.map(({ screen: over, by, stroke, points, endMs }) => {
        if (over !== screen) return null;
        const { className, name } = lookOf(by);
        const animation = {
          animationDelay: `${Math.min(drawingMs, endMs - nowMs) - fadingMs}ms`,
          animationDuration: `${fadingMs}ms`,
        };
        return (
          <FadingStroke key={`${by} ${stroke}`} className={className} name={name} points={points} style={animation} />
        );
      })}
      {pointers.map(({ screen: over, by, at }) => {
        if (over !== screen || by === session.replica) return null;
        const { className, name } = lookOf(by);
        return (
          <span key={by} className={`ensemble-call-pointer ${className}`} style={cssPlace(at)}>
            <span className="ensemble-call-tag">{name}</span>
          </span>
        );
      })}
    </div>
  );
}

interface FadingStrokeProps {
  className: string;
  name: string;
  points: readonly Place[];
  style: { animationDelay: string; animationDuration: string };
}

function FadingStroke({ className, name, points, style }: FadingStrokeProps) {
  // An animation that is given another delay would jump.
  const [first] = useState(style);
  return (
    <div className={`ensemble-call-stroke ${className}`} style={first}>
      <Line points={points} />
      <span className="ensemble-call-tag" style={cssPlace(points[0]!)}>
        {name}
      </span>
    </div>
  );
}

function Line({ points }: { points: readonly Place[] }) {
  return (
    <svg viewBox={`0 0 ${screenUnits} ${screenUnits}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={screenPath(points)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

function Board({ app, drawing, screen, words, onStop }: Omit<ScreenBoardProps, 'video'> & { onStop: () => void }) {
  const { session } = app;
  const board = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<Place | null>(null);
  const [points, setPoints] = useState<readonly Place[]>([]);
  /** The stroke as it grows: several places may come before it is shown again. */
  const stroke = useRef<readonly Place[]>([]);
  const grow = (next: readonly Place[]) => {
    stroke.current = next;
    setPoints(next);
  };
  useEffect(() => {
    board.current?.focus();
    app.workbench.notifications.announce(
      `Drawing over ${words}. Arrow keys move your pointer, Space begins and ends a stroke, Escape stops.`,
    );
    return () => drawing.point(screen, null);
  }, [app, drawing, screen, words]);
  const { colorIndex = 0 } = session.state.participants[session.state.replicas[session.replica]?.person ?? ''] ?? {};

  const move = (to: Place | null) => {
    setAt(to);
    drawing.point(screen, to);
    if (to && stroke.current.length > 0) grow([...stroke.current, to]);
  };
  const end = () => {
    drawing.draw(screen, stroke.current);
    grow([]);
  };
  const placeOf = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return placeAt(event.clientX - box.left, event.clientY - box.top, box);
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const arrow = arrows[event.key];
    if (event.key !== 'Escape' && event.key !== ' ' && !arrow) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return onStop();
    const units = event.shiftKey ? smallStepUnits : stepUnits;
    if (arrow) return move(placeBeside(at ?? middle, arrow[0] * units, arrow[1] * units));
    if (event.repeat) return;
    if (stroke.current.length > 0) return end();
    move(at ?? middle);
    grow([at ?? middle]);
  };
  return (
    <div
      ref={board}
      className={`ensemble-call-drawing ${personClass(colorIndex)}`}
      role="application"
      aria-label={`Board over ${words}: arrow keys move your pointer, Space begins and ends a stroke, Escape stops`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the board takes keys
      tabIndex={0}
      onKeyDown={press}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const place = placeOf(event);
        setAt(place);
        grow([place]);
      }}
      onPointerMove={(event) => move(placeOf(event))}
      onPointerUp={end}
      onPointerCancel={end}
      onPointerLeave={() => move(null)}
    >
      {points.length > 1 && <Line points={points} />}
      {at && <span className="ensemble-call-pointer" style={cssPlace(at)} />}
    </div>
  );
}
