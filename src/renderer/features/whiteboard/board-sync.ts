import type { CaptureUpdateAction, reconcileElements, restoreElements } from '@excalidraw/excalidraw';
import type { OrderedExcalidrawElement } from '@excalidraw/excalidraw/element/types';
import type { AppState, BinaryFileData, BinaryFiles, ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import type { TextEdit } from '../../../shared/text/edits.ts';
import { createStore } from '../../ui/react-render.tsx';
import type { PaneText } from '../../workbench/index.ts';
import { boardEdits } from './board-edits.ts';
import {
  type BoardElement,
  type BoardFile,
  type BoardLook,
  boardElement,
  boardFile,
  boardLimits,
  strokesOf,
} from './board-schema.ts';
import { type Board, damagedOf, elementsOf, filesOf, isToMend, readBoard } from './board-text.ts';

/** Excalidraw's own functions, which come with it. */
export interface BoardTools {
  restoreElements: typeof restoreElements;
  reconcileElements: typeof reconcileElements;
  CaptureUpdateAction: typeof CaptureUpdateAction;
}

/** The part of Excalidraw in the page that this needs. */
export type BoardCanvas = Pick<
  ExcalidrawImperativeAPI,
  'getSceneElementsIncludingDeleted' | 'getAppState' | 'getFiles' | 'addFiles' | 'updateScene'
>;

/** State of a board, for the words above it. */
export interface BoardStatus {
  trouble: 'too-large' | 'unreadable' | null;
  /** Lines of the file that cannot be read. */
  damaged: number;
  isReadOnly: boolean;
}

/** Shortest pause between two writes, and the pace of a long stroke, of which each write has the whole line. */
const pauseMs = 60;
const unitsPerMs = 40;
/** Pause until a text is mended that two people have changed at once: at random, so that one does it. */
const mendMs = 500;
/** Pause until a full board is tried again. */
const fullMs = 2000;

interface Form {
  version: number;
  versionNonce: number;
}

/** Forms of one element: the text's, and what became of it on the screen, where its order may have been given anew. */
interface Taken {
  text: Form;
  screen: Form;
}

/**
 * Ties a board on the screen to its text: the text's changes come to the screen, and those on the screen go into the
 * text, in whole lines. The text is what counts. What this person has changed and not yet written stays, by Excalidraw's
 * rule for two forms of one element.
 */
export class BoardSync {
  readonly status = createStore<BoardStatus>({ trouble: null, damaged: 0, isReadOnly: false });
  readonly #text: PaneText;
  readonly #tools: BoardTools;
  readonly #refused: (words: string) => void;
  #canvas: BoardCanvas | null = null;
  /** Elements as the text has them and the screen has taken them. */
  readonly #taken = new Map<string, Taken>();
  /** Pictures as the text has them. */
  #files = new Set<string>();
  #look: BoardLook = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #mending: ReturnType<typeof setTimeout> | undefined;
  #nextMs = 0;
  #isFull = false;
  readonly #stops: (() => void)[];
  /** Elements and pictures that are too large for the text: said once. */
  readonly #tooLarge = new Set<string>();

  constructor(text: PaneText, tools: BoardTools, refused: (words: string) => void) {
    this.#text = text;
    this.#tools = tools;
    this.#refused = refused;
    this.#stops = [text.onChanged(() => this.receive()), text.onReadOnlyChanged(() => this.#readOnlyChanged())];
    this.#read();
  }

  /** Gives the board to begin with. */
  begin(): { elements: OrderedExcalidrawElement[]; files: BinaryFiles; look: BoardLook } {
    const board = this.#read();
    if (board === null) return { elements: [], files: {}, look: {} };
    const elements = this.#takeAll(board);
    const files = filesOf(board);
    this.#files = new Set(files.keys());
    this.#look = board.look;
    return { elements, files: Object.fromEntries(files) as unknown as BinaryFiles, look: board.look };
  }

  attach(canvas: BoardCanvas): void {
    this.#canvas = canvas;
    this.receive();
  }

  #read(): Board | null {
    const board = readBoard(this.#text.getValue());
    const isReadOnly = this.#text.isReadOnly;
    if ('reason' in board) {
      this.#say({ trouble: board.reason, damaged: 0, isReadOnly });
      this.#leave();
      return null;
    }
    this.#say({ trouble: null, damaged: damagedOf(board), isReadOnly });
    return board;
  }

  /** Leaves the screen: where the text cannot be shown, Excalidraw goes, and begins anew later. */
  #leave(): void {
    this.#canvas = null;
    clearTimeout(this.#timer);
    clearTimeout(this.#mending);
    this.#timer = undefined;
  }

  /** True while the screen has nothing, not even what was deleted: what it begins with has not come there yet. */
  get #isBlank(): boolean {
    return this.#taken.size > 0 && (this.#canvas?.getSceneElementsIncludingDeleted().length ?? 0) === 0;
  }

  #say(next: BoardStatus): void {
    const now = this.status.get();
    const keys = ['trouble', 'damaged', 'isReadOnly'] as const;
    if (keys.some((key) => now[key] !== next[key])) this.status.set(next);
  }

  /** Brings elements into Excalidraw's present form; those that it would not show are left out. */
  #restore(elements: readonly BoardElement[]): OrderedExcalidrawElement[] {
    const sorted = elements.every(({ index }) => typeof index === 'string')
      ? elements.toSorted((a, b) => (a.index! < b.index! ? -1 : a.index! > b.index! ? 1 : a.id < b.id ? -1 : 1))
      : elements;
    return this.#tools.restoreElements(structuredClone(sorted) as never, null);
  }

  /** Takes all elements of a text over, and gives them for the screen. */
  #takeAll(board: Board): OrderedExcalidrawElement[] {
    const found = elementsOf(board);
    const elements = this.#restore([...found.values()]);
    this.#take(elements, found);
    return elements;
  }

  #readOnlyChanged(): void {
    const { isReadOnly } = this.#text;
    this.#say({ ...this.status.get(), isReadOnly });
    if (!isReadOnly) return;
    // Nothing can be written any more: the screen shows what everybody has.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const board = this.#read();
    if (board === null || this.#canvas === null) return;
    this.#canvas.updateScene({
      elements: this.#takeAll(board),
      captureUpdate: this.#tools.CaptureUpdateAction.NEVER,
    });
  }

  /** Notes that the screen has these elements, and no others, as the text has them. */
  #take(elements: readonly (Form & { id: string })[], found: ReadonlyMap<string, BoardElement>): void {
    this.#taken.clear();
    for (const element of elements)
      this.#taken.set(element.id, { text: formOf(found.get(element.id) ?? element), screen: formOf(element) });
  }

  #isTouched(element: Form & { id: string }): boolean {
    return !isForm(this.#taken.get(element.id)?.screen, element);
  }

  /** Takes the text's changes over. */
  receive(): void {
    const canvas = this.#canvas;
    const board = this.#read();
    if (canvas === null || board === null) return;
    this.#receiveFiles(board, canvas);
    this.#receiveLook(board, canvas);
    const found = elementsOf(board);
    const changed = [...found.values()].filter((element) => !isForm(this.#taken.get(element.id)?.text, element));
    const gone = new Set([...this.#taken.keys()].filter((id) => !found.has(id)));
    this.#mendLater(board);
    if (changed.length === 0 && gone.size === 0) return;
    const come = new Map(this.#restore(changed).map((element) => [element.id as string, element]));
    const local = canvas.getSceneElementsIncludingDeleted() as readonly OrderedExcalidrawElement[];
    const touched = new Set<string>(local.filter((element) => this.#isTouched(element)).map(({ id }) => id));
    // An element that nobody has touched here is as the text says, also an older form: somebody has undone it.
    const mine = local.filter(({ id }) => touched.has(id) || !(gone.has(id) || come.has(id)));
    const elements = this.#tools.reconcileElements(mine, [...come.values()] as never, canvas.getAppState());
    for (const id of gone) this.#taken.delete(id);
    for (const element of elements) {
      const { id } = element;
      const text = come.has(id) ? formOf(found.get(id)!) : this.#taken.get(id)?.text;
      if (text === undefined) continue;
      // Where the order was given anew, that is no change of anybody's.
      const isTaken = come.get(id) === (element as object) || !touched.has(id);
      this.#taken.set(id, { text, screen: isTaken ? formOf(element) : text });
    }
    canvas.updateScene({ elements, captureUpdate: this.#tools.CaptureUpdateAction.NEVER });
    this.noteChange();
  }

  #receiveFiles(board: Board, canvas: BoardCanvas): void {
    const here = canvas.getFiles();
    const files = filesOf(board);
    this.#files = new Set(files.keys());
    const come = [...files.values()].filter(({ id }) => !Object.hasOwn(here, id));
    if (come.length > 0) canvas.addFiles(come as unknown as BinaryFileData[]);
  }

  #receiveLook({ look }: Board, canvas: BoardCanvas): void {
    if (JSON.stringify(look) === JSON.stringify(this.#look)) return;
    this.#look = look;
    canvas.updateScene({
      appState: { viewBackgroundColor: look.viewBackgroundColor ?? '#ffffff' } as Pick<AppState, 'viewBackgroundColor'>,
      captureUpdate: this.#tools.CaptureUpdateAction.NEVER,
    });
  }

  /** Hears that something on the screen may have changed. */
  noteChange(): void {
    if (this.#timer !== undefined || this.#text.isReadOnly || this.#isBlank || !this.#hasNews()) return;
    const wait = Math.max(0, this.#nextMs - performance.now());
    this.#timer = setTimeout(() => this.write(), wait);
  }

  #elements(): BoardElement[] {
    const all = (this.#canvas?.getSceneElementsIncludingDeleted() ?? []) as unknown as BoardElement[];
    return all.filter((element) => !element.isDeleted && isVisible(element) && !this.#tooLarge.has(element.id));
  }

  #lookHere(): BoardLook {
    const background = this.#canvas?.getAppState().viewBackgroundColor;
    if (background === undefined || background === (this.#look.viewBackgroundColor ?? '#ffffff')) return this.#look;
    return { ...this.#look, viewBackgroundColor: background };
  }

  #hasNews(): boolean {
    const elements = this.#elements();
    const here = new Set(elements.map(({ id }) => id));
    return (
      elements.some((element) => this.#isTouched(element)) ||
      [...this.#taken.keys()].some((id) => !here.has(id) && !this.#tooLarge.has(id)) ||
      this.#newFiles(elements).length > 0 ||
      this.#lookHere() !== this.#look
    );
  }

  #usedFiles(elements: readonly BoardElement[]): BoardFile[] {
    const files = this.#canvas?.getFiles() ?? {};
    const ids = new Set(elements.flatMap(({ fileId }) => (fileId && Object.hasOwn(files, fileId) ? [fileId] : [])));
    return [...ids].map((id) => files[id] as unknown as BoardFile);
  }

  #newFiles(elements: readonly BoardElement[]): BoardFile[] {
    return this.#usedFiles(elements).filter(({ id }) => !this.#files.has(id) && !this.#tooLarge.has(id));
  }

  /** Writes the board as it is on the screen into the text. */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#text.getValue();
    const board = readBoard(text);
    if (this.#canvas === null || this.#text.isReadOnly || 'reason' in board || this.#isBlank) return;
    const elements = this.#elements().filter(
      (element) => !this.#isTouched(element) || this.#fits(element, boardElement),
    );
    const files = this.#usedFiles(elements).filter((file) => this.#files.has(file.id) || this.#fits(file, boardFile));
    const look = this.#lookHere();
    const known = new Set([...this.#taken.keys(), ...this.#files].filter((id) => !this.#tooLarge.has(id)));
    const found = elementsOf(board);
    // Lines of what nobody has touched here stay as they are.
    const wanted = elements.map((element) => (this.#isTouched(element) ? element : (found.get(element.id) ?? element)));
    const edits = boardEdits(text, board, { look, elements: wanted, files, known });
    if (isBeyond(text, wanted, edits)) return this.#full();
    const unfit = [...this.#taken].filter(([id]) => this.#tooLarge.has(id));
    this.#take(elements, new Map(wanted.map((element) => [element.id, element])));
    for (const [id, taken] of unfit) this.#taken.set(id, taken);
    this.#files = new Set([...filesOf(board).keys()].filter((id) => !known.has(id)).concat(files.map(({ id }) => id)));
    this.#look = look;
    const units = edits.reduce((sum, { insertText }) => sum + insertText.length, 0);
    this.#isFull = false;
    this.#nextMs = performance.now() + Math.max(pauseMs, units / unitsPerMs);
    if (edits.length > 0) this.#text.edit(edits);
  }

  /** Says, once, that nothing more goes into the text: a board beyond the bounds is shown to nobody. */
  #full(): void {
    if (!this.#isFull)
      this.#refused(
        'This whiteboard is full: what you draw now stays in this window until that is closed. Delete something, or begin another.',
      );
    this.#isFull = true;
    this.#nextMs = performance.now() + fullMs;
  }

  /** Says whether something new may go into the text: else nobody could read it again. */
  #fits(value: BoardElement | BoardFile, schema: typeof boardElement | typeof boardFile): boolean {
    if (schema.safeParse(value).success) return true;
    const what = schema === boardFile ? 'picture' : 'drawing';
    if (!this.#tooLarge.has(value.id))
      this.#refused(`This ${what} is too large for the whiteboard. It stays in this window until that is closed.`);
    this.#tooLarge.add(value.id);
    return false;
  }

  /** Mends, after a while, a text in which changes of two people at once have left a comma, or an element twice. */
  #mendLater(board: Board): void {
    clearTimeout(this.#mending);
    const text = this.#text.getValue();
    if (this.#text.isReadOnly || !isToMend(text, board)) return;
    this.#mending = setTimeout(() => this.write(), mendMs * (1 + 2 * Math.random()));
  }

  dispose(): void {
    if (this.#timer !== undefined) this.write();
    clearTimeout(this.#timer);
    clearTimeout(this.#mending);
    for (const stop of this.#stops) stop();
  }
}

/** Part of the bounds up to which a window writes: what several draw at once must not pass them. */
const fullAt = 0.9;

/** Says whether edits would make a board larger than it may be; what makes it smaller always goes. */
function isBeyond(text: string, elements: readonly BoardElement[], edits: readonly TextEdit[]): boolean {
  const more = edits.reduce((sum, { insertText, deleteLength }) => sum + insertText.length - deleteLength, 0);
  const strokes = elements.reduce((sum, element) => sum + strokesOf(element), 0);
  return (
    more > 0 &&
    (elements.length > boardLimits.elements * fullAt ||
      strokes > boardLimits.strokes * fullAt ||
      text.length + more > boardLimits.textLength * fullAt)
  );
}

function formOf({ version, versionNonce }: Form): Form {
  return { version, versionNonce };
}

function isForm(known: Form | undefined, value: object): boolean {
  const { version, versionNonce } = value as Partial<Form>;
  return known !== undefined && known.version === version && known.versionNonce === versionNonce;
}

/** Says whether Excalidraw would show an element that it reads: a stroke has two points, a shape a size. */
function isVisible({ points, width, height }: BoardElement): boolean {
  return points === undefined ? width !== 0 || height !== 0 : points.length > 1;
}
