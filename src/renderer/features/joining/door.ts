import { z } from 'zod';
import { type Role, roles } from '../../../shared/core/rights.ts';
import { invalidInviteWords } from '../../../shared/invite-link.ts';
import { isSafeOrigin } from '../../../shared/server-link.ts';
import { abilitiesOf, aRole, listNames } from '../../ui/words.ts';

const view = z.object({
  folder: z.string(),
  people: z.array(z.string()),
  role: z.enum(roles),
  open: z.boolean(),
  asks: z.boolean(),
  /** Absent at hosts of earlier versions. */
  recorded: z.boolean().default(false),
});

/** A session as its door shows it to the bearer of an invite. */
export type DoorView = z.infer<typeof view>;

/** Answer of a door: a session, or the reason for none. */
export type Door =
  | { is: 'seen'; view: DoorView }
  | { is: 'moved'; origin: string; pin: string | null }
  | { is: 'invalid'; message: string }
  | { is: 'unreachable' };

const movedDoor = z.object({
  movedTo: z.object({ origin: z.string().refine(isSafeOrigin), pin: z.string().nullable() }),
});

const refusal = z.object({ message: z.string() });

/** Asks the server at `origin` about a session, by its invite. */
export async function lookThroughDoor(
  { origin, session, invite }: { origin: string; session: string; invite: string },
  ask: typeof fetch = fetch,
): Promise<Door> {
  let response: Response;
  try {
    const headers = { authorization: `Bearer ${invite}` };
    response = await ask(`${origin}/door?session=${encodeURIComponent(session)}`, { headers });
  } catch {
    return { is: 'unreachable' };
  }
  const body: unknown = await response.json().catch(() => null);
  const seen = response.ok ? view.safeParse(body) : null;
  if (seen?.success) return { is: 'seen', view: seen.data };
  const moved = response.ok ? movedDoor.safeParse(body) : null;
  if (moved?.success) return { is: 'moved', ...moved.data.movedTo };
  if (response.status >= 500 || response.ok) return { is: 'unreachable' };
  const said = refusal.safeParse(body);
  const message = said.success ? said.data.message : invalidInviteWords;
  return { is: 'invalid', message };
}

/** Describes in words the people inside, my abilities there, and that it is recorded. */
export function describeDoor({ people, role, asks, recorded }: DoorView): { who: string; able: string; note: string } {
  const names = listNames(people);
  const who =
    people.length === 0 ? 'Nobody is in it right now.' : `${names} ${people.length === 1 ? 'is' : 'are'} in it.`;
  const able = `You come as ${aRole(role as Role)}: you can ${abilitiesOf(role)}.`;
  const note = recorded ? 'This session is being recorded. You can object once you are in it.' : '';
  return { who, able: asks ? `${able} The host is asked to let you in.` : able, note };
}
