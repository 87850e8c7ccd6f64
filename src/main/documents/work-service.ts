import { planUndo, type UndonePlan } from '../../client/undo-work.ts';
import type { RecordedStep, WorkRecord } from '../../client/work-record.ts';
import { callOfName, isOfCall, nameOfCall, namesCall } from '../../shared/capabilities/documents/agent-call.ts';
import type { WorkedText } from '../../shared/capabilities/documents/methods.ts';
import type { Caller, Handlers } from '../../shared/session/contract.ts';
import { hashText } from '../../shared/text/hash.ts';
import type { SavedTexts } from './saved-texts.ts';

export interface WorkServiceOptions {
  record: WorkRecord;
  texts: Pick<SavedTexts, 'document' | 'pathOf'>;
  /** Says whether a caller may change a file. */
  mayChange: (caller: Caller, path: string) => boolean;
}

/** Longest beginning of words that is told of each part, and most parts of a text. */
const mostLength = 200;
const mostParts = 500;
/** Most calls of one agent that are named. */
const mostCalls = 500;

/** Makes the handlers that tell what people have done of late, so that it can be taken back. */
export function createWorkService({
  record,
  texts,
  mayChange,
}: WorkServiceOptions): Handlers<'documents.workers' | 'documents.workOf'> {
  const isOpenTo = (caller: Caller, ref: string) => {
    const path = texts.pathOf(ref);
    return path !== undefined && (path === null || mayChange(caller, path));
  };
  return {
    'documents.workers': async ({ sinceMs }, caller) => {
      const found = new Map<string, { refs: Set<string>; atMs: number; calls: Set<string> }>();
      for (const { ref, author, atMs, work } of record.steps) {
        if (atMs < sinceMs || author === '' || author === 'disk' || !isOpenTo(caller, ref)) continue;
        const known = found.get(author) ?? { refs: new Set<string>(), atMs, calls: new Set<string>() };
        if (namesCall(work)) known.calls.add(nameOfCall(work));
        found.set(author, { ...known, refs: known.refs.add(ref), atMs: Math.max(known.atMs, atMs) });
      }
      const people = [...found].map(([person, { refs, atMs, calls }]) => ({
        person,
        texts: refs.size,
        atMs,
        ...(calls.size > 0 ? { calls: [...calls].slice(-mostCalls).map(callOfName) } : {}),
      }));
      return { knownMs: record.sinceMs, people };
    },
    'documents.workOf': async ({ person, sinceMs, ...meant }, caller) => {
      const isMeant = (step: RecordedStep) =>
        step.author === person && step.atMs >= sinceMs && isOfCall(step.work, meant);
      const refs = new Set(record.steps.filter(isMeant).map(({ ref }) => ref));
      const found: WorkedText[] = [];
      for (const ref of [...refs].filter((each) => isOpenTo(caller, each))) {
        const document = await texts.document(ref);
        const all = record.steps.filter((each) => each.ref === ref);
        const plan = planUndo(document, all, isMeant);
        if (plan !== null) found.push({ ref, ...toldOf(plan) });
      }
      return { texts: found };
    },
  };
}

function toldOf({ parts, overlaps }: UndonePlan): Omit<WorkedText, 'ref'> {
  return {
    parts: parts.slice(0, mostParts).map(({ line, gone, back, step: { inserted, deleted } }) => ({
      id: hashText(JSON.stringify([inserted, deleted])).slice(0, 22),
      line,
      gone: gone.slice(0, mostLength),
      back: back.slice(0, mostLength),
      step: { inserted: [...inserted], deleted: [...deleted] },
    })),
    ...(parts.length > mostParts ? { rest: parts.length - mostParts } : {}),
    overlaps: overlaps.slice(0, mostParts).map(({ line, people }) => ({ line, people: [...people] })),
  };
}
