import { join } from 'node:path';
import { MemoryOutbox } from '../../src/client/outbox.ts';
import { SessionClient } from '../../src/client/session-client.ts';
import { socketDial } from '../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { benchOwner, benchSession, benchToken, type Listening, type Usage } from '../fanout/messages.ts';
import { usageNow } from '../fanout/usage.ts';
import { PinnedChild } from '../lib/pinned-child.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const keystrokes = 1000;
const warmUp = 1000;
/** Interval of keys: as fast as one connection may send. */
const everyMs = 12;

const pause = () => new Promise((resolve) => setTimeout(resolve, everyMs));

export interface KeystrokeCost {
  /** Time that the key waits: the edit, its merging, its number and place in the outbox, and its body for the wire. */
  keyMs: number;
  /** CPU time of the typist's process: the edit, merging, outbox, frame and socket, and the echo that acknowledges it. */
  windowMs: number;
  /** CPU time of the host's process: its server's checks, the commit to the disk, and the echo. */
  hostMs: number;
}

/** Measures the cost of each keystroke in a session of one, in a text of 2000 lines, beyond that of an idle process. */
export async function measureKeystroke(): Promise<KeystrokeCost> {
  const server = new PinnedChild('the host', 0, [join(import.meta.dirname, '../fanout/servers/ensemble.ts')]);
  const { port } = await server.next<Listening>('listening');
  const auth = { session: benchSession, channel: 'session', token: benchToken, person: benchOwner } as const;
  const client = new SessionClient({
    dial: socketDial(`http://127.0.0.1:${port}`, auth),
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    replica: newId(nodeEnvironment),
    name: 'One',
    purpose: 'host',
  });
  const both = async (): Promise<[Usage, Usage]> => {
    server.send({ is: 'usage' });
    return [usageNow(), await server.next<Usage>('usage')];
  };
  try {
    await client.start();
    await client.joined();
    const ref = newId(nodeEnvironment);
    await client.publish('host.claimed', { term: 1, folder: 'bench' });
    await client.publish('doc.opened', { term: 1, path: null, title: 'bench', format, readOnly: false }, ref);
    const document = await client.documents.open(ref);
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'const one = 1;\n'.repeat(2000) }]);
    let waitedMs = 0;
    const type = async (count: number) => {
      waitedMs = 0;
      for (let i = 0; i < count; i++) {
        const startedMs = performance.now();
        document.edit([{ offset: 15_000 + i, deleteLength: 0, insertText: 'x' }]);
        // Each in a frame of its own, as when somebody types: merged with others it would cost a part of that.
        document.flush();
        waitedMs += performance.now() - startedMs;
        await pause();
      }
      await client.settled();
    };
    await type(warmUp);
    const before = await both();
    await type(keystrokes);
    const typed = await both();
    for (let i = 0; i < keystrokes; i++) await pause();
    const idle = await both();
    if (document.length !== 30_000 + warmUp + keystrokes) throw new Error('the text is not what was typed');
    const [windowMs, hostMs] = [0, 1].map((process) => {
      const [a, b, c] = [before, typed, idle].map((usages) => usages[process]!.cpuUs) as [number, number, number];
      return (b - a - (c - b)) / keystrokes / 1000;
    }) as [number, number];
    return { keyMs: waitedMs / keystrokes, windowMs, hostMs };
  } finally {
    client.leave();
    await server.close();
  }
}
