import {
  ContentWidgetPositionPreference,
  type ICodeEditor,
  type IContentWidget,
  type IContentWidgetPosition,
} from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { EditorOption } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/config/editorOptions';
import { CursorColumns } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/cursorColumns';
import type { IPosition } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/position';
import { initialsOf } from '../../ui/initials.ts';
import type { RemoteCursor } from '../ports/editors.ts';
import type { NameFlag } from './name-flags.ts';
import { personClass } from './people-colours.ts';

/** Rest of a cursor after which its name fades. */
const restMs = 2000;
/** Width of a name beside its letters, and of the widest letter. */
const [flagPaddingPx, letterPx] = [8, 8];

/** Columns beside a cursor at which the pointer counts as on it. */
const hoverColumns = 1;

/** Column from which tabs and wide letters before it are not looked for. */
const mostColumns = 500;

/**
 * Estimates where a column is. The editor's own measurement would have it draw, and the browser lay out, in the middle
 * of a change.
 */
function leftPxOf(editor: ICodeEditor, lineNumber: number, column: number): number {
  const { typicalHalfwidthCharacterWidth } = editor.getOption(EditorOption.fontInfo);
  const model = editor.getModel();
  const columns =
    model === null || column > mostColumns || lineNumber > model.getLineCount()
      ? column - 1
      : CursorColumns.visibleColumnFromColumn(model.getLineContent(lineNumber), column, model.getOptions().tabSize);
  return columns * typicalHalfwidthCharacterWidth;
}

/** One person's cursor in one editor: a bar, and the name above it, or below where there is no room; at rest the initials. */
export class CursorWidget implements IContentWidget {
  readonly allowEditorOverflow = false;
  readonly suppressMouseDown = false;
  readonly #editor: ICodeEditor;
  readonly #id: string;
  readonly #bar = document.createElement('div');
  readonly #name = document.createElement('span');
  #position: IPosition | null = null;
  #look = '';
  #rest: ReturnType<typeof setTimeout> | undefined;
  #movedMs = 0;

  constructor(editor: ICodeEditor, id: string) {
    this.#editor = editor;
    this.#id = id;
    this.#bar.setAttribute('aria-hidden', 'true');
    this.#bar.append(this.#name);
  }

  getId(): string {
    return `ensemble.cursor.${this.#id}`;
  }

  getDomNode(): HTMLElement {
    return this.#bar;
  }

  getPosition(): IContentWidgetPosition | null {
    return this.#position === null
      ? null
      : { position: this.#position, preference: [ContentWidgetPositionPreference.EXACT] };
  }

  /** Shows the person there; a move shows the name again. Returns whether it is another place. */
  show(cursor: RemoteCursor, position: IPosition): boolean {
    const height = this.#editor.getOption(EditorOption.lineHeight);
    const look = `${cursor.colorIndex} ${height} ${cursor.name}`;
    // A write to the page causes layout, even of the same value.
    if (look !== this.#look) {
      this.#look = look;
      this.#bar.className = `ensemble-cursor ${personClass(cursor.colorIndex)}`;
      this.#bar.style.height = `${height}px`;
      this.#name.textContent = cursor.name;
      this.#bar.dataset.initials = initialsOf(cursor.name);
    }
    const isMoved = this.place(position);
    if (isMoved) this.#wake();
    return isMoved;
  }

  /** Moves it along with the text, without showing the name. Returns whether it is another place. */
  place(position: IPosition): boolean {
    const isMoved = this.#position?.lineNumber !== position.lineNumber || this.#position.column !== position.column;
    this.#position = position;
    const isBelow = position.lineNumber <= (this.#editor.getVisibleRanges()[0]?.startLineNumber ?? 1);
    const ownLine = this.#editor.getPosition()?.lineNumber ?? 0;
    const coversOwn = this.#editor.hasTextFocus() && ownLine === position.lineNumber + (isBelow ? 1 : -1);
    this.#bar.classList.toggle('below', isBelow !== (coversOwn && !isBelow));
    this.#bar.classList.toggle('nameless', coversOwn && isBelow);
    this.#bar.classList.toggle('resting', this.#rest === undefined);
    return isMoved;
  }

  /** Place of its name while it is shown; null while it is not. */
  flag(): NameFlag | null {
    if (this.#position === null || this.#rest === undefined) return null;
    const { lineNumber, column } = this.#position;
    const isBelow = this.#bar.classList.contains('below');
    return {
      id: this.#id,
      line: lineNumber + (isBelow ? 1 : -1),
      leftPx: leftPxOf(this.#editor, lineNumber, column),
      // Wider than any of its letters are, so that nothing has to be measured.
      widthPx: flagPaddingPx + [...(this.#name.textContent ?? '')].length * letterPx,
      movedMs: this.#movedMs,
    };
  }

  /** Shows the name while the pointer is at the cursor. */
  hover(at: IPosition | null): void {
    const isAt =
      at !== null &&
      at.lineNumber === this.#position?.lineNumber &&
      Math.abs(at.column - this.#position.column) <= hoverColumns;
    if (isAt !== this.#bar.classList.contains('hovered')) this.#bar.classList.toggle('hovered', isAt);
  }

  /** Hides the name while a newer one lies there. */
  cover(isCovered: boolean): void {
    this.#bar.classList.toggle('covered', isCovered);
  }

  dispose(): void {
    clearTimeout(this.#rest);
  }

  #wake(): void {
    clearTimeout(this.#rest);
    this.#movedMs = performance.now();
    this.#bar.classList.remove('resting');
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#bar.classList.add('resting');
    }, restMs);
  }
}
