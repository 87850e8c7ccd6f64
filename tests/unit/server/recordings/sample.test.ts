import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { boatRace } from '../../../../scripts/sample/boat-race.ts';
import { RecordingFile } from '../../../../server/server.ts';
import { opened } from './recording-fixture.ts';

const sample = fileURLToPath(new URL('../../../../examples/boat-race.ensemble', import.meta.url));

/** Everything that a viewer is shown at the end, and on the way there. */
async function shown(file: RecordingFile) {
  const history = await file.history();
  const { first, last, marks, people } = history.timeline;
  const texts: Record<string, string> = {};
  const { documents } = await history.stateAt(last.seq);
  for (const [ref, { path }] of Object.entries(documents)) texts[path!] = await history.textAt(ref, last.seq);
  return { header: file.header, damage: file.damage, first, last, marks, people, texts };
}

it('the sample recording opens, and is what its script makes', async () => {
  const file = await RecordingFile.open(sample);
  onTestFinished(() => file.close());
  const committed = await shown(file);
  expect(committed.damage).toBeNull();
  expect(committed.people.map(({ name }) => name)).toEqual(['Grace', 'Ada']);
  expect(committed.texts['src/race.test.js']).toContain('assert.deepEqual(ranks, [1, 1, 3]);');
  expect(committed.texts['src/race.js']).toContain(
    'return times.map((time) => ({ rank: 1 + times.filter(({ seconds }) => seconds < time.seconds).length, ...time }));\n}',
  );
  expect(committed.marks.map(({ words }) => words)).toContain('committed Let boats with the same time share a place');
  // `node scripts/make-sample-recording.ts` makes it anew where this differs.
  expect(await shown(await opened(await boatRace()))).toEqual(committed);
});
