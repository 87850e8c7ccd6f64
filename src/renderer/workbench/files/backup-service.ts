import type { IEditorOverrideServices } from '@codingame/monaco-vscode-api';
import { getService, SyncDescriptor } from '@codingame/monaco-vscode-api';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import type {
  IWorkingCopyBackupMeta,
  IWorkingCopyIdentifier,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/workingCopy/common/workingCopy';
import { IWorkingCopyBackupService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/workingCopy/common/workingCopyBackup.service';
import { BrowserWorkingCopyBackupService } from '@codingame/monaco-vscode-working-copy-service-override/vscode/vs/workbench/services/workingCopy/browser/workingCopyBackupService';

type Backup = BrowserWorkingCopyBackupService['backup'];

/** The texts that came from a copy that was kept, rather than from their files, with the times of the files then. */
const bases = new Map<string, number>();

/** When the file was written on which a kept copy builds; null for an open text that came from no copy. */
export function copyBaseMs(uri: URI): number | null {
  return bases.get(uri.toString()) ?? null;
}

/** What was in the copy of a text is kept elsewhere from here on. */
export async function dropCopy(identifier: IWorkingCopyIdentifier): Promise<void> {
  bases.delete(identifier.resource.toString());
  await (await getService(IWorkingCopyBackupService)).discardBackup(identifier);
}

/**
 * Gives the service that keeps unsaved texts across reloads, except those that the session's log keeps: putting an old
 * copy back would insert its text a second time for everyone. A backup that is there is of a text that it did not keep.
 */
export function sessionBackups(isKeptElsewhere: (uri: string) => boolean): IEditorOverrideServices {
  class SessionBackupService extends BrowserWorkingCopyBackupService {
    override hasBackupSync(identifier: IWorkingCopyIdentifier, versionId?: number): boolean {
      // "Yes" lets the window close without a warning about texts that are safe elsewhere.
      return isKeptElsewhere(identifier.resource.toString()) || super.hasBackupSync(identifier, versionId);
    }

    override async resolve<T extends IWorkingCopyBackupMeta>(identifier: IWorkingCopyIdentifier) {
      const backup = await super.resolve<T>(identifier);
      const key = identifier.resource.toString();
      // A copy of a text file has its time with it; without, it is of no file's text that is still there.
      const baseMs = (backup?.meta as { mtime?: number } | undefined)?.mtime;
      if (backup === undefined) bases.delete(key);
      else bases.set(key, baseMs ?? Number.NaN);
      return backup;
    }

    override async backup(...args: Parameters<Backup>): Promise<void> {
      // One from before it was shared is out of date.
      if (isKeptElsewhere(args[0].resource.toString())) await super.discardBackup(args[0]);
      else await super.backup(...args);
    }
  }
  return { [IWorkingCopyBackupService.toString()]: new SyncDescriptor(SessionBackupService, [], false) };
}
