import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import type { PeopleState } from './people-state.ts';

const aboutPeople: readonly string[] = [
  'participant.admitted',
  'participant.denied',
  'participant.removed',
  'role.changed',
];

const refuse = (words: string) => new EnsembleError('not-permitted', words);

/**
 * Reason for which a role may not be changed. Any owner may make another, who may then host; an owner's place is
 * changed by the present host only, whose own is fixed.
 */
export function objectionToPeople(
  { participants, host }: PeopleState & { host: { person: string } | null },
  { person, saying: { kind, body } }: Asking,
): EnsembleError | null {
  if (!aboutPeople.includes(kind)) return null;
  const target = participants[body?.person as string];
  if (!target) return new EnsembleError('not-found', 'Nobody of this session is meant.');
  if (body?.role === 'owner' && (kind !== 'role.changed' || target.standing !== 'admitted'))
    return refuse('Only members of the session can be made owners.');
  if (kind === 'participant.denied' && target.standing === 'admitted')
    return refuse('A member of the session can be removed, not denied.');
  if (target.role !== 'owner' || target.standing !== 'admitted') return null;
  if (target.person === host?.person) return refuse("The host's place cannot be changed.");
  return person === host?.person ? null : refuse("An owner's place can be changed by the host only.");
}
