import { IEditorService } from '@codingame/monaco-vscode-api';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { DiffEditorInput } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor/diffEditorInput';
import type { FolderPaths } from '../files/paths.ts';
import type { ShownChange } from '../ports/source-control.ts';
import { pathOfVersion, versionOf } from '../scm/versions.ts';

/** Gives the comparison in the active editor; null where there is none, or of something else than versions of files. */
export function shownChange(paths: FolderPaths): ShownChange | null {
  const input = StandaloneServices.get(IEditorService).activeEditor;
  if (!(input instanceof DiffEditorInput)) return shownNew(input?.resource);
  const [left, right] = [input.original.resource, input.modified.resource];
  const before = left === undefined ? null : pathOfVersion(left);
  if (left === undefined || right === undefined || before === null) return null;
  const path = pathOfVersion(right);
  if (path !== null) return { path, left: versionOf(left), right: versionOf(right) };
  const file = paths.toPath(right);
  return file === null ? null : { path: file, left: versionOf(left), right: 'file' };
}

/** Gives the comparison of a file that is new in a version: its text alone, with nothing beside it. */
function shownNew(resource: URI | undefined): ShownChange | null {
  const path = resource ? pathOfVersion(resource) : null;
  return resource === undefined || path === null ? null : { path, left: null, right: versionOf(resource) };
}
