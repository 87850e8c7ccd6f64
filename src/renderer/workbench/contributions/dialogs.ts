import { getService, IDialogService, IFileDialogService } from '@codingame/monaco-vscode-api';
import { Schemas } from '@codingame/monaco-vscode-api/vscode/vs/base/common/network';
import type { FolderPaths } from '../files/paths.ts';
import type { DialogsPort, Severity } from '../ports/interaction.ts';
import { severities } from './notifications.ts';

async function ask<const B extends string>(
  severity: Severity,
  message: string,
  options: { detail?: string | readonly string[]; buttons: readonly B[]; cancel?: string; careful?: boolean },
): Promise<B | undefined> {
  const dialogs = await getService(IDialogService);
  const buttons = options.buttons.map((label) => ({ label, run: (): B | undefined => label }));
  const cancel = { label: options.cancel ?? 'Cancel', run: (): B | undefined => undefined };
  const { result } = await dialogs.prompt<B | undefined>({
    type: severities[severity],
    message,
    ...(options.detail === undefined ? {} : { detail: [options.detail].flat().join('\n\n') }),
    // The first button has the keyboard; without one for it, Escape stands for the first as well.
    ...(options.careful ? { buttons: [cancel, ...buttons] } : { buttons, cancelButton: cancel }),
  });
  return result;
}

function download(name: string, content: Uint8Array, mediaType: string): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(content)], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function upload(options: { accept?: string; multiple?: boolean }): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = options.accept ?? '';
  input.multiple = options.multiple ?? false;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}

/** Makes the dialogs; files are picked inside the shared folder. */
export function dialogsOf(paths: FolderPaths): DialogsPort {
  return {
    ask,
    download,
    upload,
    pickFile: async ({ title, folder = false }) => {
      const dialogs = await getService(IFileDialogService);
      const chosen = await dialogs.showOpenDialog({
        title,
        defaultUri: paths.root,
        canSelectFiles: !folder,
        canSelectFolders: folder,
        availableFileSystems: [Schemas.file],
      });
      const uri = chosen?.[0];
      return uri === undefined ? undefined : (paths.toPath(uri) ?? undefined);
    },
  };
}
