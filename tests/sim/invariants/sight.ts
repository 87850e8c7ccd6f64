import type { Connection } from '../../../server/session/connection.ts';
import type { Session } from '../../../server/session/session.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import { fromTuple } from '../../../src/shared/core/entry.ts';
import { decodeServerFrame, type ServerFrame } from '../../../src/shared/core/frames.ts';
import { unpack } from '../../../src/shared/core/message-pack.ts';
import { sightOf } from '../../../src/shared/session/narrowed.ts';
import { lookUp } from '../../../src/shared/session/table.ts';
import type { Transport } from '../../../src/shared/transport.ts';

const names = ['one.txt', 'two.txt', 'three.txt'];

/** Reads everything in a frame, the bodies of its entries too. */
function wordsOf(frame: ServerFrame): string {
  const opened = (bytes: Uint8Array) => {
    try {
      return JSON.stringify(unpack(bytes));
    } catch {
      return '';
    }
  };
  if (frame.t === 'keyframe') return Object.values(frame.state).map(opened).join(' ');
  if (!('entries' in frame)) return JSON.stringify(frame);
  return frame.entries
    .map((tuple) => fromTuple(tuple))
    .map(({ kind, body }: Entry) => `${kind} ${opened(body)}`)
    .join(' ');
}

/** Watches what the server sends to people to whom the session is limited: never a name of another file, nor its text. */
export function watchSight(
  simulation: { problem(message: string): void },
  transport: Transport,
  session: Session,
  connect: () => Connection,
): void {
  const send = transport.send.bind(transport);
  let connection: Connection | null = null;
  transport.send = (bytes) => {
    const sight = connection && sightOf(session.state, connection.person);
    if (connection && sight && connection.phase !== 'closed') {
      const frame = decodeServerFrame(bytes);
      const words = wordsOf(frame);
      for (const name of names)
        if (!sight.sees(name) && words.includes(name))
          simulation.problem(`somebody who does not see ${name} is told of it: ${words.slice(0, 300)}`);
      for (const ref of refsOf(frame))
        if (session.state.documents[ref] && !sight.seesDocument(ref))
          simulation.problem(`somebody is told the text of ${session.state.documents[ref]?.path} unseen`);
    }
    send(bytes);
  };
  connection = connect();
}

function refsOf(frame: ServerFrame): string[] {
  if (frame.t === 'backfill') return [frame.ref];
  if (!('entries' in frame)) return [];
  return frame.entries
    .map((tuple) => fromTuple(tuple))
    .flatMap(({ kind, ref }) => (ref !== null && lookUp(kind)?.interest === 'ref' ? [ref] : []));
}
