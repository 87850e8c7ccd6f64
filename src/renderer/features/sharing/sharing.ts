import type { App } from '../../session/app.ts';
import { askForAdmission } from './admission.ts';
import { followAdmissionSetting } from './admission-policy.ts';
import { registerAsking, tellAsks } from './asking-rights.ts';
import { tellConnection } from './connection-notices.ts';
import { tellFolderNotices } from './folder-notices.ts';
import { tellHost } from './host-notices.ts';
import { registerSaveUnsent } from './keep-unsent.ts';
import { registerMoving } from './moving.ts';
import { tellNewerPage } from './newer-page.ts';
import { tellMyRole, tellRefusals } from './refusals.ts';
import { registerShareCommands } from './share-commands.ts';
import { showStatusItems } from './status-items.ts';
import { registerTakeOver } from './take-over.ts';

/** The guests' door and the connection: sharing, letting in, and the window's words about both. */
export function sharing(app: App): void {
  registerShareCommands(app);
  followAdmissionSetting(app);
  askForAdmission(app);
  tellAsks(app);
  registerAsking(app);
  showStatusItems(app);
  tellConnection(app);
  registerSaveUnsent(app);
  tellNewerPage(app);
  tellHost(app);
  tellFolderNotices(app);
  registerTakeOver(app);
  registerMoving(app);
  tellRefusals(app);
  tellMyRole(app);
}
