import './quick-diff.css';
import { getService, ICodeEditorService } from '@codingame/monaco-vscode-api';
import { DisposableStore } from '@codingame/monaco-vscode-api/vscode/vs/base/common/lifecycle';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { EditorOption } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/config/editorOptions';
import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import { OverviewRulerLane } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { IQuickDiffModelService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/browser/quickDiffModel.service';
import {
  overviewRulerAddedForeground,
  overviewRulerDeletedForeground,
  overviewRulerModifiedForeground,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/common/quickDiff';
import { IQuickDiffService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/common/quickDiff.service';
import type { FolderPaths } from '../files/paths.ts';
import type { ChangeActions, FileVersion } from '../ports/source-control.ts';
import { ChangePeeks, type Compared } from './change-peeks.ts';
import { type Change, kindOf } from './changes.ts';
import { providerId } from './provider.ts';
import { versionUri } from './versions.ts';

const rulers = {
  added: overviewRulerAddedForeground,
  modified: overviewRulerModifiedForeground,
  deleted: overviewRulerDeletedForeground,
};

/** Marks the lines that differ from the index beside every editor of a file of the folder. */
export async function showQuickDiffs(
  paths: FolderPaths,
  baseOf: (path: string) => FileVersion | null,
  actions: ChangeActions,
): Promise<void> {
  const [quickDiffs, models, editors] = await Promise.all([
    getService(IQuickDiffService),
    getService(IQuickDiffModelService),
    getService(ICodeEditorService),
  ]);
  quickDiffs.addQuickDiffProvider({
    id: `${providerId}.quickDiffProvider`,
    label: 'Git',
    rootUri: paths.root,
    kind: 'primary',
    getOriginalResource: async (uri) => {
      const path = uri.query === '' ? paths.toPath(uri) : null;
      const base = path === null ? null : baseOf(path);
      return base === null ? null : versionUri(base);
    },
  });

  const compared = new WeakMap<ICodeEditor, Compared>();
  const peeks = new ChangePeeks((editor) => compared.get(editor) ?? null, actions);
  const attach = (editor: ICodeEditor): void => {
    // A comparison marks its own differences.
    if (editor.getOption(EditorOption.inDiffEditor)) return;
    peeks.attach(editor);
    const shown = editor.createDecorationsCollection();
    const ofModel = new DisposableStore();
    const begin = () => {
      ofModel.clear();
      shown.clear();
      compared.delete(editor);
      const model = editor.getModel();
      const path = model === null ? null : paths.toPath(model.uri);
      if (model === null || path === null) return;
      const reference = models.createQuickDiffModelReference(model.uri);
      if (reference === undefined) return;
      ofModel.add(reference);
      compared.set(editor, { model: reference.object, path });
      const draw = () => {
        const changes = reference.object.changes.map(({ change }) => change as Change);
        shown.set(changes.map((change) => decorationOf(change)));
      };
      ofModel.add(reference.object.onDidChange(draw));
      draw();
    };
    const listening = editor.onDidChangeModel(begin);
    editor.onDidDispose(() => {
      listening.dispose();
      ofModel.dispose();
    });
    begin();
  };
  for (const editor of editors.listCodeEditors()) attach(editor);
  editors.onCodeEditorAdd(attach);
}

function decorationOf(change: Change) {
  const kind = kindOf(change);
  const start = Math.max(1, change.modifiedStartLineNumber);
  const end = change.modifiedEndLineNumber || start;
  const isAboveFirst = kind === 'deleted' && change.modifiedStartLineNumber === 0;
  return {
    range: new Range(start, 1, end, 1),
    options: {
      description: `ensemble-quick-diff-${kind}`,
      isWholeLine: true,
      linesDecorationsClassName: `ensemble-quick-diff ${kind}${isAboveFirst ? ' above' : ''}`,
      linesDecorationsTooltip: `${{ added: 'Added', modified: 'Changed', deleted: 'Deleted here' }[kind]}: click to compare`,
      overviewRuler: { color: { id: rulers[kind] }, position: OverviewRulerLane.Left },
    },
  };
}
