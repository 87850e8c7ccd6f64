import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { output } from './output.ts';
import { ownDoorOf } from './own-door.ts';

const notOpen = 4;

/** `ensemble share FOLDER`: lets guests into a folder whose host runs, and prints their link. */
export const shareCommand: Command = {
  async run([folder = '.'], values) {
    const role = (['editor', 'reviewer', 'viewer'] as const).find((known) => known === values.role);
    if (!role) throw new EnsembleError('bad-request', 'Guests are editor, reviewer or viewer.');
    const host = ownDoorOf(folder);
    if (!host) {
      const words = 'This folder is not open in Ensemble: open it first, or run “ensemble host FOLDER --share”.';
      output.failure(values.json === true, 'host-away', words);
      return notOpen;
    }
    try {
      if (values.stop) {
        await host.request('sharing.close', { endSession: false });
        output.text(values.json ? JSON.stringify({ shared: false }) : 'This folder is not shared any more.');
        return 0;
      }
      const known = await host.request('sharing.describe', {});
      const admits = { admitEveryone: values['admit-everyone'] === true, admitKnown: values['admit-known'] === true };
      const link = known.link ?? (await host.request('sharing.open', { ...admits, role })).link;
      output.text(values.json ? JSON.stringify({ shared: true, link }) : link);
      return 0;
    } finally {
      host.close();
    }
  },
};
