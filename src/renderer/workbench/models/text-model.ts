import { ICodeEditorService } from '@codingame/monaco-vscode-api';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import { EndOfLinePreference, type ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { IUndoRedoService } from '@codingame/monaco-vscode-api/vscode/vs/platform/undoRedo/common/undoRedo.service';
import {
  type ITextFileEditorModel,
  TextFileEditorModelState,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';
import { toDispose } from '../contributions/disposables.ts';
import { copyBaseMs, dropCopy } from '../files/backup-service.ts';
import type { Dispose } from '../ports/dispose.ts';
import type {
  EditManner,
  Formatting,
  ModelKey,
  ShownFormat,
  TextChange,
  TextModelPort,
  UndoRedo,
} from '../ports/models.ts';
import { giveBack, setDirtyMark } from './dirty-mark.ts';
import { mannerOf } from './edit-manner.ts';
import { setFormatting, showFormat, shownFormat } from './format.ts';
import { toTextChanges } from './local-changes.ts';
import { offsetAt, rangeAt } from './offsets.ts';
import { setReadOnlyReason } from './read-only.ts';
import { keepSuggestions } from './suggestion-keeper.ts';
import { setUndoRedo } from './undo.ts';
import { moveCursorTo } from './undo-cursor.ts';
import { keepView } from './view-keeper.ts';

/** One open text of the editors as the session sees it. */
export class OpenText implements TextModelPort {
  readonly key: ModelKey;
  readonly path: string | null;
  readonly title: string;
  readonly model: ITextModel;
  readonly #file: ITextFileEditorModel | null;
  readonly #changed = new Emitter<{ changes: readonly TextChange[]; manner: EditManner }>();
  /** Fires when an input method begins or ends, in any editor of the text. */
  readonly composition = new Emitter<boolean>();
  #isApplying = false;
  /** True if the editor's own undo stack may have steps of this text. */
  #hasOwnSteps = true;
  #undone: readonly TextChange[] | null = null;

  constructor(
    names: Pick<TextModelPort, 'key' | 'path' | 'title'>,
    model: ITextModel,
    file: ITextFileEditorModel | null,
  ) {
    this.key = names.key;
    this.path = names.path;
    this.title = names.title;
    this.model = model;
    this.#file = file;
    const listening = model.onDidChangeContent((event) => {
      if (this.#isApplying) return;
      this.#hasOwnSteps = true;
      if (event.isEolChange) this.#keepLineEnds();
      const changes = toTextChanges(model, event);
      const isSaving = file?.hasState(TextFileEditorModelState.PENDING_SAVE) ?? false;
      if (changes.length > 0) this.#changed.fire({ changes, manner: mannerOf(event, isSaving) });
    });
    model.onWillDispose(() => {
      listening.dispose();
      this.#changed.dispose();
      this.composition.dispose();
    });
  }

  get copyBaseMs(): number | null {
    return this.#file === null ? null : copyBaseMs(this.#file.resource);
  }

  dropCopy(): void {
    if (this.#file !== null) void dropCopy(this.#file);
  }

  get languageId(): string {
    return this.model.getLanguageId();
  }

  getValue(): string {
    return this.model.getValue(EndOfLinePreference.LF);
  }

  getEol(): 'lf' | 'crlf' {
    return this.model.getEOL() === '\r\n' ? 'crlf' : 'lf';
  }

  onLocalChange(listener: (changes: readonly TextChange[], manner: EditManner) => void): Dispose {
    return toDispose(this.#changed.event(({ changes, manner }) => listener(changes, manner)));
  }

  onComposition(listener: (composing: boolean) => void): Dispose {
    return toDispose(this.composition.event(listener));
  }

  endComposition(): void {
    const composing = this.#editors().find(({ inComposition }) => inComposition);
    if (!(composing && document.activeElement instanceof HTMLElement)) return;
    document.activeElement.blur();
    composing.focus();
  }

  #editors() {
    const editors = StandaloneServices.get(ICodeEditorService).listCodeEditors();
    return editors.filter((editor) => editor.getModel() === this.model);
  }

  applyRemote(edits: readonly TextChange[]): void {
    if (edits.length === 0 || this.model.isDisposed()) return;
    const { model } = this;
    const operations = edits.map(({ offset, deleteLength, insertText }) => ({
      range: rangeAt(model, offset, deleteLength),
      text: insertText,
    }));
    const editors = this.#editors();
    const restore = [keepView, keepSuggestions].flatMap((keep) => editors.map((editor) => keep(editor, model, edits)));
    this.#isApplying = true;
    try {
      model.applyEdits(operations);
    } finally {
      this.#isApplying = false;
    }
    for (const put of restore) put();
    this.#undone = edits;
    // The editor's own undo stack no longer fits the text; nothing else may run it either.
    if (!this.#hasOwnSteps) return;
    this.#hasOwnSteps = false;
    StandaloneServices.get(IUndoRedoService).removeElements(model.uri);
  }

  get isDirty(): boolean {
    return this.#file?.isDirty() ?? false;
  }

  setDirty(dirty: boolean): void {
    if (this.#file !== null) setDirtyMark(this.#file, dirty);
  }

  release(): void {
    this.setUndoRedo(null);
    this.setFormatting(null);
    if (this.#file !== null) void giveBack(this.#file);
  }

  setReadOnly(reason: string | null): void {
    void setReadOnlyReason(this.model.uri, reason);
  }

  setFormatting(formatting: Formatting | null): void {
    setFormatting(this.model, this.#file, formatting);
  }

  showFormat(format: ShownFormat): void {
    if (this.model.isDisposed()) return;
    const eol = showFormat(this.model, format);
    this.#isApplying = true;
    try {
      this.model.setEOL(eol);
    } finally {
      this.#isApplying = false;
    }
  }

  /** Restores the document's line ends, after a reload in the editor for example: only the document decides on them. */
  #keepLineEnds(): void {
    const format = shownFormat(this.model);
    if (format !== null) queueMicrotask(() => this.showFormat(format));
  }

  setUndoRedo(stack: UndoRedo | null): void {
    if (stack === null) return setUndoRedo(this.model, null);
    setUndoRedo(this.model, {
      undo: () => this.#showUndone(() => stack.undo()),
      redo: () => this.#showUndone(() => stack.redo()),
    });
  }

  get isDisposed(): boolean {
    return this.model.isDisposed();
  }

  onDispose(listener: () => void): Dispose {
    return toDispose(this.model.onWillDispose(listener));
  }

  /** Moves the cursor to restored text after one's own undo; others' edits leave it alone. */
  #showUndone(step: () => void): void {
    this.#undone = null;
    step();
    if (this.#undone !== null) moveCursorTo(this.model, this.#undone);
  }

  /** Gives the LF offset of a place. */
  offsetAt(position: { lineNumber: number; column: number }): number {
    return offsetAt(this.model, position);
  }
}
