import { z } from 'zod';
import type { OutboxItem } from '../../client/outbox.ts';
import { entryTuple, fromTuple, toTuple } from '../../shared/core/entry.ts';
import { id, secret, toBase64Url } from '../../shared/core/ids.ts';
import { pack, unpack } from '../../shared/core/message-pack.ts';
import { IndexedOutbox } from './indexed-outbox.ts';

/**
 * Things that a person takes along when their session moves to another address, where this browser knows nothing of
 * them yet.
 */
export interface Luggage {
  session: string;
  /** Null where the ticket alone lets in. */
  invite: string | null;
  name?: string;
  /** Entries that the log has not acknowledged, all of one replica. */
  unsent: readonly OutboxItem[];
}

const packed = z.object({
  ticket: secret,
  name: z.string().max(60),
  unsent: z.array(z.tuple([z.number(), entryTuple, z.instanceof(Uint8Array)])),
});

/** Length of an address; browsers take two million characters. The rest stays in the outbox of the old address. */
const mostCharacters = 1_500_000;

/** Makes the address of the session's page at its new place; everything secret or long is in its fragment. */
export function linkThere({ origin, pin }: { origin: string; pin: string | null }, luggage: Luggage): string {
  const fragment = new URLSearchParams({ session: luggage.session });
  if (luggage.invite !== null) fragment.set('invite', luggage.invite);
  if (pin !== null) fragment.set('pin', pin);
  const ticket = localStorage.getItem(`ensemble.ticket.${luggage.session}`);
  if (ticket !== null) {
    const name = luggage.name ?? '';
    const bag = (unsent: Luggage['unsent']) =>
      toBase64Url(
        pack({
          ticket,
          name,
          unsent: unsent.map(({ entry, madeMs }) => [
            madeMs,
            toTuple({ ...entry, body: new Uint8Array(0) }),
            entry.body,
          ]),
        }),
      );
    const whole = bag(luggage.unsent);
    fragment.set('luggage', whole.length > mostCharacters ? bag([]) : whole);
  }
  return `${origin}/#${fragment.toString()}`;
}

function fromBase64Url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}

/** Unpacks the luggage in an address, once, and takes it out of the address. */
export async function unpackLuggage(location: Location): Promise<void> {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const text = fragment.get('luggage');
  const session = id.safeParse(fragment.get('session'));
  if (text === null) return;
  fragment.delete('luggage');
  history.replaceState(null, '', `#${fragment.toString()}`);
  if (!session.success) return;
  let bag: z.infer<typeof packed>;
  try {
    bag = packed.parse(unpack(fromBase64Url(text)));
  } catch {
    return;
  }
  const key = `ensemble.ticket.${session.data}`;
  // A person who is known here already stays the same.
  if (localStorage.getItem(key) === null) localStorage.setItem(key, bag.ticket);
  if (localStorage.getItem(key) !== bag.ticket) return;
  if (bag.name !== '') {
    localStorage.setItem('ensemble.name', bag.name);
    sessionStorage.setItem(`ensemble.joined.${session.data}`, '1');
  }
  const items = bag.unsent.map(([madeMs, tuple, body]) => ({ madeMs, entry: { ...fromTuple(tuple), body } }));
  const replica = items[0]?.entry.by;
  if (replica === undefined) return;
  await new IndexedOutbox(`${session.data} ${bag.ticket.slice(0, 8)}`, replica).append(items);
}
