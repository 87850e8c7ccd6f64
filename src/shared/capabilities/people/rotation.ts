import { holds } from './agents.ts';
import { mostInRotation } from './kinds.ts';
import type { PeopleState } from './people-state.ts';

/** Says whether replicas of a purpose are those by which a person acts. */
export function isOfWindow(purpose: string): boolean {
  return purpose === 'window' || purpose === 'program';
}

/** Says whether a person has a window here. */
export function isWindow({ replicas }: PeopleState, person: string): boolean {
  return Object.values(replicas).some(
    (other) => other.connected && other.person === person && isOfWindow(other.purpose),
  );
}

/** Says whether somebody can take the keyboard now. */
export function mayDrive(state: PeopleState, person: string): boolean {
  const one = state.participants[person];
  return one !== undefined && holds(state, one, 'edit') && isWindow(state, person);
}

/** Person to whom the keyboard goes next; null where nobody else can take it. */
export function nextDriver(state: PeopleState): string | null {
  const { lecture } = state;
  if (!lecture?.rotation) return null;
  const { order } = lecture.rotation;
  const at = order.indexOf(lecture.person);
  const others = [...order.slice(at + 1), ...order.slice(0, Math.max(at, 0))];
  return others.find((person) => mayDrive(state, person)) ?? null;
}

/** Moment at which the turn of the driver is over; null outside of mob sessions. */
export function turnEndMs({ lecture }: Pick<PeopleState, 'lecture'>): number | null {
  return lecture?.rotation ? lecture.rotation.sinceMs + lecture.rotation.minutes * 60_000 : null;
}

/** Begins a mob session, in which the first drives who can. */
export function started(state: PeopleState, people: readonly string[], minutes: number, at: number): PeopleState {
  const order = [...new Set(people)].filter((person) => state.participants[person]?.standing === 'admitted');
  const person = order.find((each) => mayDrive(state, each));
  if (person === undefined) return state;
  return { ...state, lecture: { person, leftMs: null, floor: [], rotation: { order, minutes, turn: 1, sinceMs: at } } };
}

/** Gives the keyboard to the next one, or to a person who is named. A driver who is alone begins another turn. */
export function passed(state: PeopleState, turn: number, to: string | undefined, at: number): PeopleState {
  const { lecture } = state;
  if (!lecture?.rotation || lecture.rotation.turn !== turn) return state;
  const named = to !== undefined && mayDrive(state, to) ? to : null;
  const person = named ?? nextDriver(state) ?? lecture.person;
  const rotation = {
    ...lecture.rotation,
    order: withLast(lecture.rotation.order, person),
    turn: turn + 1,
    sinceMs: at,
  };
  const leftMs = person === lecture.person ? lecture.leftMs : null;
  return { ...state, lecture: { person, leftMs, floor: [], rotation } };
}

function withLast(order: readonly string[], person: string): readonly string[] {
  return order.includes(person) || order.length >= mostInRotation ? order : [...order, person];
}

/** Adds a person who has come in, or may edit now, to the end of the order. */
export function withNavigator(state: PeopleState, person: string): PeopleState {
  const { lecture } = state;
  if (!lecture?.rotation || !mayDrive(state, person)) return state;
  const order = withLast(lecture.rotation.order, person);
  if (order === lecture.rotation.order) return state;
  return { ...state, lecture: { ...lecture, rotation: { ...lecture.rotation, order } } };
}
