import {
  ContentWidgetPositionPreference,
  type ICodeEditor,
  type IContentWidget,
  type IContentWidgetPosition,
} from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { EditorOption } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/config/editorOptions';
import type { IPosition } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/position';
import type { RemoteCursor } from '../ports/editors.ts';
import { personClass } from './people-colours.ts';

/** How long a cursor has to rest until its name fades. */
const restMs = 2000;

/** One person's cursor in one editor: a bar, and the name above it, or below where there is no room. */
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
    // What is written to the page is laid out again, also when it is the same.
    if (look !== this.#look) {
      this.#look = look;
      this.#bar.className = `ensemble-cursor ${personClass(cursor.colorIndex)}`;
      this.#bar.style.height = `${height}px`;
      this.#name.textContent = cursor.name;
    }
    const isMoved = this.place(position);
    if (isMoved) this.#wake();
    return isMoved;
  }

  /** Moves it along with the text: no reason to show the name. Returns whether it is another place. */
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

  dispose(): void {
    clearTimeout(this.#rest);
  }

  #wake(): void {
    clearTimeout(this.#rest);
    this.#bar.classList.remove('resting');
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#bar.classList.add('resting');
    }, restMs);
  }
}
