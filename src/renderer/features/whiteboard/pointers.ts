import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { Entry } from '../../../shared/core/entry.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { type Dispose, personClass } from '../../workbench/index.ts';

/** Shortest time between two places that are told. */
const tellingMs = 120;
/** Time after which a pointer that does not move is not shown any more. */
const restingMs = 6000;

/** Pointer over the board, as Excalidraw tells of it. */
interface Pointed {
  pointer: { x: number; y: number; tool: 'pointer' | 'laser' };
  button: 'down' | 'up';
}

type Canvas = Pick<ExcalidrawImperativeAPI, 'getAppState' | 'onScrollChange'>;

/** Somebody else's pointer, in the board's own pixels. */
interface Shown {
  mark: HTMLElement;
  at: readonly [x: number, y: number];
  timer: ReturnType<typeof setTimeout>;
}

/** Tells the others of this person's pointer over a board, and shows theirs. */
export class BoardPointers {
  readonly #app: App;
  readonly #path: string;
  readonly #canvas: Canvas;
  /** Above the board, since its own pointers have colours of their own. */
  readonly #layer = document.createElement('div');
  readonly #others = new Map<string, Shown>();
  readonly #stops: Dispose[];
  #last: Pointed | null = null;
  #telling: ReturnType<typeof setTimeout> | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;
  #isTold = false;

  constructor(app: App, path: string, container: HTMLElement, canvas: Canvas) {
    this.#app = app;
    this.#path = path;
    this.#canvas = canvas;
    this.#layer.className = 'ensemble-board-pointers';
    this.#layer.setAttribute('aria-hidden', 'true');
    container.append(this.#layer);
    const leave = () => this.#leave();
    container.addEventListener('pointerleave', leave);
    this.#stops = [
      () => container.removeEventListener('pointerleave', leave),
      app.session.events.on('entry', (entry) => this.#hear(entry)),
      app.session.events.on('state', () => this.#forgetGone()),
      canvas.onScrollChange(() => this.#place()),
    ];
  }

  /** Hears of this person's pointer. */
  move(pointed: Pointed): void {
    if (this.#app.recording !== null) return;
    this.#last = pointed;
    this.#telling ??= setTimeout(() => this.#tell(), Math.max(0, this.#toldMs + tellingMs - performance.now()));
  }

  #leave(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#last = null;
    if (this.#isTold) this.#tell();
  }

  #tell(): void {
    this.#telling = undefined;
    const { client, texts } = this.#app;
    const ref = texts.mayBeTold(this.#path) ? texts.refOf(this.#path) : null;
    if (ref === null) return;
    this.#toldMs = performance.now();
    this.#isTold = this.#last !== null;
    const { pointer, button } = this.#last ?? { pointer: null, button: 'up' };
    const at = pointer && ([Math.round(pointer.x), Math.round(pointer.y)] as [number, number]);
    if (at?.some((part) => !(Math.abs(part) <= 1_000_000))) return;
    const laser = pointer?.tool === 'laser' ? { laser: true } : {};
    client.publishLatest('whiteboard.pointed', { at, isDown: button === 'down', ...laser }, ref);
  }

  #hear({ kind, ref, by, at, body }: Entry): void {
    const { session, texts } = this.#app;
    if (kind !== 'whiteboard.pointed' || ref !== texts.refOf(this.#path) || by === session.replica) return;
    // On opening a board, a window hears of the last places, which are over.
    if (session.nowMs() - at > restingMs) return;
    const pointed = decodeBody(kind, body);
    const person = session.state.replicas[by]?.person;
    if (pointed.at === null || person === undefined) return this.#forget(by);
    const { colorIndex = 0 } = session.state.participants[person] ?? {};
    const mark = this.#others.get(by)?.mark ?? this.#newMark();
    clearTimeout(this.#others.get(by)?.timer);
    mark.className = `ensemble-board-pointer ${personClass(colorIndex)}`;
    mark.classList.toggle('is-light', pointed.laser === true);
    mark.textContent = shownName(session.state, person) ?? 'Somebody';
    this.#others.set(by, { mark, at: pointed.at, timer: setTimeout(() => this.#forget(by), restingMs) });
    this.#place();
  }

  #newMark(): HTMLElement {
    const mark = document.createElement('div');
    this.#layer.append(mark);
    return mark;
  }

  #forget(by: string): void {
    const shown = this.#others.get(by);
    clearTimeout(shown?.timer);
    shown?.mark.remove();
    this.#others.delete(by);
  }

  #forgetGone(): void {
    const gone = [...this.#others.keys()].filter((by) => this.#app.session.state.replicas[by] === undefined);
    for (const by of gone) this.#forget(by);
  }

  /** Puts all pointers where they are on the screen. */
  #place(): void {
    const { scrollX, scrollY, zoom } = this.#canvas.getAppState();
    for (const { mark, at } of this.#others.values()) {
      const [x, y] = [(at[0] + scrollX) * zoom.value, (at[1] + scrollY) * zoom.value];
      mark.style.transform = `translate(${x}px, ${y}px)`;
    }
  }

  dispose(): void {
    this.#leave();
    for (const by of [...this.#others.keys()]) this.#forget(by);
    this.#layer.remove();
    for (const stop of this.#stops) stop();
  }
}
