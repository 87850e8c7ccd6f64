import type { Asking } from '../../core/asking.ts';
import { capability, on, type Told } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import { serverReplica } from '../../core/ids.ts';
import { sizeOf, withKey, withoutKey } from '../../core/record.ts';
import { peopleKinds } from '../people/kinds.ts';
import { type CallsView, everybodysCall, membersOf, noCalls, withMembers, withoutGone } from './calls-state.ts';
import { type CallBody, callKinds } from './kinds.ts';
import { callLimits } from './limits.ts';

function joined(state: CallsView, { by, ref, seq, body }: Told<CallBody<'call.joined'>>): object {
  const replica = state.replicas[by];
  const members = membersOf(state);
  if (ref !== everybodysCall || !replica?.connected || replica.purpose !== 'window') return state;
  if (!Object.hasOwn(members, by) && sizeOf(members) >= callLimits.members) return state;
  // At the end, also where it was in: the order is that of joining.
  return withMembers(state, ref, withKey(withoutKey(members, by), by, { person: replica.person, since: seq, ...body }));
}

function left(state: CallsView, { by, ref }: Told<CallBody<'call.left'>>): object {
  const members = membersOf(state);
  if (ref !== everybodysCall || !Object.hasOwn(members, by)) return state;
  return withMembers(state, ref, withoutKey(members, by));
}

function changed(state: CallsView, { by, ref, body }: Told<CallBody<'call.changed'>>): object {
  const members = membersOf(state);
  const member = Object.hasOwn(members, by) ? members[by] : undefined;
  if (ref !== everybodysCall || !member) return state;
  return withMembers(state, ref, withKey(members, by, { ...member, ...body }));
}

/** Kinds about a shared screen, which leave nothing in the state. */
const overScreens: readonly string[] = ['call.drawn', 'call.erased', 'call.pointed'];

function objectionToCalls(state: CallsView, { replica, saying }: Asking): EnsembleError | null {
  const { kind, ref, to, body } = saying;
  if (!kind.startsWith('call.')) return null;
  if (ref !== everybodysCall) return new EnsembleError('not-found', 'There is no such call in this session.');
  if (kind === 'call.relaysAsked')
    return to === serverReplica ? null : new EnsembleError('not-permitted', 'Relays are named by the session server.');
  const members = membersOf(state);
  const isIn = replica !== null && Object.hasOwn(members, replica);
  if (kind === 'call.joined' && !isIn && sizeOf(members) >= callLimits.members)
    return new EnsembleError('too-large', `${callLimits.members} windows are in the call, and it takes no more.`);
  if (kind === 'call.changed' && !isIn)
    return new EnsembleError('not-permitted', 'This window is not in the call: join it first.');
  if (overScreens.includes(kind)) {
    const shown = body && typeof body.screen === 'string' ? body.screen : '';
    // A body that has not arrived yet is asked about again.
    const isShared = body === undefined || (Object.hasOwn(members, shown) && members[shown]?.isSharing === true);
    if (!isIn || !isShared)
      return new EnsembleError('not-permitted', 'Only windows of the call draw and point over screens shared in it.');
  }
  if (kind === 'call.forwardSaid' && !(isIn && to === serverReplica))
    return new EnsembleError('not-permitted', 'A call is forwarded for windows that are in it, by the session server.');
  if (kind === 'call.signal' && !(isIn && to !== null && to !== replica && Object.hasOwn(members, to)))
    return new EnsembleError('not-permitted', 'Only windows that are in the call find ways to each other.');
  return null;
}

/** The call of a session: the windows that are in it. What they say and show goes from window to window. */
export const calls = capability({
  name: 'calls',
  kinds: callKinds,
  narrowing: { open: true },
  slice: noCalls,
  reducers: [
    on(callKinds, { 'call.joined': joined, 'call.left': left, 'call.changed': changed }),
    on(peopleKinds, {
      'participant.left': withoutGone,
      'participant.removed': withoutGone,
      'participant.denied': withoutGone,
      'role.changed': withoutGone,
      'rights.changed': withoutGone,
    }),
  ],
  objection: objectionToCalls,
});
