import type { Activity } from '../../shared/capabilities/activity/methods.ts';
import { type KnownParticipant, participantsOf } from '../../shared/capabilities/people/known-participants.ts';
import { knownValues } from '../../shared/capabilities/values/outcomes.ts';
import type { SessionClient } from '../session-client.ts';

/** Account of a session: who was in it, and what they did. */
export interface Report {
  readonly folder: string;
  readonly atMs: number;
  readonly participants: readonly KnownParticipant[];
  /** Edits of each participant in each file. */
  readonly edits: readonly {
    readonly name: string;
    readonly path: string;
    readonly count: number;
    readonly lastMs: number;
  }[];
  /** The more important events in words, the oldest first. */
  readonly events: readonly {
    readonly seq: number;
    readonly atMs: number;
    readonly name: string;
    readonly words: string;
    readonly path: string | null;
  }[];
  /** True where there is more than the newest of it. */
  readonly isCut: boolean;
  readonly values: readonly { readonly key: string; readonly version: number }[];
}

/** Asks the host what has happened, and puts it together. Somebody who came late is told of nothing from before. */
export async function reportOf(client: SessionClient, afterSeq: number | null): Promise<Report> {
  const activity: Activity = await client.request('activity.since', { after: afterSeq });
  const { state } = client;
  const participants = participantsOf(state, client.person, client.nowMs());
  const names = new Map(participants.map(({ id, name }) => [id, name]));
  const nameOf = (person: string | null) => (person === null ? 'the session' : (names.get(person) ?? 'somebody'));
  return {
    folder: state.host?.folder ?? '',
    atMs: client.nowMs(),
    participants,
    edits: activity.edits.map(({ person, path, count, lastMs }) => ({ name: nameOf(person), path, count, lastMs })),
    events: activity.events.map(({ seq, atMs, person, words, path }) => ({
      seq,
      atMs,
      name: nameOf(person),
      words,
      path,
    })),
    isCut: activity.isCut,
    values: knownValues(state).map(({ key, version }) => ({ key, version })),
  };
}

const clock = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** Writes a report for people, in lines. */
export function reportText(report: Report): string {
  const { folder, atMs, participants, edits, events, isCut, values } = report;
  const counts = new Map<string, number>();
  for (const { name, count } of edits) counts.set(name, (counts.get(name) ?? 0) + count);
  const lines = [
    `Session of ${folder}, at ${clock(atMs)} UTC`,
    '',
    'Participants',
    ...participants.map(
      ({ name, type, role, status, lastSeenMs }) =>
        `  ${name}: ${type}, ${role}, ${status}${status === 'here' ? '' : `, last seen ${clock(lastSeenMs)}`}, ${counts.get(name) ?? 0} edits`,
    ),
    '',
    'Edits',
    ...edits.map(({ name, path, count }) => `  ${path}: ${count} by ${name}`),
    '',
    `Events${isCut ? ' (the newest)' : ''}`,
    ...events.map(
      ({ atMs: when, name, words, path }) => `  ${clock(when)}  ${name} ${words}${path === null ? '' : ` (${path})`}`,
    ),
    '',
    `Shared values: ${values.length}`,
  ];
  return `${lines.join('\n')}\n`;
}
