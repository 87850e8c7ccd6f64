import type { IEditorOverrideServices } from '@codingame/monaco-vscode-api';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import {
  type IBulkEditOptions,
  type IBulkEditResult,
  ResourceEdit,
  ResourceFileEdit,
  ResourceTextEdit,
} from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/services/bulkEditService';
import { IBulkEditService } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/services/bulkEditService.service';
import type { WorkspaceEdit } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/languages';
import { SyncDescriptor } from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/descriptors';
import getBulkEditService from '@codingame/monaco-vscode-bulk-edit-service-override';
import { BulkEditService } from '@codingame/monaco-vscode-bulk-edit-service-override/vscode/vs/workbench/contrib/bulkEdit/browser/bulkEditService';
import type { Dispose } from '../ports/dispose.ts';

type Listener = (uris: readonly URI[]) => () => void;

const listeners = new Set<Listener>();
let mayDelete: (uris: readonly URI[]) => Promise<boolean> = async () => true;

/** Has somebody be asked before files are deleted, such as from the explorer. */
export function askBeforeDeleting(ask: (uris: readonly URI[]) => Promise<boolean>): void {
  mayDelete = ask;
}

const isDeletion = (edit: ResourceEdit): edit is ResourceFileEdit & { oldResource: URI } =>
  edit instanceof ResourceFileEdit && edit.oldResource !== undefined && edit.newResource === undefined;

/** Options of edits; `look` looks once more whether they still fit, after the question, and rejects where they do not. */
export interface LookedEditOptions extends IBulkEditOptions {
  look?: (() => Promise<void>) | undefined;
}

/** Edits of several files, which tells the texts that it is about to edit. */
class ToldBulkEdits extends BulkEditService {
  override async apply(edits: ResourceEdit[] | WorkspaceEdit, options?: LookedEditOptions): Promise<IBulkEditResult> {
    const all = Array.isArray(edits) ? edits : ResourceEdit.convert(edits);
    const uris = all.flatMap((edit) => (edit instanceof ResourceTextEdit ? [edit.resource] : []));
    const deleted = all.filter(isDeletion).map(({ oldResource }) => oldResource);
    if (deleted.length > 0 && !(await mayDelete(deleted))) return { ariaSummary: '', isApplied: false };
    await options?.look?.();
    const ends = [...listeners].map((listener) => listener(uris));
    try {
      return await super.apply(edits, options);
    } finally {
      for (const end of ends) end();
    }
  }
}

/** Calls the listener before texts are edited together; the function that it returns is called after that. */
export function onBulkEdit(listener: Listener): Dispose {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Makes the service by which a replacement in files, a rename or a fix edits several texts. */
export function bulkEditServices(): IEditorOverrideServices {
  return { ...getBulkEditService(), [IBulkEditService.toString()]: new SyncDescriptor(ToldBulkEdits, [], true) };
}
