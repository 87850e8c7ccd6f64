import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { SessionClient } from '../client/session-client.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { happeningOf, lineOf } from './entry-lines.ts';
import { output, readerLeft } from './output.ts';
import { enter, participantBy } from './participant.ts';
import { runScriptLine } from './script-lines.ts';

/** `ensemble join LINK`: a participant without a window. */
export const joinCommand: Command = {
  async run([link], values) {
    if (link === undefined) throw new EnsembleError('bad-request', 'Which session? Give the invite link.');
    const isJson = values.json === true;
    const participant = await participantBy({
      link,
      name: values.name as string,
      purpose: 'program',
      onMoved: (words) => output.told(isJson, words, { event: 'session-moved', words }),
    });
    const { client } = participant;
    client.events.on('status', (status) => {
      const words = 'message' in status ? status.message : status.is;
      output.told(isJson, `status: ${words}`, { event: 'status', ...status });
    });
    client.events.on('refused', ({ kind, code, message }) =>
      output.told(isJson, `refused: ${kind}: ${message}`, { event: 'refused', kind, code, message }),
    );
    if (!values.quiet) {
      client.events.on('entry', (entry) => {
        const told = happeningOf(client, entry);
        if (told !== null) output.told(isJson, lineOf(told), told);
      });
    }
    const over = new Promise<number>((resolve) => {
      client.events.on('status', (status) => status.is === 'ended' && resolve(1));
    });
    await Promise.race([enter(participant), readerLeft]);
    const input = values.script === undefined ? process.stdin : createReadStream(values.script as string);
    const done = followScript(client, createInterface({ input }), isJson);
    process.once('SIGINT', () => input.destroy());
    const left = readerLeft.then(() => leftAlone(client));
    const code = await Promise.race([over, done, left]);
    client.leave();
    // The program at the other end of the pipe may never close it.
    input.destroy();
    return code;
  },
};

/** Ends quietly where nobody reads any more; what the session has not heard yet is kept for the next time. */
async function leftAlone(client: SessionClient): Promise<number> {
  if (client.status.is === 'online') await client.settled();
  return 0;
}

async function followScript(client: SessionClient, lines: AsyncIterable<string>, isJson: boolean): Promise<number> {
  let code = 0;
  for await (const line of lines) {
    try {
      const answer = await runScriptLine(client, line);
      if (answer.is === 'leave') break;
      if (isJson) output.line(JSON.stringify({ event: 'answer', ...answer }));
      else if (answer.is === 'text' && answer.text !== '') output.text(answer.text);
      else if (answer.is !== 'text') for (const each of answer.lines) output.line(each);
    } catch (thrown) {
      code = 1;
      const known = thrown instanceof EnsembleError ? thrown : new EnsembleError('internal', String(thrown));
      if (isJson) output.failure(true, known.code, known.message);
      else output.line(`error: ${thrown === known ? `${known.code}: ` : ''}${known.message}`);
    }
  }
  await client.settled();
  return code;
}
