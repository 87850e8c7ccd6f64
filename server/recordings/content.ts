import { libraryLimits, type ShelvedRecording } from '../../src/shared/capabilities/library/methods.ts';
import { shownName } from '../../src/shared/capabilities/people/names.ts';
import type { ReplayHistory } from '../replay/replay-history.ts';

type Content = NonNullable<ShelvedRecording['content']>;

/** Entries that are read before others get a turn. */
const pageEntries = 1_000;
/** Bytes of an entry beside its body, as it is packed. */
const entryBytes = 30;

/** Reads a recording for what is in it: its people, its files, and its size. Gives way to others between pages. */
export async function contentOf(history: ReplayHistory): Promise<Content> {
  const people = new Set(history.timeline.density.map(({ person }) => person));
  for (const { person } of history.timeline.marks) if (person !== null) people.add(person);
  const files = new Set<string>();
  let sizeBytes = 0;
  for (const [after, upTo] of history.shown)
    for await (const page of history.pagesBetween(after, upTo, pageEntries)) {
      for (const { kind, ref, body } of page) {
        if (kind === 'doc.updated' && ref !== null) files.add(ref);
        sizeBytes += body.length + entryBytes;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  const { participants } = await history.stateAt(history.timeline.last.seq);
  const named = [...people].flatMap((person) => shownName({ participants } as never, person) ?? []);
  return { people: named.slice(0, libraryLimits.people), files: files.size, sizeBytes };
}
