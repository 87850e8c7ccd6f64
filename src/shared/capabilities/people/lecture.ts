import { withKey } from '../../core/record.ts';
import type { Right } from '../../core/rights.ts';
import { holds, ownerOf } from './agents.ts';
import { shownName } from './names.ts';
import type { Lecture, PeopleState } from './people-state.ts';
import { isOfWindow, isWindow, nextDriver, passed } from './rotation.ts';

/** Time after which a lecture ends whose leader is gone; a reload, or a bad connection, ends none. */
export const lectureGraceMs = 60_000;

/** Rights that rest for all but a lecture's leader, and for a paused agent; looking, talking and commenting go on. */
const resting: ReadonlySet<Right> = new Set<Right>([
  'edit',
  'save',
  'files.write',
  'terminal.write',
  'run',
  'debug',
  'git',
  'git.push',
]);

/** Rights that rest for an agent that suggests edits: those by which texts and files change. */
const restingInSuggesting: ReadonlySet<Right> = new Set<Right>(['edit', 'save', 'files.write', 'git']);

/**
 * Says whether a right rests: somebody else lectures, or the agent is paused, or suggests its edits. An agent's rest as
 * its owner's do.
 */
export function rests(state: PeopleState, person: string, right: Right): boolean {
  if (!resting.has(right)) return false;
  const { lecture, participants } = state;
  const one = participants[person];
  if (one?.isPaused || (one?.suggests && restingInSuggesting.has(right))) return true;
  const owner = ownerOf(state, person);
  return lecture !== null && lecture.person !== owner && !lecture.floor.includes(owner);
}

/** Says whether a replica is one by which a person acts: the host's own, and its disk's, serve everybody. */
export function isActing(state: PeopleState, replica: string | null): boolean {
  const purpose = replica === null ? undefined : state.replicas[replica]?.purpose;
  return purpose === undefined || isOfWindow(purpose) || purpose === 'agent';
}

/** Ends the lecture, if there is one. */
export function ended(state: PeopleState): PeopleState {
  return state.lecture === null ? state : withoutMoot({ ...state, lecture: null });
}

/** Reason in words for which a right of a person rests. */
export function whyResting(state: PeopleState, person: string, right: Right): string {
  const { lecture, participants } = state;
  const one = participants[person];
  if (one?.isPaused) return 'This agent is paused: wait until somebody lets it go on.';
  if (one?.suggests && restingInSuggesting.has(right))
    return 'People look at the edits of this agent first: suggest them, with “propose”, and new files, moves and deletions of files with “create”, “move” and “delete”; ask a person for the rest.';
  const name = shownName(state, lecture?.person) ?? 'Somebody';
  return lecture?.rotation
    ? `${name} drives now: wait for your turn, or raise your hand.`
    : `${name} is lecturing: raise your hand to take part.`;
}

/** Forgets requests for rights that rested only. */
function withoutMoot(state: PeopleState): PeopleState {
  let { participants } = state;
  for (const one of Object.values(participants)) {
    const asks = one.asks?.filter((right) => !holds(state, one, right));
    if (!asks || asks.length === one.asks?.length) continue;
    const { asks: _, ...rest } = one;
    participants = withKey(participants, one.person, asks.length === 0 ? rest : { ...rest, asks });
  }
  return participants === state.participants ? state : { ...state, participants };
}

/** Begins a lecture of the person behind a replica. */
export function lectureStarted(state: PeopleState, by: string): PeopleState {
  const person = state.replicas[by]?.person;
  return person === undefined ? state : { ...state, lecture: { person, leftMs: null, floor: [] } };
}

/** Says whether a lecture's leader has been gone for too long by a moment. */
export function isOver({ leftMs }: Lecture, nowMs: number): boolean {
  return leftMs !== null && nowMs - leftMs >= lectureGraceMs;
}

/** Ends a lecture that is over by a moment. */
export function lectureSettled(state: PeopleState, atMs: number): PeopleState {
  return state.lecture && isOver(state.lecture, atMs) ? ended(state) : state;
}

/** Gives the floor to a person who is given the right to edit, and takes it back with that right. */
export function floorChanged(state: PeopleState, person: string, has: boolean): PeopleState {
  const { lecture } = state;
  if (lecture === null || lecture.person === person) return state;
  const others = lecture.floor.filter((each) => each !== person);
  return { ...state, lecture: { ...lecture, floor: has ? [...others, person] : others } };
}

/** Adapts a lecture to a change of its leader: their windows, or their place in the session. */
export function leaderChanged(state: PeopleState, person: string, at: number): PeopleState {
  const { lecture } = state;
  if (lecture?.person !== person) return state;
  const leader = state.participants[person];
  const { rotation } = lecture;
  if (leader === undefined || !holds(state, leader, rotation ? 'edit' : 'admit'))
    return rotation && nextDriver(state) !== null ? passed(state, rotation.turn, undefined, at) : ended(state);
  const leftMs = isWindow(state, person) ? null : (lecture.leftMs ?? at);
  return leftMs === lecture.leftMs ? state : { ...state, lecture: { ...lecture, leftMs } };
}
