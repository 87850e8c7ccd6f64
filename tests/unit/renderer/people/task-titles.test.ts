import { expect, test } from 'vitest';
import { Emitter } from '../../../../src/client/emitter.ts';
import type { SessionView } from '../../../../src/client/session-view.ts';
import { TaskTitles } from '../../../../src/renderer/features/people/task-titles.ts';
import type { SessionState } from '../../../../src/shared/session/state.ts';
import { ann, annsWindow, document, entryOf, foldAll, joined, opened } from '../../shared/session/entries.ts';
import { ManualClock } from '../presence/manual-clock.ts';

/** A session with texts of its own. */
class ScriptedSession {
  state = foldAll([joined(ann, annsWindow), opened(document, '.tasks/abcdefgh-boat.md')]);
  text = '---\ntitle: Paint the boat\n---\n';
  readonly closed: string[] = [];
  readonly events = new Emitter<{ state: SessionState }>();
  changed = () => {};
  readonly documents = {
    open: async () => ({
      onChange: (listener: () => void) => {
        this.changed = listener;
        return () => {};
      },
    }),
    get: () => ({ toString: () => this.text }),
    close: (ref: string) => void this.closed.push(ref),
  };

  hear(...entries: Parameters<typeof foldAll>[0]): void {
    this.state = foldAll(entries, this.state);
    this.events.emit('state', this.state);
  }
}

test('the title of a claimed task is read, follows its text, and is forgotten with the claim', async () => {
  const [session, clock] = [new ScriptedSession(), new ManualClock()];
  let tell = () => {};
  const titles = new TaskTitles(session as unknown as SessionView, clock, () => tell());
  const told = () =>
    new Promise<void>((resolve) => {
      tell = resolve;
      clock.advance(1_000);
    });
  expect(titles.known.size).toBe(0);
  session.hear(entryOf('task.claimed', { untilMs: null }, { ref: document, by: annsWindow }));
  await Promise.resolve();
  await told();
  expect([...titles.known]).toEqual([[document, 'Paint the boat']]);
  session.text = '---\ntitle: Paint the hull\n---\n';
  session.changed();
  await told();
  expect(titles.known.get(document)).toBe('Paint the hull');
  session.text = '---\ntitle: [\n---\n';
  session.changed();
  await told();
  expect(titles.known.size).toBe(0);
  session.hear(entryOf('task.released', {}, { ref: document, by: annsWindow }));
  expect(session.closed).toEqual([document]);
});
