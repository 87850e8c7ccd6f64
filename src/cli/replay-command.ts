import { resolve } from 'node:path';
import { FileSessions, listen, RecordingFile } from '../../server/server.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { newId, newSecret } from '../shared/core/ids.ts';
import type { Command } from './command.ts';
import { openInBrowser } from './open-browser.ts';
import { output } from './output.ts';
import { builtPages } from './pages.ts';
import { askPassphrase, passphraseFrom } from './passphrase.ts';
import { askedToEnd } from './signals.ts';

/** Opens a browser; says what to do where none comes. */
function openOrSay(url: string): void {
  try {
    openInBrowser(url);
  } catch (thrown) {
    output.problem(`No browser was opened (${(thrown as Error).message}): open the address above in it yourself.`);
  }
}

/** `ensemble replay FILE`: shows a recording's file at a door of this machine, to whoever has its token. */
export const replayCommand: Command = {
  async run([path], values) {
    if (path === undefined) throw new EnsembleError('bad-request', 'Which file? ensemble replay FILE');
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new EnsembleError('bad-request', 'A port is a number from 0 to 65535.');
    const from = values['passphrase-from'] as string | undefined;
    const file = await RecordingFile.open(resolve(path), () =>
      from === undefined ? askPassphrase('Passphrase of the recording: ') : passphraseFrom(from),
    );
    try {
      if (file.damage) output.problem(file.damage);
      const report = (words: string) => output.problem(words);
      const sessions = await FileSessions.open(file, nodeEnvironment, report);
      const token = newSecret(nodeEnvironment);
      const listener = await listen({
        address: '127.0.0.1',
        port,
        tls: null,
        ownerToken: token,
        guests: false,
        hostNames: ['127.0.0.1', 'localhost'],
        pages: builtPages(),
        onWorkspace: null,
        sessions,
        report,
      });
      const ended = askedToEnd();
      const root = `/${file.header.folder || 'recording'}`;
      const address = { session: sessions.id, person: newId(nodeEnvironment), token, root };
      const fragment = new URLSearchParams({ ...address, replay: '1', recording: sessions.id, file: '1' });
      const url = `http://127.0.0.1:${listener.port}/#${fragment}`;
      output.told(values.json === true, `ready: ${url}`, { event: 'ready', url });
      if (values.open === true && values['no-open'] !== true) openOrSay(url);
      await ended;
      await listener.close();
      return 0;
    } finally {
      await file.close();
    }
  },
};
