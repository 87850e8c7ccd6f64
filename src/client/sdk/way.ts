import type { BlobStore } from '../../shared/blobs.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { InviteLink } from '../../shared/invite-link.ts';
import { type Fetch, HttpBlobs } from '../http-blobs.ts';
import type { Dial } from '../link.ts';
import { socketDial } from '../socket-dial.ts';

/** A way to a server's certificate of its own: options of socket.io's client, and a `fetch` that trusts it alone. */
export interface Trust {
  socket: Parameters<typeof socketDial>[2];
  fetch: Fetch;
}

/** Makes the way to a server that has made its own certificate, whose SHA-256 the link carries. */
export type Pinning = (origin: string, pin: string) => Promise<Trust>;

/** Way to a session: its frames and its attachments. */
export interface Way {
  dial: Dial;
  blobs: BlobStore;
}

declare const fetch: Fetch;

/** Finds the way to a session. */
export async function wayTo(
  { origin, session, pin }: Pick<InviteLink, 'origin' | 'session' | 'pin'>,
  ticket: string,
  pinning: Pinning | null,
): Promise<Way> {
  if (pin !== null && pinning === null)
    throw new EnsembleError(
      'bad-credential',
      'This link leads to a server with a certificate of its own, which this platform cannot check. In Node, import from @ensemble/sdk/node.',
    );
  const trust = pin === null ? null : await pinning!(origin, pin);
  return {
    dial: socketDial(origin, { session, channel: 'session' }, trust?.socket ?? {}),
    blobs: new HttpBlobs(`${origin}/blobs/${session}`, ticket, trust?.fetch ?? ((url, init) => fetch(url, init))),
  };
}
