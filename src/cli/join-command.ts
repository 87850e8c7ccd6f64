import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { HttpBlobs } from '../client/http-blobs.ts';
import type { Dial } from '../client/link.ts';
import { SessionClient } from '../client/session-client.ts';
import { socketDial } from '../client/socket-dial.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { ensembleHome } from '../main/machine/state-folder.ts';
import { pinnedFetch } from '../main/session/pinned-fetch.ts';
import { pinnedAgent } from '../main/session/pinned-tls.ts';
import type { BlobStore } from '../shared/blobs.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { newId } from '../shared/core/ids.ts';
import { parseInviteLink } from '../shared/invite-link.ts';
import type { Command } from './command.ts';
import { describeEntry } from './entry-lines.ts';
import { Keepsakes } from './kept-outboxes.ts';
import { output } from './output.ts';
import { runScriptLine } from './script-lines.ts';

/** Finds the way to a session on a server, by its own certificate alone where it has one. */
async function wayTo(
  { origin, pin }: { origin: string; pin: string | null },
  session: string,
  ticket: string,
): Promise<{ dial: Dial; blobs: BlobStore }> {
  const tls = pin === null ? null : await pinnedAgent(origin, pin);
  const dial = socketDial(
    origin,
    { session, channel: 'session' },
    tls ? { agent: tls.agent as never, ca: tls.cert } : {},
  );
  return { dial, blobs: new HttpBlobs(`${origin}/blobs/${session}`, ticket, tls ? pinnedFetch(tls.agent) : fetch) };
}

/** `ensemble join LINK`: a participant without a window. */
export const joinCommand: Command = {
  options: {
    name: { type: 'string', default: 'Terminal' },
    script: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
  async run([link], values) {
    if (link === undefined) throw new EnsembleError('bad-request', 'Which session? Give the invite link.');
    const { origin, session, invite, pin } = parseInviteLink(link);
    const name = values.name as string;
    const keepsakes = new Keepsakes(ensembleHome(), session, name);
    const ticket = keepsakes.ticket();
    const replica = newId(nodeEnvironment);
    const way = await wayTo({ origin, pin }, session, ticket);
    let { dial, blobs } = way;
    const client = new SessionClient({
      dial: () => dial(),
      environment: nodeEnvironment,
      outbox: keepsakes.outbox(replica),
      blobs: { put: (bytes) => blobs.put(bytes), get: (hash) => blobs.get(hash) },
      replica,
      name,
      purpose: 'program',
      invite,
      ticket,
      report: output.problem,
    });
    client.events.on('status', (status) => output.line(`status: ${'message' in status ? status.message : status.is}`));
    client.events.on('moved', (place) => {
      // The old way still works; the new one is taken once it is known to lead to the session.
      wayTo(place, session, ticket).then(
        (next) => {
          ({ dial, blobs } = next);
          output.line(`moved: ${place.origin}`);
          client.redial();
        },
        (thrown) => output.line(`The session has moved to ${place.origin}, which cannot be reached: ${String(thrown)}`),
      );
    });
    client.events.on('refused', ({ kind, message }) => output.line(`refused: ${kind}: ${message}`));
    if (!values.quiet) {
      client.events.on('entry', (entry) => {
        const line = describeEntry(client, entry);
        if (line !== null) output.line(line);
      });
    }
    const over = new Promise<number>((resolve) => {
      client.events.on('status', (status) => status.is === 'ended' && resolve(1));
    });
    await client.start();
    await client.joined();
    // The host is known after the welcome, and before the news that I am in.
    await client.until(({ replicas }) => replicas[replica] !== undefined);
    await keepsakes.drain(client.options);
    const input = values.script === undefined ? process.stdin : createReadStream(values.script as string);
    const done = followScript(client, createInterface({ input }));
    process.once('SIGINT', () => input.destroy());
    const code = await Promise.race([over, done]);
    client.leave();
    // The program at the other end of the pipe may never close it.
    input.destroy();
    return code;
  },
};

async function followScript(client: SessionClient, lines: AsyncIterable<string>): Promise<number> {
  let code = 0;
  for await (const line of lines) {
    try {
      const answer = await runScriptLine(client, line);
      if (answer.is === 'leave') break;
      if (answer.is === 'text' && answer.text !== '') output.text(answer.text);
      else if (answer.is !== 'text') for (const each of answer.lines) output.line(each);
    } catch (thrown) {
      code = 1;
      output.line(`error: ${thrown instanceof EnsembleError ? `${thrown.code}: ${thrown.message}` : String(thrown)}`);
    }
  }
  await client.settled();
  return code;
}
