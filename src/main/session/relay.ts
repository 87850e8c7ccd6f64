import type { Dial } from '../../client/link.ts';
import { type ClientFrame, decodeClientFrame, encodeFrame } from '../../shared/core/frames.ts';
import type { Transport } from '../../shared/transport.ts';

export interface RelayOptions {
  /** Opens the connection to the far server. */
  dial: Dial;
  /** Ticket shown there in the near side's name; null leaves identification to the near side. */
  ticket: string | null;
  /** Brings an attachment that was left here to the far server, in the name of the ticket's owner. */
  deliver: (hash: string, ticket: string) => Promise<void>;
  /** Address told to the near side, which can go there by itself; null where it should not. */
  movedTo?: { origin: string; pin: string | null } | null;
}

/** Backlog at the near side above which the relay ends. */
const mostBufferedBytes = 16 * 1024 * 1024;

/** Relays a connection of this machine to a far session server, frame by frame, until either end is gone. */
export function relay(near: Transport, { dial, ticket, deliver, movedTo = null }: RelayOptions): void {
  let far: Transport | null = null;
  let gone = false;
  const end = () => {
    if (gone) return;
    gone = true;
    near.close();
    far?.close();
  };
  const opening = dial().then((transport) => {
    far = transport;
    if (gone) return transport.close();
    if (movedTo) near.send(encodeFrame({ t: 'moved', ...movedTo }));
    transport.onFrame = (frame) => {
      near.send(frame);
      if (near.bufferedBytes > mostBufferedBytes) end();
    };
    transport.onClose = end;
  });
  let shown = ticket;
  const pass = async (frame: ClientFrame): Promise<void> => {
    await opening;
    if (frame.t === 'entries' && shown !== null)
      for (const [, , , , , , , , , , blob] of frame.entries) if (blob) await deliver(blob, shown);
    const hello = frame.t === 'hello' && ticket !== null ? { ...frame.hello, ticket } : null;
    if (frame.t === 'hello') shown = ticket ?? frame.hello.ticket ?? null;
    far?.send(encodeFrame(hello ? { t: 'hello', hello } : frame));
  };
  let turn: Promise<void> = opening;
  turn.catch(end);
  near.onClose = end;
  near.onFrame = (data) => {
    turn = turn.then(() => pass(decodeClientFrame(data)));
    turn.catch(end);
  };
}
