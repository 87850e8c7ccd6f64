import { getService, ITextFileService } from '@codingame/monaco-vscode-api';
import { endLines } from '../models/text-conventions.ts';
import type { DocumentsPort } from '../ports/workbench.ts';
import type { FolderPaths } from './paths.ts';

/** Order before the workbench's own participants, which format and end the last line. */
const first = Number.NEGATIVE_INFINITY;

/** Lets documents prepare for being saved. */
export async function prepareSaves(documents: DocumentsPort, paths: FolderPaths): Promise<void> {
  const { files } = await getService(ITextFileService);
  files.addSaveParticipant({
    ordinal: first,
    participate: async ({ resource, textEditorModel }) => {
      const path = paths.toPath(resource);
      if (path === null) return;
      await documents.prepareSave(path);
      if (textEditorModel) endLines(path, textEditorModel);
    },
  });
}
