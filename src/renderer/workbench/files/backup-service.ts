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

/** Texts that came from a kept copy, rather than from their files, with the times of the files then. */
const bases = new Map<string, number>();

/** Time of the file on which a kept copy builds; null for an open text that came from no copy. */
export function copyBaseMs(uri: URI): number | null {
  return bases.get(uri.toString()) ?? null;
}

/** Drops the copy of a text that is kept elsewhere from here on. */
export async function dropCopy(identifier: IWorkingCopyIdentifier): Promise<void> {
  bases.delete(identifier.resource.toString());
  await (await getService(IWorkingCopyBackupService)).discardBackup(identifier);
}

/**
 * Makes the service that keeps unsaved texts across reloads, except those that the session's log keeps: restoring an
 * old copy would insert its text a second time for everyone. An existing backup is of a text that the log did not keep.
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
      // A backup from before it was shared is out of date.
      if (isKeptElsewhere(args[0].resource.toString())) await super.discardBackup(args[0]);
      else await super.backup(...args);
    }
  }
  return { [IWorkingCopyBackupService.toString()]: new SyncDescriptor(SessionBackupService, [], false) };
}
