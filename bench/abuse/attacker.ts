import { socketDial } from '../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { decodeServerFrame } from '../../src/shared/core/frames.ts';
import { newId, newSecret } from '../../src/shared/core/ids.ts';
import { pack } from '../../src/shared/core/message-pack.ts';
import { parseInviteLink } from '../../src/shared/invite-link.ts';
import { unpackState } from '../../src/shared/session/packed-state.ts';
import { decodeBody } from '../../src/shared/session/table.ts';
import type { Transport } from '../../src/shared/transport.ts';
import { helloOf } from '../../tests/lib/hello.ts';
import type { Attacked, AttackOrder, JoinOrder } from './messages.ts';
import { beginNumbers, type Target, worstFrames } from './worst-frames.ts';

/** Most bytes that wait in this process: frames count as sent when the network has them. */
const mostBufferedBytes = 64 * 1024;

const ticket = newSecret(nodeEnvironment);
let order: JoinOrder;
let transport: Transport | null = null;
let target: Target;
let closed = 0;
let told: Record<string, number> = {};
let hasPong = false;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Says hello as a new window of the same guest. Resolves with the welcome, or when the door stays shut for a while. */
async function join(): Promise<boolean> {
  const { origin, session, invite } = parseInviteLink(order.link);
  const opened = await socketDial(origin, { session, channel: 'session' })().catch(() => null);
  if (!opened) return false;
  const replica = newId(nodeEnvironment);
  beginNumbers();
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), 2000);
    opened.onClose = () => {
      closed++;
      if (transport === opened) transport = null;
      clearTimeout(late);
      resolve(false);
    };
    opened.onFrame = (bytes) => {
      const frame = decodeServerFrame(bytes);
      if (frame.t === 'keyframe') {
        const { host } = unpackState(frame.state);
        target = { replica, host: host!.replica, ref: order.ref, path: order.path };
        transport = opened;
        clearTimeout(late);
        resolve(true);
      } else note(frame);
    };
    opened.send(pack({ t: 'hello', hello: helloOf(replica, { name: 'Eve', invite, ticket }) }));
  });
}

function note(frame: ReturnType<typeof decodeServerFrame>): void {
  const codes: string[] = [];
  if (frame.t === 'pong') hasPong = true;
  if (frame.t === 'refused' || frame.t === 'closed') codes.push(frame.code);
  if (frame.t === 'direct')
    for (const entry of frame.entries) {
      if (entry[10] !== null) continue;
      if (entry[5] === 'stream.sent' || entry[5] === 'stream.granted') continue;
      const kind = entry[5] === 'stream.ended' ? entry[5] : 'request.answered';
      codes.push(decodeBody(kind, entry[9]).error?.code ?? 'answered');
    }
  if (frame.t === 'entries')
    for (const entry of frame.entries)
      if (entry[5] === 'entry.refused') codes.push(decodeBody('entry.refused', entry[9]).code);
  for (const code of codes) told[code] = (told[code] ?? 0) + 1;
}

async function attack({ name, frames, withinMs }: AttackOrder): Promise<Attacked> {
  closed = 0;
  told = {};
  const endMs = performance.now() + withinMs;
  let sent = 0;
  while (sent < frames && performance.now() < endMs) {
    if (!transport && !(await join())) {
      await pause(100);
      continue;
    }
    for (let burst = 0; burst < 200 && transport && sent < frames; burst++) {
      if (transport.bufferedBytes > mostBufferedBytes) break;
      const worst = worstFrames[name]!(target, sent);
      if ('bytes' in worst) transport.send(worst.bytes);
      else transport.send(pack('frame' in worst ? worst.frame : { t: 'entries', entries: [worst.entry] }));
      sent++;
    }
    await pause(1);
  }
  // Frames before a ping have been handled once it is answered.
  hasPong = false;
  transport?.send(pack({ t: 'ping' }));
  while (transport && !hasPong && performance.now() < endMs) await pause(1);
  transport?.close();
  transport = null;
  return { is: 'attacked', sent, closed, told };
}

process.on('message', (message: JoinOrder | AttackOrder) => {
  if (message.is === 'join') {
    order = message;
    process.send?.({ is: 'joined' });
  } else void attack(message).then((attacked) => process.send?.(attacked));
});
process.once('disconnect', () => process.exit(0));
process.send?.({ is: 'ready' });
