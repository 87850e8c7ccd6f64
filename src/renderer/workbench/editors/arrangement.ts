import { getService, IEditorGroupsService, IEditorService, IFileService } from '@codingame/monaco-vscode-api';
import { Schemas } from '@codingame/monaco-vscode-api/vscode/vs/base/common/network';
import { type ICodeEditor, isCodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { ScrollType } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/editorCommon';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import {
  GroupDirection,
  GroupsOrder,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/editor/common/editorGroupsService';
import type { OpenTexts } from '../models/models.ts';
import type { EditorsPort } from '../ports/editors.ts';

/** Finds the place of an editor's group among those side by side, from 1; null for one inside of another editor. */
export function columnOf(editor: ICodeEditor): number | null {
  const groups = StandaloneServices.get(IEditorGroupsService).getGroups(GroupsOrder.GRID_APPEARANCE);
  const index = groups.findIndex(({ activeEditorPane }) => activeEditorPane?.getControl() === editor);
  return index < 0 ? null : index + 1;
}

/** Makes the way to show texts side by side. */
export function createArrangement(texts: OpenTexts): EditorsPort['arrange'] {
  /** Groups that were added for it. */
  const added = new Set<number>();
  return async (shown, focused) => {
    const [groups, editors, files] = await Promise.all([
      getService(IEditorGroupsService),
      getService(IEditorService),
      getService(IFileService),
    ]);
    const inOrder = () => groups.getGroups(GroupsOrder.GRID_APPEARANCE);
    const isThere = await Promise.all(
      shown.map(({ key }) => {
        const resource = texts.toUri(key);
        return resource.scheme === Schemas.untitled || files.exists(resource);
      }),
    );
    const placed = shown.map((each, index) => ({ ...each, isFocused: index === focused })).filter((_, i) => isThere[i]);
    if (placed.length === 0) return;
    for (let all = inOrder(); all.length < placed.length; all = inOrder())
      added.add(groups.addGroup(all.at(-1)!, GroupDirection.RIGHT).id);
    for (const group of inOrder().slice(placed.length)) if (added.delete(group.id)) groups.removeGroup(group);
    const all = inOrder();
    const open = placed.map((each, index) => ({ ...each, group: all[index]! }));
    // Opening makes a group the active one: that of the focused text comes last.
    for (const { key, topLine, group } of open.sort((a, b) => Number(a.isFocused) - Number(b.isFocused))) {
      const options = { preserveFocus: true, pinned: false };
      const pane = await editors.openEditor({ resource: texts.toUri(key), options }, group.id);
      const control = pane?.getControl();
      if (isCodeEditor(control)) control.setScrollTop(control.getTopForLineNumber(topLine), ScrollType.Smooth);
    }
  };
}
