import { EnsembleError } from '../../src/shared/core/errors.ts';
import { findText } from './find-text.ts';
import { lineHistory } from './line-history.ts';
import { lineOrigins } from './line-origins.ts';
import type { StreamAnswers } from './recorded-streams.ts';
import type { ReplayHistory } from './replay-history.ts';
import { Work } from './text-walk.ts';
import { treeChanges } from './tree-changes.ts';

/** Bytes of a text in one part. */
const partBytes = 32 * 1024;
/** Most events around a moment that are told, on each side of it. */
const mostAround = 50;

/** Answers to the questions that read much of a recording. */
export function streamAnswers(history: ReplayHistory): StreamAnswers {
  const known = (ref: string) => {
    if (history.documents.has(ref)) return ref;
    throw new EnsembleError('not-found', 'The recording has no such text.');
  };
  return {
    'replay.find': async ({ ref, ...wanted }, _seq, signal, send) => {
      const asked = { ...wanted, ref: ref === null ? null : known(ref) };
      const tell = (found: Parameters<Parameters<typeof findText>[3]>[0], share: number) => send({ found, share });
      return { notice: await findText(history, asked, new Work(signal), tell) };
    },
    'replay.line': async ({ ref, line }, seq, signal, send) => ({
      notice: await lineHistory(history, { ref: known(ref), line, seq }, new Work(signal), (versions, share) =>
        send({ versions, share: Math.min(1, share) }),
      ),
    }),
    'replay.why': async ({ ref, line, withinMs }, seq, signal, send) => {
      const pieces = await lineOrigins(history, { ref: known(ref), line, seq }, new Work(signal));
      if (pieces === null) throw new EnsembleError('not-found', 'The text has no such line at this moment.');
      const newest = Math.max(...pieces.map(({ seq }) => seq ?? 0));
      const events = newest > 0 ? history.index.around(history.index.timeOf(newest), withinMs, mostAround) : [];
      await send({ pieces, events: events.map((event) => ({ ...event, path: null })) });
      return {};
    },
    'replay.text': async ({ ref, seq: asked }, _seq, _signal, send) => {
      const seq = history.clamped(asked);
      const content = new TextEncoder().encode(await history.textAt(known(ref), seq));
      for (let at = 0; at < content.length; at += partBytes)
        await send({ content: content.subarray(at, at + partBytes) });
      const info = (await history.stateAt(seq)).documents[ref];
      return { path: info && !info.deleted ? info.path : null };
    },
    'replay.changes': async ({ between: [from, to] }, _seq, signal, send) => ({
      notice: await treeChanges(
        history,
        [history.clamped(from), history.clamped(to)],
        new Work(signal),
        (changes, share) => send({ changes, share }),
      ),
    }),
  };
}
