import { membersOf } from '../../shared/capabilities/calls/calls-state.ts';
import type { participantTypes } from '../../shared/capabilities/people/kinds.ts';
import { shownName } from '../../shared/capabilities/people/names.ts';
import type { Compared, Participant, Replica } from '../../shared/capabilities/people/people-state.ts';
import type { GrantableRight, Grants, Role } from '../../shared/core/rights.ts';
import type { SessionState } from '../../shared/session/state.ts';
import { type PersonTask, type TaskOptions, taskOf } from './person-task.ts';

/** Place at which somebody's window looks. */
export interface Place {
  ref: string | null;
  /** Null for an untitled buffer. */
  path: string | null;
  /** Path, or the buffer's title. */
  label: string;
  line: number | null;
  /** File of the open review that they compare, by its id there; absent for none. */
  review?: string;
  /** Place in that comparison, where it is of a commit's text; absent elsewhere. */
  compared?: Compared;
  /** Title of the shared terminal in which they are instead; null for none. */
  terminal: string | null;
}

type KnownType = (typeof participantTypes)[number];

export type PersonState = Replica['activity'] | 'offline' | 'background' | 'asking' | 'banned';

/** A participant that is no person: an agent of somebody (by their name), or what it says that it is. */
export interface ProgramRow {
  type: Exclude<KnownType, 'person'>;
  owner: string | null;
  /** Facts about itself, by its own word, as lines; none where it tells none. */
  facts: readonly string[];
}

/** One person as the views show them: their windows taken together. */
export interface PersonRow {
  person: string;
  /** Name as it is shown; their own spelling is in the session's state. */
  name: string;
  role: Role;
  /** Sort of program that they are, by their own word; absent for people. */
  program?: ProgramRow;
  grants?: Grants;
  /** Files and folders to which the session is limited for them; absent for the whole. */
  paths?: readonly string[];
  /** Rights for which they ask; absent where there is none. */
  asks?: readonly GrantableRight[];
  /** True for the driver of a mob session; absent for others. */
  drives?: true;
  /** Their part in the call, taken over all of their windows; absent where they are in none. */
  call?: 'muted' | 'heard' | 'shows';
  colorIndex: number;
  isMe: boolean;
  state: PersonState;
  lastSeenMs: number;
  place: Place | null;
  /** Task at which they are; null for none, and where nobody asked for it. */
  task: PersonTask | null;
  /** Minutes by which their clock is ahead of UTC, and where they say they are; null where they tell nothing. */
  offsetMinutes: number | null;
  whereabouts: string | null;
  /** Name of the person whom that window follows; null for nobody. */
  follows: string | null;
  /** The window that shows the person's activity; null when there is none. */
  replica: string | null;
}

/** The reader of the list, and the window that each person used last, as far as that is known. */
export interface RowOptions {
  me: string | null;
  newest?: ReadonlyMap<string, string>;
  /** True once the session is over for this window: nobody is here. */
  isOver?: boolean;
  /** Given where the tasks of people are to be found. */
  tasks?: TaskOptions;
}

const mostPresent = ['busy', 'active', 'idle', 'away'] as const;

const isWindow = ({ connected, purpose }: Replica): boolean =>
  connected && (purpose === 'window' || purpose === 'program' || purpose === 'agent');

/** Lists everyone whom the session knows: who asks to join first, then myself, people who are here, and the others. */
export function personRows(state: SessionState, options: RowOptions): PersonRow[] {
  const rows = Object.values(state.participants)
    .filter(({ standing }) => standing !== 'denied' && standing !== 'removed')
    .map((participant) => toRow(state, participant, options));
  const rank = (row: PersonRow) => (row.state === 'asking' ? 0 : row.isMe ? 1 : isHere(row) ? 2 : 3);
  return rows
    .map((row, index) => ({ row, index }))
    .sort(
      (a, b) =>
        rank(a.row) - rank(b.row) || (rank(a.row) === 3 ? b.row.lastSeenMs - a.row.lastSeenMs : 0) || a.index - b.index,
    )
    .map(({ row }) => row);
}

/** Says whether the person has a window open in this session now. */
export function isHere({ state }: Pick<PersonRow, 'state'>): boolean {
  return (mostPresent as readonly string[]).includes(state);
}

