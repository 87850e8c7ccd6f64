import {
  activityLimits,
  type PastEvent,
  type PastFilter,
  type PastPage,
} from '../../src/shared/capabilities/activity/methods.ts';
import { isChosen } from '../../src/shared/capabilities/activity/past-filter.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { authorize } from '../../src/shared/session/authorize.ts';
import { EventReader } from '../../src/shared/session/event-reader.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import type { Log } from '../log/log.ts';
import type { Session } from '../session/session.ts';
import { lastAdmission, pageEntries } from './last-admissions.ts';

/** Wish for a page of the past; everything is told to the host's owner, and to others what they may hear by now. */
export interface PastWish {
  after: number;
  filter: PastFilter;
  limit: number;
  person: string;
  isOwner: boolean;
}

/** Reads a page of a log, of its newest entries. What was cut out or has left the log is not there. */
export async function pastPage(
  log: Log,
  id: string,
  { state, facts }: Pick<Session, 'state' | 'facts'>,
  { after, filter, limit, person, isOwner }: PastWish,
): Promise<PastPage> {
  const head = await log.head(id);
  const earliest = Math.max(0, head - activityLimits.entries);
  const reader = new EventReader(facts);
  const admission = isOwner ? 0 : ((await lastAdmission(log, id, { facts }, person, head)) ?? 0);
  let at = Math.max(after, earliest, admission - 1);
  let untold = after < earliest ? tooOld : null;
  if (admission > Math.max(after + 1, earliest)) untold = letInAt(admission);
  const events: PastEvent[] = [];
  let upTo = head;
  for (let isLast = at >= head; !isLast; ) {
    const page = await log.read(id, at, head, pageEntries);
    for (const entry of page) {
      if (!mayTell(entry)) continue;
      const event = told(entry);
      if (!isChosen(event, filter)) continue;
      if (events.length === limit) {
        upTo = entry.seq - 1;
        break;
      }
      events.push(event);
    }
    isLast = page.length < pageEntries || upTo < head;
    at = page.at(-1)?.seq ?? head;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { events, upTo: Math.max(upTo, after), more: upTo < head, untold };

  function mayTell({ kind, ref }: Entry): boolean {
    const line = lookUp(kind);
    if (line?.audience !== 'all' || kind === 'entry.buried' || kind === 'entry.refused') return false;
    const heard = line.interest === 'ref' ? ref : null;
    return authorize(state, { person, replica: null }, 'hear', heard) === null;
  }

  function told(entry: Entry): PastEvent {
    const { seq, at: atMs, kind, ref } = entry;
    const path = ref === null ? null : (state.documents[ref]?.path ?? null);
    return { seq, atMs, kind, path, ...reader.tell(entry) };
  }
}

const tooOld = `Only the newest ${activityLimits.entries} entries are told: what was before is in recordings.`;
const letInAt = (seq: number) =>
  `What happened before entry ${seq} is not told to you: you were let in then. Ask an owner of the session.`;
