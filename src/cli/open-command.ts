import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';

/** Reads FILE or FILE:LINE; a file whose own name ends so is that file. */
function fileOf(given: string): { path: string; line: number | null } {
  const [, name, line] = /^(.+?):(\d+)(?::\d+)?:?$/.exec(given) ?? [];
  if (name === undefined || existsSync(given)) return { path: resolve(given), line: null };
  return { path: resolve(name), line: Math.max(1, Number(line)) };
}

/** Asks the host of this terminal, and resolves with its answer. */
function ask(place: string, asking: object): Promise<{ problem?: string }> {
  return new Promise((done, fail) => {
    const gone = () => fail(new EnsembleError('disconnected', 'The host of this terminal does not answer.'));
    const socket = connect(place, () => socket.write(`${JSON.stringify(asking)}\n`));
    let heard = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      heard += chunk;
    });
    socket.on('error', gone).on('end', () => (heard === '' ? gone() : done(JSON.parse(heard))));
  });
}

/** `ensemble open FILE`: in a terminal of Ensemble, opens files in the window that types there. */
export const openCommand: Command = {
  async run(given, { wait }) {
    const { ENSEMBLE_OPEN: place, ENSEMBLE_TERMINAL: terminal } = process.env;
    if (place === undefined || terminal === undefined)
      throw new EnsembleError(
        'bad-request',
        'Files are opened from a terminal of Ensemble, in the window that types there.',
      );
    if (given.length === 0) throw new EnsembleError('bad-request', 'Which file? Give its name.');
    const { problem } = await ask(place, { terminal, waits: wait === true, files: given.map(fileOf) });
    if (problem !== undefined) throw new EnsembleError('not-found', problem);
    return 0;
  },
};