function toRow(state: SessionState, participant: Participant, options: RowOptions): PersonRow {
  const { me, newest, isOver = false, tasks } = options;
  const { person, role, agentOf, described, grants, asks, paths, colorIndex, standing, lastSeenMs } = participant;
  const own = isOver ? [] : Object.entries(state.replicas).filter(([, replica]) => replica.person === person);
  const windows = own.filter(([, replica]) => isWindow(replica));
  const shown = chooseWindow(windows, newest?.get(person));
  return {
    person,
    name: shownName(state, person) ?? '',
    role,
    ...programOf(state, agentOf, described),
    ...(grants ? { grants } : {}),
    ...(asks ? { asks } : {}),
    ...(paths ? { paths } : {}),
    ...(state.lecture?.rotation && state.lecture.person === person ? { drives: true as const } : {}),
    ...callOf(state, person, isOver),
    colorIndex,
    isMe: person === me,
    state: stateOf(standing, windows, own),
    lastSeenMs,
    place: shown ? placeOf(state, shown[1]) : null,
    task: tasks && shown ? taskOf(state, person, shown[1].focus, tasks) : null,
    offsetMinutes: shown?.[1].offsetMinutes ?? null,
    whereabouts: shown?.[1].whereabouts ?? null,
    follows: shown?.[1].follows === me ? 'you' : shownName(state, shown?.[1].follows),
    replica: shown?.[0] ?? null,
  };
}

function programOf(
  state: SessionState,
  agentOf: string | undefined,
  described: Participant['described'],
): Pick<PersonRow, 'program'> {
  const type = agentOf === undefined ? (described?.type ?? 'person') : 'agent';
  if (type === 'person') return {};
  const metadata = JSON.parse(described?.metadata ?? '{}') as Record<string, unknown>;
  const facts = Object.entries(metadata).map(
    ([name, fact]) => `${name}: ${typeof fact === 'string' ? fact : JSON.stringify(fact)}`,
  );
  return { program: { type, owner: shownName(state, agentOf), facts } };
}

function callOf(state: SessionState, person: string, isOver: boolean): Pick<PersonRow, 'call'> {
  const members = isOver ? [] : Object.values(membersOf(state)).filter((member) => member.person === person);
  if (members.length === 0) return {};
  if (members.some(({ isSharing }) => isSharing)) return { call: 'shows' };
  return { call: members.every(({ isMuted }) => isMuted) ? 'muted' : 'heard' };
}

function stateOf(
  standing: Participant['standing'],
  windows: [string, Replica][],
  own: [string, Replica][],
): PersonState {
  if (standing === 'asking' || standing === 'banned') return standing;
  const found = mostPresent.find((activity) => windows.some(([, replica]) => replica.activity === activity));
  if (found) return found;
  return own.some(([, { connected, purpose }]) => connected && purpose === 'host') ? 'background' : 'offline';
}

/** Chooses the window used last; unless that is known, the most active one that shows a file. */
function chooseWindow(windows: [string, Replica][], newest: string | undefined): [string, Replica] | null {
  const used = windows.find(([id]) => id === newest);
  if (used?.[1].focus) return used;
  const score = ([, { activity, focus }]: [string, Replica]) =>
    (focus ? 10 : 0) + mostPresent.length - mostPresent.indexOf(activity);
  return windows.reduce<[string, Replica] | null>(
    (best, window) => (best === null || score(window) >= score(best) ? window : best),
    null,
  );
}

function placeOf(state: SessionState, { focus }: Replica): Place | null {
  if (focus === null) return null;
  const { ref, line } = focus;
  const terminal = (focus.terminal !== undefined && state.terminals[focus.terminal]?.title) || null;
  const document = ref === null ? undefined : state.documents[ref];
  // The document knows the present path of a file that was renamed meanwhile.
  const path = document?.path ?? focus.path;
  const label = path ?? document?.title;
  const review = {
    ...(focus.review !== undefined && { review: focus.review }),
    ...(focus.compared !== undefined && { compared: focus.compared }),
  };
  if (label !== undefined) return { ref, path, label, line, terminal, ...review };
  if (terminal === null && focus.review === undefined) return null;
  return { ref, path: null, label: '', line: null, terminal, ...review };
}
