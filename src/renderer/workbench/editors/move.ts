import {
  getService,
  ICodeEditorService,
  IEditorGroupsService,
  IEditorService,
  ITextModelService,
  IWorkingCopyFileService,
} from '@codingame/monaco-vscode-api';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { holdKeys } from './held-keys.ts';

/** Watches renames of this window under way: the workbench carries its editors along by itself. */
async function watchOwnRenames(): Promise<() => Promise<void>> {
  const copies = await getService(IWorkingCopyFileService);
  let running = 0;
  let waiting: (() => void)[] = [];
  const end = () => {
    running--;
    if (running > 0) return;
    for (const tell of waiting) tell();
    waiting = [];
  };
  copies.onWillRunWorkingCopyFileOperation(() => running++);
  copies.onDidRunWorkingCopyFileOperation(end);
  copies.onDidFailWorkingCopyFileOperation(end);
  return async () => {
    if (running > 0) await new Promise<void>((resolve) => waiting.push(resolve));
  };
}

/**
 * Makes the function that follows a rename by somebody else: tabs of the old name become tabs of the new one, where
 * they are, with cursor and scroll position. The new text is there, and `ready`, before anything is replaced, so that
 * typing goes on.
 */
export function createEditorMoves(): (from: URI, to: URI, ready: () => Promise<boolean>) => Promise<void> {
  const ownRenames = watchOwnRenames();
  return async (from, to, ready) => {
    await (await ownRenames)();
    const [groups, editors, models, codeEditors] = await Promise.all([
      getService(IEditorGroupsService),
      getService(IEditorService),
      getService(ITextModelService),
      getService(ICodeEditorService),
    ]);
    const open = () => groups.groups.filter((group) => group.findEditors(from).length > 0);
    if (open().length === 0) return;
    const model = await models.createModelReference(to);
    try {
      if (!(await ready())) return;
      for (const group of open()) {
        const isActive = group.activeEditor?.resource?.toString() === from.toString();
        const viewState = isActive ? group.activeEditorPane?.getViewState() : undefined;
        const replacements = group.findEditors(from).map((editor) => ({
          editor,
          replacement: {
            resource: to,
            options: {
              pinned: group.isPinned(editor),
              inactive: !isActive,
              index: group.getIndexOfEditor(editor),
              preserveFocus: group !== groups.activeGroup,
              ...(viewState ? { viewState } : {}),
            },
          },
          forceReplaceDirty: true,
        }));
        const isTyping = isActive && group === groups.activeGroup && codeEditors.getFocusedCodeEditor() !== null;
        const release = isTyping ? holdKeys(window) : null;
        try {
          await editors.replaceEditors(replacements, group);
        } finally {
          release?.((text) => {
            const editor = codeEditors.getFocusedCodeEditor() ?? codeEditors.getActiveCodeEditor();
            editor?.trigger('keyboard', 'type', { text });
          });
        }
      }
    } finally {
      model.dispose();
    }
  };
}
