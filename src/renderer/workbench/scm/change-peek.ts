import { Action, type IAction } from '@codingame/monaco-vscode-api/vscode/vs/base/common/actions';
import { ThemeIcon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/themables';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { EmbeddedDiffEditorWidget } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/widget/diffEditor/embeddedDiffEditorWidget';
import { Position } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/position';
import { ScrollType } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/editorCommon';
import {
  type IPeekViewOptions,
  PeekViewWidget,
} from '@codingame/monaco-vscode-api/vscode/vs/editor/contrib/peekView/browser/peekView';
import type { IInstantiationService } from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/instantiation';
import type { QuickDiffModel } from '@codingame/monaco-vscode-scm-service-override/vscode/vs/workbench/contrib/scm/browser/quickDiffModel';
import type { Change } from './changes.ts';
import { heightOf, spanOf } from './changes.ts';

/** Lines around a change, and the most that are shown without scrolling. */
const linesAround = 8;
const mostLines = 20;

/** A button in the head of the peek. */
export interface PeekButton {
  id: string;
  title: string;
  icon: string;
  run: () => void;
}

/** Comparison of one change with what is staged or committed, in place. */
export class ChangePeek extends PeekViewWidget {
  readonly #model: QuickDiffModel;
  readonly #buttons: readonly PeekButton[];
  readonly #instantiation: IInstantiationService;
  #comparison: EmbeddedDiffEditorWidget | null = null;
  #index = -1;

  constructor(
    editor: ICodeEditor,
    options: IPeekViewOptions,
    model: QuickDiffModel,
    buttons: readonly PeekButton[],
    instantiation: IInstantiationService,
  ) {
    super(
      editor,
      { isResizeable: true, isAccessible: true, frameWidth: 1, keepEditorSelection: true, ...options },
      instantiation,
    );
    this.#model = model;
    this.#buttons = buttons;
    this.#instantiation = instantiation;
    this.create();
  }

  /** Place of the shown change in the list. */
  get index(): number {
    return this.#index;
  }

  /** Shows a change by its place in the list; closes where there is none any more. */
  showChange(index: number): void {
    const found = this.#model.changes[index];
    const models = found === undefined ? undefined : this.#model.getDiffEditorModel(found.original);
    if (found === undefined || models === undefined) return this.dispose();
    this.#index = index;
    const change = found.change as Change;
    const { start, end } = spanOf(change);
    this.#comparison!.setModel(models);
    const path = found.modified.path;
    this.setTitle(path.slice(path.lastIndexOf('/') + 1), 'Git local changes');
    this.setMetaTitle(`${index + 1} of ${this.#model.changes.length} changes`);
    this.show(new Position(end, 1), Math.min(mostLines, heightOf(change) + linesAround));
    this.#comparison!.revealLinesInCenter(start, end, ScrollType.Immediate);
  }

  protected override _fillHead(container: HTMLElement): void {
    super._fillHead(container, true);
    const actions = this.#buttons.map(({ id, title, icon, run }) => {
      const look = ThemeIcon.asClassName(ThemeIcon.fromId(icon));
      return this._disposables.add(new Action(`ensemble.peek.${id}`, title, look, true, async () => run()));
    });
    this._actionbarWidget?.push(actions as IAction[], { label: false, icon: true });
  }

  protected override _fillBody(container: HTMLElement): void {
    this.#comparison = this.#instantiation.createInstance(
      EmbeddedDiffEditorWidget,
      container,
      {
        scrollBeyondLastLine: false,
        overviewRulerLanes: 2,
        fixedOverflowWidgets: true,
        minimap: { enabled: false },
        renderSideBySide: false,
        readOnly: true,
        renderGutterMenu: false,
        diffAlgorithm: 'advanced',
        stickyScroll: { enabled: false },
        scrollbar: { verticalScrollbarSize: 14, horizontal: 'auto', useShadows: true },
      },
      {},
      this.editor,
    );
    this._disposables.add(this.#comparison);
  }

  protected override _doLayoutBody(height: number, width: number): void {
    super._doLayoutBody(height, width);
    this.#comparison?.layout({ height, width });
  }
}
