import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { MergeSide } from '../../../shared/text/conflict-markers.ts';
import type { App } from '../../session/app.ts';
import { listNames } from '../../ui/words.ts';
import type { MergeNotes, ShownHunk } from '../../workbench/index.ts';

const nothing: MergeNotes = { taken: new Map(), words: () => null };

/** Tells all which side this person took of a hunk. */
export function publishTaken({ client, texts }: App, key: string, hunk: string, side: MergeSide): void {
  const ref = texts.refOf(key);
  if (ref !== null && replicaMay(client.state, client.replica, 'edit'))
    void client.publish('merge.taken', { hunk, side }, ref);
}

/** Shows beside each hunk of a merge editor who took which side, and who is there now. */
export function shareSides(app: App): void {
  const { workbench, client, session, texts } = app;
  workbench.merging.onTaking((key) => {
    const ref = texts.refOf(key);
    if (ref !== null) client.documents.get(ref)?.closeStep();
  });
  workbench.merging.onTaken((key, hunk, side) => {
    const ref = texts.refOf(key);
    if (ref !== null) client.documents.get(ref)?.closeStep();
    publishTaken(app, key, hunk, side);
  });
  workbench.merging.annotate(
    (key) => notesOf(app, key),
    (listener) => {
      let known = session.state.taken;
      const stops = [
        session.events.on('state', ({ taken }) => {
          if (taken === known) return;
          known = taken;
          listener();
        }),
        texts.onChanged(listener),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  );
}

function notesOf({ session, texts }: App, key: string): MergeNotes {
  const ref = texts.refOf(key);
  if (ref === null) return nothing;
  const taken = session.state.taken[ref] ?? {};
  const cursors = texts.cursors(key);
  return {
    taken: new Map(Object.entries(taken).map(([hunk, { side }]) => [hunk, side])),
    words: (hunk) => {
      const people = cursors
        .filter(({ head }) => hunk.from <= head && head < Math.max(hunk.to, hunk.from + 1))
        .map(({ replica }) => session.state.replicas[replica]?.person)
        .filter((person) => person !== undefined);
      const here = [...new Set(people)].map((person) => shownName(session.state, person) ?? 'Somebody');
      const by = taken[hunk.name];
      const isMine = by?.person === session.person;
      const who = by?.side !== hunk.is ? null : isMine ? 'You' : (shownName(session.state, by.person) ?? 'Somebody');
      return hunkInWords(hunk, who, here);
    },
  };
}

const sides: Record<ShownHunk['is'], string | null> = {
  current: 'took Current',
  incoming: 'took Incoming',
  both: 'took both sides',
  neither: 'took neither side',
  own: null,
  open: null,
};

/** Words beside a hunk: `Ada took Incoming · Grace is here`; null where there is nothing to say. */
export function hunkInWords({ is }: Pick<ShownHunk, 'is'>, who: string | null, here: readonly string[]): string | null {
  const took = sides[is];
  const parts = who === null || took === null ? [] : [`${who} ${took}`];
  if (here.length > 0) parts.push(`${listNames(here)} ${here.length === 1 ? 'is' : 'are'} here`);
  return parts.length === 0 ? null : parts.join(' · ');
}
