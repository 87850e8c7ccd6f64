import { EnsembleError } from '../shared/core/errors.ts';
import { parseServerLink } from '../shared/server-link.ts';
import type { Command } from './command.ts';
import { output } from './output.ts';
import { ownDoorOf } from './own-door.ts';

/** `ensemble move FOLDER --server LINK`: has the running host of a folder move its session to a stand-alone server. */
export const moveCommand: Command = {
  async run([folder = '.'], values) {
    if (values.server === undefined)
      throw new EnsembleError('bad-request', 'Where to? Give the link for hosts with --server.');
    const link = parseServerLink(values.server as string);
    const host = ownDoorOf(folder);
    if (!host)
      throw new EnsembleError(
        'not-found',
        'No host runs for this folder. `ensemble host FOLDER --server LINK` moves it, too.',
      );
    try {
      await host.request('hosting.move', { server: values.server as string });
    } finally {
      host.close();
    }
    output.line(`The session goes on at ${link.origin}; the host says so when everybody is there.`);
    return 0;
  },
};
