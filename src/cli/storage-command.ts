import { resolve } from 'node:path';
import { SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { freshState, readHostState, writeHostState } from '../main/machine/state-folder.ts';
import type { StorageUsage } from '../shared/capabilities/storage/methods.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { daysOf } from './history-days.ts';
import { placeOf } from './log-command.ts';
import { output } from './output.ts';

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

function tell(usage: StorageUsage): void {
  const since = usage.oldestMs === null ? '' : `, since ${new Date(usage.oldestMs).toISOString()}`;
  output.line(`history: ${megabytes(usage.historyBytes)}${since}`);
  const { limited } = usage;
  const until =
    limited && `, ${limited.recordings} of them for a time: the first until ${new Date(limited.nextMs).toISOString()}`;
  output.line(`recordings: ${usage.recordings}${until ?? ''}`);
  output.line(`texts and screens as they are: ${megabytes(usage.checkpointBytes)}`);
  output.line(`attachments: ${megabytes(usage.attachmentBytes)} in ${usage.attachments}`);
}

/** `ensemble storage FOLDER [--keep-days N] [--clear]`: shows and sets what is kept of a folder's session. */
export const storageCommand: Command = {
  async run([folder = '.'], values) {
    const isJson = values.json === true;
    const { data, session } = values as Record<string, string | undefined>;
    const place =
      data === undefined ? placeOf(folder, 'storage') : { dataFolder: resolve(data), session: session ?? null };
    if (place.session === null) throw new EnsembleError('bad-request', 'Of which session? Give its id with --session.');
    const wanted = values['keep-days'];
    if (typeof wanted === 'string') {
      if (data !== undefined)
        throw new EnsembleError('bad-request', 'Of a session server this is set where it is started: ensemble serve.');
      const state = readHostState(place.dataFolder, freshState);
      writeHostState(place.dataFolder, { ...state, historyDays: daysOf(wanted) });
      if (!isJson)
        output.line(`History outside recordings is kept for: ${wanted === 'forever' ? 'ever' : `${wanted} days`}.`);
    }
    const report = (words: string) => output.problem(words);
    const server = SessionServer.open({ dataFolder: place.dataFolder, environment: nodeEnvironment, report });
    try {
      if (values.clear === true) await server.clearHistory(place.session);
      const usage = await server.usage(place.session);
      if (isJson) output.line(JSON.stringify(usage));
      else tell(usage);
      return 0;
    } finally {
      await server.close();
    }
  },
};
