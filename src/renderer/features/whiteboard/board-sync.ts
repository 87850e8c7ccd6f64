import type { CaptureUpdateAction, reconcileElements, restoreElements } from '@excalidraw/excalidraw';
import type { OrderedExcalidrawElement } from '@excalidraw/excalidraw/element/types';
import type { AppState, BinaryFileData, BinaryFiles, ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { createStore } from '../../ui/react-render.tsx';
import type { PaneText } from '../../workbench/index.ts';
import { boardEdits } from './board-edits.ts';
import { type BoardElement, type BoardFile, type BoardLook, boardElement, boardFile } from './board-schema.ts';
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
const mendMs = 1500;

interface Form {
  version: number;
  versionNonce: number;
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
  readonly #forms = new Map<string, Form>();
  /** Pictures as the text has them. */
  #files = new Set<string>();
  #look: BoardLook = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #mending: ReturnType<typeof setTimeout> | undefined;
  #nextMs = 0;
  readonly #stops: (() => void)[];
  /** Elements and pictures that are too large for the text: said once. */
  readonly #tooLarge = new Set<string>();

  constructor(text: PaneText, tools: BoardTools, refused: (words: string) => void) {
    this.#text = text;
    this.#tools = tools;
    this.#refused = refused;
    this.#stops = [text.onChanged(() => this.receive()), text.onReadOnlyChanged(() => this.#readOnlyChanged())];
  }

  /** Gives the board to begin with. */
  begin(): { elements: OrderedExcalidrawElement[]; files: BinaryFiles; look: BoardLook } {
    const board = this.#read();
    if (board === null) return { elements: [], files: {}, look: {} };
    const elements = this.#restore([...elementsOf(board).values()]);
    for (const { id, version, versionNonce } of elements) this.#forms.set(id, { version, versionNonce });
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
      return null;
    }
    this.#say({ trouble: null, damaged: damagedOf(board), isReadOnly });
    return board;
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

  #readOnlyChanged(): void {
    const { isReadOnly } = this.#text;
    this.#say({ ...this.status.get(), isReadOnly });
    if (!isReadOnly) return;
    // Nothing can be written any more: the screen shows what everybody has.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const board = this.#read();
    if (board && this.#canvas) this.#show(this.#restore([...elementsOf(board).values()]), this.#canvas);
  }

  #show(elements: readonly OrderedExcalidrawElement[], canvas: BoardCanvas): void {
    this.#forms.clear();
    for (const { id, version, versionNonce } of elements) this.#forms.set(id, { version, versionNonce });
    canvas.updateScene({ elements, captureUpdate: this.#tools.CaptureUpdateAction.NEVER });
  }

  /** Takes the text's changes over. */
  receive(): void {
    const canvas = this.#canvas;
    const board = this.#read();
    if (canvas === null || board === null) return;
    this.#receiveFiles(board, canvas);
    this.#receiveLook(board, canvas);
    const found = elementsOf(board);
    const changed = [...found.values()].filter((element) => !isForm(this.#forms.get(element.id), element));
    const gone = new Set([...this.#forms.keys()].filter((id) => !found.has(id)));
    this.#mendLater(board);
    if (changed.length === 0 && gone.size === 0) return;
    const restored = this.#restore(changed);
    const come = new Set<string>(restored.map(({ id }) => id));
    const local = canvas.getSceneElementsIncludingDeleted() as readonly OrderedExcalidrawElement[];
    // An element that nobody has touched here is as the text says, also an older form: somebody has undone it.
    const mine = local.filter(
      (element) => !((gone.has(element.id) || come.has(element.id)) && isForm(this.#forms.get(element.id), element)),
    );
    for (const id of gone) this.#forms.delete(id);
    for (const { id, version, versionNonce } of restored) this.#forms.set(id, { version, versionNonce });
    const elements = this.#tools.reconcileElements(mine, restored as never, canvas.getAppState());
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
    if (this.#timer !== undefined || this.#text.isReadOnly || !this.#hasNews()) return;
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
      elements.some((element) => !isForm(this.#forms.get(element.id), element)) ||
      [...this.#forms.keys()].some((id) => !here.has(id) && !this.#tooLarge.has(id)) ||
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
    if (this.#canvas === null || this.#text.isReadOnly || 'reason' in board) return;
    const elements = this.#elements().filter((element) => this.#fits(element, boardElement, 'drawing'));
    const files = this.#usedFiles(elements).filter((file) => this.#fits(file, boardFile, 'picture'));
    const look = this.#lookHere();
    const known = new Set([...this.#forms.keys(), ...this.#files].filter((id) => !this.#tooLarge.has(id)));
    const edits = boardEdits(text, board, { look, elements, files, known });
    this.#forms.clear();
    for (const { id, version, versionNonce } of elements) this.#forms.set(id, { version, versionNonce });
    this.#files = new Set([...filesOf(board).keys()].filter((id) => !known.has(id)).concat(files.map(({ id }) => id)));
    this.#look = look;
    const units = edits.reduce((sum, { insertText }) => sum + insertText.length, 0);
    this.#nextMs = performance.now() + Math.max(pauseMs, units / unitsPerMs);
    if (edits.length > 0) this.#text.edit(edits);
  }

  /** Says whether something may go into the text: else nobody could read it again. */
  #fits(value: BoardElement | BoardFile, schema: typeof boardElement | typeof boardFile, what: string): boolean {
    if (isForm(this.#forms.get(value.id), value) || this.#files.has(value.id)) return true;
    if (schema.safeParse(value).success) return true;
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
    this.#mending = setTimeout(() => this.write(), mendMs * (1 + Math.random()));
  }

  dispose(): void {
    if (this.#timer !== undefined) this.write();
    clearTimeout(this.#timer);
    clearTimeout(this.#mending);
    for (const stop of this.#stops) stop();
  }
}

function isForm(known: Form | undefined, value: object): boolean {
  const { version, versionNonce } = value as Partial<Form>;
  return known !== undefined && known.version === version && known.versionNonce === versionNonce;
}

/** Says whether Excalidraw would show an element that it reads: a stroke has two points, a shape a size. */
function isVisible({ points, width, height }: BoardElement): boolean {
  return points === undefined ? width !== 0 || height !== 0 : points.length > 1;
}
