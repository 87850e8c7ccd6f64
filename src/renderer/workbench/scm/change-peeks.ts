import { getService, ICodeEditorService, IInstantiationService, IThemeService } from '@codingame/monaco-vscode-api';
import { type ICodeEditor, MouseTargetType } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { EditorOption } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/config/editorOptions';
import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import {
  peekViewBorder,
  peekViewTitleBackground,
  peekViewTitleForeground,
  peekViewTitleInfoForeground,
} from '@codingame/monaco-vscode-api/vscode/vs/editor/contrib/peekView/browser/peekView';
import type { QuickDiffModel } from '@codingame/monaco-vscode-scm-service-override/vscode/vs/workbench/contrib/scm/browser/quickDiffModel';
import { commands } from '../contributions/commands.ts';
import type { ChangeActions } from '../ports/source-control.ts';
import { ChangePeek, type PeekButton } from './change-peek.ts';
import { type Change, findChange, kindOf, spanOf } from './changes.ts';

/** An editor whose lines are compared, as `quick-diff.ts` keeps them. */
export interface Compared {
  model: QuickDiffModel;
  path: string;
}

/** Nothing else is open that the Escape key closes. */
const nothingElse =
  '!suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible && !renameInputVisible && !editorHasMultipleSelections';

/** Shows single changes in place: by a click on their marks, by commands, or by their keys. */
export class ChangePeeks {
  readonly #of: (editor: ICodeEditor) => Compared | null;
  readonly #actions: ChangeActions;
  #open: { peek: ChangePeek; editor: ICodeEditor } | null = null;

