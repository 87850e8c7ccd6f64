import type { Collaborator, ExcalidrawImperativeAPI, SocketId } from '@excalidraw/excalidraw/types';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { Entry } from '../../../shared/core/entry.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { type Dispose, personColour } from '../../workbench/index.ts';
import { beforeDarkFilter } from './dark-filter.ts';

/** Shortest time between two places that are told. */
const tellingMs = 120;
/** Time after which a pointer that does not move is not shown any more. */
const restingMs = 15_000;

/** Pointer over the board, as Excalidraw tells of it. */
interface Pointed {
  pointer: { x: number; y: number; tool: 'pointer' | 'laser' };
  button: 'down' | 'up';
}

type Canvas = Pick<ExcalidrawImperativeAPI, 'updateScene'>;

/** Tells the others of this person's pointer over a board, and shows theirs. */
export class BoardPointers {
  readonly #app: App;
  readonly #path: string;
  readonly #canvas: Canvas;
  readonly #container: HTMLElement;
  readonly #others = new Map<string, { shown: Collaborator; timer: ReturnType<typeof setTimeout> }>();
  readonly #stops: Dispose[];
  #last: Pointed | null = null;
  #telling: ReturnType<typeof setTimeout> | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;
  #isTold = false;

  constructor(app: App, path: string, container: HTMLElement, canvas: Canvas) {
    this.#app = app;
    this.#path = path;
    this.#container = container;
    this.#canvas = canvas;
    const leave = () => this.#leave();
    container.addEventListener('pointerleave', leave);
    this.#stops = [
      () => container.removeEventListener('pointerleave', leave),
      app.session.events.on('entry', (entry) => this.#hear(entry)),
      app.session.events.on('state', () => this.#forgetGone()),
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
    this.#forget(by);
    if (pointed.at !== null && person !== undefined) {
      const { colorIndex = 0 } = session.state.participants[person] ?? {};
      const colour = this.#colourOf(colorIndex);
      const [x, y] = pointed.at;
      const shown: Collaborator = {
        id: person,
        socketId: by as SocketId,
        username: shownName(session.state, person) ?? 'Somebody',
        pointer: { x, y, tool: pointed.laser ? 'laser' : 'pointer', renderCursor: true },
        button: pointed.isDown ? 'down' : 'up',
        color: { background: colour, stroke: colour },
      };
      const timer = setTimeout(() => {
        this.#forget(by);
        this.#show();
      }, restingMs);
      this.#others.set(by, { shown, timer });
    }
    this.#show();
  }

  /** Gives a person's colour as the canvas takes it, which knows no variables. */
  #colourOf(colorIndex: number): string {
    const name = /var\((--[\w-]+)\)/.exec(personColour(colorIndex))?.[1] ?? '';
    const colour = getComputedStyle(this.#container).getPropertyValue(name).trim() || '#888888';
    const isFiltered = this.#container.querySelector('.excalidraw.theme--dark') !== null;
    return isFiltered ? beforeDarkFilter(colour) : colour;
  }

  #forget(by: string): void {
    clearTimeout(this.#others.get(by)?.timer);
    this.#others.delete(by);
  }

  #forgetGone(): void {
    const gone = [...this.#others.keys()].filter((by) => this.#app.session.state.replicas[by] === undefined);
    for (const by of gone) this.#forget(by);
    if (gone.length > 0) this.#show();
  }

  #show(): void {
    this.#canvas.updateScene({
      collaborators: new Map([...this.#others].map(([by, { shown }]) => [by as SocketId, shown])),
    });
  }

  dispose(): void {
    this.#leave();
    for (const { timer } of this.#others.values()) clearTimeout(timer);
    for (const stop of this.#stops) stop();
  }
}
