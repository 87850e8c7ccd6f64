import type { IEditorOverrideServices } from '@codingame/monaco-vscode-api';
import { SyncDescriptor } from '@codingame/monaco-vscode-api';
import type { IWorkingCopyIdentifier } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/workingCopy/common/workingCopy';
import { IWorkingCopyBackupService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/workingCopy/common/workingCopyBackup.service';
import { BrowserWorkingCopyBackupService } from '@codingame/monaco-vscode-working-copy-service-override/vscode/vs/workbench/services/workingCopy/browser/workingCopyBackupService';

type Backup = BrowserWorkingCopyBackupService['backup'];

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

    override async backup(...args: Parameters<Backup>): Promise<void> {
      // One from before it was shared is out of date.
      if (isKeptElsewhere(args[0].resource.toString())) await super.discardBackup(args[0]);
      else await super.backup(...args);
    }
  }
  return { [IWorkingCopyBackupService.toString()]: new SyncDescriptor(SessionBackupService, [], false) };
}