  constructor(of: (editor: ICodeEditor) => Compared | null, actions: ChangeActions) {
    this.#of = of;
    this.#actions = actions;
    const when = 'ensemble.gitKnown && editorFocus';
    const add = (id: string, title: string, keybinding: string | null, run: (editor: ICodeEditor) => unknown) =>
      commands.register({
        id,
        title,
        when,
        ...(keybinding === null ? {} : { keybinding }),
        run: async () => {
          const editors = await getService(ICodeEditorService);
          const editor = this.#parentOf(editors.getFocusedCodeEditor() ?? editors.getActiveCodeEditor());
          if (editor !== null) await run(editor);
        },
      });
    add('editor.action.dirtydiff.next', 'Show Next Change', 'alt+f3', (editor) => this.#show(editor, 1, true));
    add('editor.action.dirtydiff.previous', 'Show Previous Change', 'shift+alt+f3', (editor) =>
      this.#show(editor, -1, true),
    );
    add('workbench.action.editor.nextChange', 'Go to Next Change', 'alt+f5', (editor) => this.#show(editor, 1, false));
    add('workbench.action.editor.previousChange', 'Go to Previous Change', 'shift+alt+f5', (editor) =>
      this.#show(editor, -1, false),
    );
    commands.register({
      id: 'closeQuickDiff',
      title: 'Close Change',
      when: `ensemble.changeShown && editorFocus && ${nothingElse}`,
      keybinding: 'escape',
      run: () => this.#close(),
    });
  }

  /** Opens the peek by a click on a mark beside the lines. */
  attach(editor: ICodeEditor): void {
    editor.onMouseUp(({ target }) => {
      const isMark = target.type === MouseTargetType.GUTTER_LINE_DECORATIONS;
      if (!isMark || !target.element?.classList.contains('ensemble-quick-diff')) return;
      const changes = this.#changesOf(editor);
      const at = findChange(changes, target.position.lineNumber, 1, true);
      if (this.#open?.editor === editor && this.#open.peek.index === at) this.#close();
      else if (at !== -1) void this.#openAt(editor, at);
    });
  }

  #changesOf(editor: ICodeEditor): Change[] {
    return this.#of(editor)?.model.changes.map(({ change }) => change as Change) ?? [];
  }

  /** Finds the editor itself where the keyboard is in its peek. */
  #parentOf(editor: ICodeEditor | null): ICodeEditor | null {
    if (editor === null || this.#of(editor) !== null) return editor;
    return this.#open?.editor ?? null;
  }

  async #show(editor: ICodeEditor, direction: 1 | -1, peeks: boolean): Promise<void> {
    const changes = this.#changesOf(editor);
    const isOpen = this.#open?.editor === editor;
    const shown = isOpen ? changes[this.#open!.peek.index] : undefined;
    const line = (shown && spanOf(shown).start) ?? editor.getPosition()?.lineNumber ?? 1;
    const at = findChange(changes, line, direction, peeks && !isOpen);
    const change = changes[at];
    if (change === undefined) return;
    const { start } = spanOf(change);
    editor.setPosition({ lineNumber: start, column: 1 });
    editor.revealLineInCenterIfOutsideViewport(start);
    if (peeks) await this.#openAt(editor, at);
  }

  async #openAt(editor: ICodeEditor, at: number): Promise<void> {
    const [instantiation, themes] = await Promise.all([getService(IInstantiationService), getService(IThemeService)]);
    const compared = this.#of(editor);
    if (compared === null) return;
    if (this.#open?.editor === editor) return this.#open.peek.showChange(at);
    this.#close();
    const colour = (id: string) => themes.getColorTheme().getColor(id);
    const style = {
      frameColor: colour(peekViewBorder),
      arrowColor: colour(peekViewBorder),
      headerBackgroundColor: colour(peekViewTitleBackground),
      primaryHeadingColor: colour(peekViewTitleForeground),
      secondaryHeadingColor: colour(peekViewTitleInfoForeground),
    };
    const options = Object.fromEntries(Object.entries(style).filter(([, value]) => value !== undefined));
    const peek = new ChangePeek(editor, options, compared.model, this.#buttons(editor, compared), instantiation);
    const listening = compared.model.onDidChange(() => peek.showChange(this.#nearest(editor, peek.index)));
    this.#open = { peek, editor };
    await this.#actions.setShown(true);
    peek.onDidClose(() => {
      listening.dispose();
      if (this.#open?.peek !== peek) return;
      this.#open = null;
      void this.#actions.setShown(false);
      editor.focus();
    });
    peek.showChange(at);
  }

  /** Place of a change after others have gone. */
  #nearest(editor: ICodeEditor, index: number): number {
    return Math.min(index, this.#changesOf(editor).length - 1);
  }

  #buttons(editor: ICodeEditor, { path }: Compared): PeekButton[] {
    const mayEdit = !editor.getOption(EditorOption.readOnly);
    const shown = (run: (change: Change) => void) => () => {
      const change = this.#changesOf(editor)[this.#open?.peek.index ?? -1];
      if (change) run(change);
    };
    const stage = shown((change) => this.#actions.stage(path, spanOf(change)));
    const revert = shown((change) => this.#revert(editor, change));
    return [
      ...(this.#actions.mayStage() ? [{ id: 'stage', title: 'Stage Change', icon: 'add', run: stage }] : []),
      ...(mayEdit ? [{ id: 'revert', title: 'Revert Change', icon: 'discard', run: revert }] : []),
      { id: 'previous', title: 'Show Previous Change', icon: 'arrow-up', run: () => void this.#show(editor, -1, true) },
      { id: 'next', title: 'Show Next Change', icon: 'arrow-down', run: () => void this.#show(editor, 1, true) },
      { id: 'close', title: 'Close', icon: 'close', run: () => this.#close() },
    ];
  }

  /** Puts the former lines back: an edit like any other, which can be undone. */
  #revert(editor: ICodeEditor, change: Change): void {
    const original = this.#of(editor)?.model.changes.find((each) => each.change === change)?.original;
    const models = original && this.#of(editor)?.model.getDiffEditorModel(original);
    const model = editor.getModel();
    if (!models || model === null) return;
    const edit = revertingEdit(change, kindOf(change), models.original, model);
    editor.pushUndoStop();
    editor.executeEdits('ensemble.revertChange', [edit]);
    editor.pushUndoStop();
  }

  #close(): void {
    this.#open?.peek.dispose();
  }
}

interface Lines {
  getLineCount(): number;
  getLineMaxColumn(line: number): number;
  getValueInRange(range: Range): string;
}

/** Makes the edit that puts the original lines in place of a change. */
function revertingEdit(change: Change, kind: ReturnType<typeof kindOf>, original: Lines, text: Lines) {
  const { originalStartLineNumber: from, originalEndLineNumber: to } = change;
  const { modifiedStartLineNumber: start, modifiedEndLineNumber: end } = change;
  if (kind === 'added') {
    // The line break goes with the lines: that behind them, or that before where they are the last.
    if (end < text.getLineCount()) return { range: new Range(start, 1, end + 1, 1), text: '' };
    if (start === 1) return { range: new Range(1, 1, end, text.getLineMaxColumn(end)), text: '' };
    return { range: new Range(start - 1, text.getLineMaxColumn(start - 1), end, text.getLineMaxColumn(end)), text: '' };
  }
  const former = original.getValueInRange(new Range(from, 1, to, original.getLineMaxColumn(to)));
  if (kind === 'modified') return { range: new Range(start, 1, end, text.getLineMaxColumn(end)), text: former };
  if (start === 0) return { range: new Range(1, 1, 1, 1), text: `${former}\n` };
  const column = text.getLineMaxColumn(start);
  return { range: new Range(start, column, start, column), text: `\n${former}` };
}
