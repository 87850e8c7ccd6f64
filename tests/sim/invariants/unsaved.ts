import { newTo } from '../../../src/main/documents/seed.ts';
import { writerBehind } from '../../../src/shared/capabilities/documents/text-copy.ts';
import { decodeBody } from '../../../src/shared/session/table.ts';
import { hashText } from '../../../src/shared/text/hash.ts';
import type { Simulation } from '../simulation.ts';
import type { Folded } from './log-rules.ts';

/** Checks that everybody is told the right authors of unsaved edits, and nobody's where the disk has the text. */
export async function checkUnsaved(simulation: Simulation, { state, texts }: Folded): Promise<void> {
  const { log, id, blobs, journal, session } = simulation;
  const entries = await log.whole(id);
  for (const [ref, { path, title, saved, deleted, unsaved = [], diskFormat }] of Object.entries(state.documents)) {
    const name = path ?? title;
    const isOnDisk = saved?.hash === hashText(texts.get(ref)!) && !diskFormat;
    if (isOnDisk && unsaved.length > 0) simulation.problem(`${name} is saved, and counts as unsaved by ${unsaved}`);
    const { current } = await journal.records(ref);
    if (isOnDisk || deleted || !current) continue;
    const people = new Set<string>();
    const authorOf = (replica: string) => writerBehind(replica, session!.facts.boundOf(replica) ?? undefined).author;
    const edits = entries.filter((entry) => entry.kind === 'doc.updated' && entry.ref === ref);
    for (const { by, body, blob } of edits) {
      const author = authorOf(by);
      const { update } = decodeBody('doc.updated', blob === null ? body : await blobs.get(blob));
      if (author !== 'disk' && newTo(current.base, [update])[0]) people.add(author);
    }
    const isWhole = edits[0] !== undefined && authorOf(edits[0].by) === 'disk';
    for (const person of people) {
      if (!unsaved.includes(person)) simulation.problem(`the edits of ${person} in ${name} do not count as unsaved`);
    }
    for (const person of isWhole ? unsaved : []) {
      if (!people.has(person)) simulation.problem(`${person} counts as unsaved in ${name}, and has changed nothing`);
    }
  }
}
