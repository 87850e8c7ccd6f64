import { getService, IEditorService } from '@codingame/monaco-vscode-api';
import { autorun } from '@codingame/monaco-vscode-api/vscode/vs/base/common/observableInternal/reactions/autorun';
import { MergeEditorInput } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/mergeEditorInput';
import type { MergeEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/model/mergeEditorModel';
import { MergeEditor } from '@codingame/monaco-vscode-view-common-service-override/vscode/vs/workbench/contrib/mergeEditor/browser/view/mergeEditor';
import { toDispose } from '../contributions/disposables.ts';
import type { FolderPaths } from '../files/paths.ts';
import { keyOf, type OpenTexts } from '../models/models.ts';
import { rangeAt } from '../models/offsets.ts';
import type { MergeNotes, MergingPort } from '../ports/merging.ts';
import type { ModelKey } from '../ports/models.ts';
import { versionUri } from '../scm/versions.ts';
import { endWithClosedTexts } from './closed-texts.ts';
import { deriveStates } from './derived-states.ts';
import { showMarkedConflicts } from './marked-conflicts.ts';
import { isReadOnly, shareResults, taken, taking } from './shared-result.ts';
import { shareActions } from './shown-actions.ts';

const noNotes: MergeNotes = { taken: new Map(), words: () => null };

/** One merge editor that is shown. */
interface Shown {
  key: ModelKey;
  model: MergeEditorModel;
  refresh: () => void;
}

/** Makes the port of the merge editor, and of conflicts that are marked in texts. */
export function createMerging(paths: FolderPaths, texts: OpenTexts): MergingPort & { start(): Promise<void> } {
  const shown = new Map<MergeEditor, Shown & { dispose: () => void }>();
  let notesOf: (key: ModelKey) => MergeNotes = () => noNotes;
  let activeKey: () => ModelKey | null = () => null;
  shareResults();
  endWithClosedTexts();
  shareActions();

  const of = (key: ModelKey) => [...shown.values()].find((each) => each.key === key);

  const attach = (pane: MergeEditor) => {
    const { model } = pane;
    if (shown.get(pane)?.model === model) return;
    shown.get(pane)?.dispose();
    shown.delete(pane);
    const key = model === undefined ? null : keyOf(paths, model.resultTextModel.uri);
    const editor = pane.getControl();
    if (model === undefined || key === null || editor === undefined) return;
    pane.getContainer()?.classList.toggle('ensemble-read-only', isReadOnly(model.resultTextModel.uri));
    // The choices stand above the sides already.
    editor.updateOptions({ codeLens: false });
    const { refresh, dispose } = deriveStates(model, editor, () => notesOf(key));
    shown.set(pane, { key, model, refresh, dispose });
  };

  const watch = async () => {
    const editors = await getService(IEditorService);
    const followed = new WeakSet<MergeEditor>();
    const follow = (pane: MergeEditor) => {
      if (followed.has(pane)) return attach(pane);
      followed.add(pane);
      // The pane is there before its model, and is used for one file after another.
      autorun((reader) => {
        pane.inputModel.read(reader);
        queueMicrotask(() => attach(pane));
      });
    };
    const look = () => {
      const panes: readonly unknown[] = editors.visibleEditorPanes;
      const visible = panes.filter((pane) => pane instanceof MergeEditor);
      for (const pane of visible) follow(pane);
      for (const [pane, { dispose }] of shown)
        if (!visible.includes(pane)) {
          dispose();
          shown.delete(pane);
        }
    };
    editors.onDidVisibleEditorsChange(look);
    activeKey = () => {
      const pane: unknown = editors.activeEditorPane;
      return pane instanceof MergeEditor ? (shown.get(pane)?.key ?? null) : null;
    };
    look();
  };

  return {
    start: async () => {
      await Promise.all([watch(), showMarkedConflicts(texts)]);
    },
    open: async ({ key, base, incoming, current }) => {
      const editors = await getService(IEditorService);
      await editors.openEditor({
        base: { resource: versionUri(base) },
        input1: { resource: versionUri(incoming.version), label: incoming.title, description: incoming.description },
        input2: { resource: versionUri(current.version), label: current.title, description: current.description },
        result: { resource: texts.toUri(key) },
        options: { pinned: true },
      });
    },
    opened: async () => {
      const editors = await getService(IEditorService);
      const keys = editors.editors.map((each) => (each instanceof MergeEditorInput ? keyOf(paths, each.result) : null));
      return keys.filter((key) => key !== null);
    },
    close: async (key, showFile) => {
      const editors = await getService(IEditorService);
      const uri = texts.toUri(key);
      const found = editors.findEditors(uri).filter(({ editor }) => editor instanceof MergeEditorInput);
      if (!showFile) return editors.closeEditors(found);
      for (const { editor, groupId } of found)
        await editors.replaceEditors(
          [{ editor, replacement: { resource: uri, options: { preserveFocus: true } }, forceReplaceDirty: true }],
          groupId,
        );
    },
    active: () => activeKey(),
    openHunks: (key) => of(key)?.model.unhandledConflictsCount.get() ?? null,
    onTaking: (listener) => toDispose(taking.event((uri) => withKey(uri, listener))),
    onTaken: (listener) =>
      toDispose(taken.event(({ uri, hunk, side }) => withKey(uri, (key) => listener(key, hunk, side)))),
    annotate: (source, onChanged) => {
      notesOf = source;
      onChanged(() => {
        for (const { refresh } of shown.values()) refresh();
      });
    },
    edit: (key, changes) => {
      const model = texts.get(key)?.model;
      if (model === undefined) return;
      const operations = changes.map(({ offset, deleteLength, insertText }) => ({
        range: rangeAt(model, offset, deleteLength),
        text: insertText,
      }));
      model.pushStackElement();
      model.pushEditOperations([], operations, () => null);
      model.pushStackElement();
    },
  };

  function withKey(uri: Parameters<typeof keyOf>[1], run: (key: ModelKey) => void): void {
    const key = keyOf(paths, uri);
    if (key !== null) run(key);
  }
}
