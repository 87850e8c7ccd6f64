import { getService, ICodeEditorService, IEditorService, IFileService } from '@codingame/monaco-vscode-api';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import { Schemas } from '@codingame/monaco-vscode-api/vscode/vs/base/common/network';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { ScrollType } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/editorCommon';
import { toDispose } from '../contributions/disposables.ts';
import type { OpenTexts } from '../models/models.ts';
import type { EditorsPort, RevealOptions, VisibleEditor } from '../ports/editors.ts';
import type { ModelKey } from '../ports/models.ts';
import { columnOf, createArrangement } from './arrangement.ts';
import { openBoard } from './drawing-board.ts';
import { createDrawings } from './drawings.ts';
import { createLineMarks } from './line-marks.ts';
import { createEditorMoves } from './move.ts';
import { createPlaceholders } from './placeholders.ts';
import { createRemoteCursors } from './remote-cursors.ts';
import { createTextMarks } from './text-marks.ts';
import type { EditorEvents } from './watcher.ts';
import { selectIn, selectionsOf, watchEditor } from './watcher.ts';

/** No first paint has a comparison. */
const diffs = () => import('./diff.ts');

/** Watches the code editors that show texts of the folder. */
export function createEditors(texts: OpenTexts): EditorsPort {
  const events: EditorEvents = { visible: new Emitter(), selection: new Emitter(), scroll: new Emitter() };
  const cursors = createRemoteCursors(texts);
  const marks = createLineMarks(texts);
  const stretches = createTextMarks(texts);
  const drawings = createDrawings(texts);
  const placeholders = createPlaceholders(texts);
  const move = createEditorMoves();

  // Entries of the session come before the services stand, and whoever hears them may ask which editors there are.
  let codeEditors: ICodeEditorService | null = null;
  const list = () =>
    (codeEditors?.listCodeEditors() ?? []).filter((editor) => texts.of(editor.getModel()) !== undefined);
  const ofKey = (key: ModelKey) => list().find((editor) => texts.of(editor.getModel())?.key === key);
  const activeEditor = () => codeEditors?.getFocusedCodeEditor() ?? codeEditors?.getActiveCodeEditor() ?? null;
  const describe = (editor: ICodeEditor): VisibleEditor => {
    const ranges = editor.getVisibleRanges();
    return {
      key: texts.of(editor.getModel())?.key ?? '',
      isActive: editor === activeEditor(),
      column: columnOf(editor),
      selections: selectionsOf(editor),
      topLine: ranges[0]?.startLineNumber ?? 1,
      bottomLine: ranges.at(-1)?.endLineNumber ?? 1,
    };
  };

  void getService(ICodeEditorService).then((service) => {
    codeEditors = service;
    const start = (editor: ICodeEditor) => {
      watchEditor(editor, texts, events);
      cursors.attach(editor);
      marks.attach(editor);
      stretches.attach(editor);
      drawings.attach(editor);
      placeholders.attach(editor);
    };
    service.onCodeEditorAdd(start);
    service.onCodeEditorRemove(() => events.visible.fire());
    for (const editor of service.listCodeEditors()) start(editor);
  });
  void getService(IEditorService).then((service) => service.onDidActiveEditorChange(() => events.visible.fire()));
  // An editor is bound to its text before the text has its port.
  texts.onModelOpened(() => events.visible.fire());

  const scrollTo = (editor: ICodeEditor, line: number, at: RevealOptions['at']) => {
    if (at === 'top') editor.setScrollTop(editor.getTopForLineNumber(line), ScrollType.Smooth);
    else editor.revealLineInCenterIfOutsideViewport(line, ScrollType.Smooth);
  };

  const reveal = async (key: ModelKey, line: number, options: RevealOptions = {}) => {
    const shown = options.isInPlace ? ofKey(key) : undefined;
    if (shown !== undefined) scrollTo(shown, line, options.at ?? 'centre');
    if (options.isInPlace) return shown !== undefined;
    const resource = texts.toUri(key);
    const files = await getService(IFileService);
    if (resource.scheme !== Schemas.untitled && !(await files.exists(resource))) return false;
    const editors = await getService(IEditorService);
    await editors.openEditor({
      resource,
      options: {
        preserveFocus: options.preserveFocus ?? false,
        pinned: !(options.preview ?? true),
        revealIfVisible: true,
      },
    });
    const editor = ofKey(key);
    if (editor !== undefined) scrollTo(editor, line, options.at ?? 'centre');
    return true;
  };

  return {
    visible: () => list().map(describe),
    active: () => {
      const editor = activeEditor();
      return editor !== null && texts.of(editor.getModel()) !== undefined ? describe(editor) : null;
    },
    onVisibleChanged: (listener) => toDispose(events.visible.event(listener)),
    onSelectionChanged: (listener) =>
      toDispose(events.selection.event(({ key, selections, cause }) => listener(key, selections, cause))),
    onScroll: (listener) => toDispose(events.scroll.event(({ key, topLine }) => listener(key, topLine))),
    getTopVisibleLine: (key) => ofKey(key)?.getVisibleRanges()[0]?.startLineNumber ?? null,
    reveal,
    arrange: createArrangement(texts),
    untilClosed: async (key) => {
      const resource = texts.toUri(key);
      const editors = await getService(IEditorService);
      const isOpen = () => editors.findEditors(resource).length > 0;
      if (!isOpen()) return;
      await new Promise<void>((resolve) => {
        const listening = editors.onDidEditorsChange(() => {
          if (isOpen()) return;
          listening.dispose();
          resolve();
        });
      });
    },
    select: (key, selections) => {
      const editor = ofKey(key);
      if (editor !== undefined) selectIn(editor, selections);
    },
    setRemoteCursors: cursors.set,
    setLineMarks: marks.set,
    setTextMarks: stretches.set,
    showDrawing: drawings.show,
    openBoard: (key, board) => {
      const active = activeEditor();
      const editor = active !== null && texts.of(active.getModel())?.key === key ? active : ofKey(key);
      return editor ? openBoard(editor, board) : null;
    },
    setPlaceholder: placeholders.set,
    move: (from, to, ready) => move(texts.toUri(from), texts.toUri(to), ready),
    openDiff: async (title, left, right, subject) =>
      (await diffs()).openDiff(title, left, 'key' in right ? texts.toUri(right.key) : right, subject),
    updateDiff: async (subject, left, right) => (await diffs()).updateDiff(subject, left, right),
    closeDiff: async (subject) => (await diffs()).closeDiff(subject),
    diffCursor: async () => (await diffs()).diffCursor(),
    previewDiffs: async (title, pairs) => (await diffs()).previewDiffs(title, pairs),
  };
}
