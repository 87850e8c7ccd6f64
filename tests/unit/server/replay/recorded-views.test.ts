import { expect, it } from 'vitest';
import { viewsAt } from '../../../../server/replay/recorded-views.ts';
import type { ReplayHistory } from '../../../../server/replay/replay-history.ts';
import { encodeBody } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { packed } from './packed-session.ts';

it('counts a view of no form as nothing, and tells those of all others', async () => {
  const [ann, bob] = [idOf('ann'), idOf('bob')];
  const view = { editors: [{ path: 'a.txt', topLine: 3 }], focused: 0, views: [] };
  const entries = [
    { by: ann, kind: 'recording.viewed', body: encodeBody('recording.viewed', view) },
    { by: bob, kind: 'recording.viewed', body: Uint8Array.of(0xc1, 7) },
  ];
  const history = {
    stateAt: async () => ({ recording: { ref: idOf('recording') }, replicas: { [ann]: {}, [bob]: {} } }),
    about: async () => entries,
  } as unknown as ReplayHistory;
  expect((await viewsAt(history, 9)).map(({ replica }) => replica)).toEqual([ann]);
});

it.each([8, 500])(
  'keeps what windows showed where something beside a recording is cut (segments of %i)',
  async (count) => {
    const { stage, work, log, guest } = await packed(count);
    const recording = idOf('recording');
    await work(['a ', 'b ']);
    await stage.host.say('recording.started', { title: 'Monday' }, { ref: recording });
    const begun = stage.session.head;
    for (const topLine of [1, 2, 3, 4, 5, 6]) {
      const view = { editors: [{ path: 'a.txt', topLine }], focused: 0, views: [] };
      await guest.say('recording.viewed', view, { ref: recording });
    }
    await stage.host.say('recording.stopped', {}, { ref: recording });
    await work(Array.from({ length: 12 }, (_, index) => `${index} `));
    const views = async () =>
      (await log().readRecorded('s', recording, 0, 1e9, 1e9)).filter(({ kind }) => kind === 'recording.viewed');
    const before = await views();
    expect(before.length).toBeGreaterThan(1);
    const cutting = stage.session.cut({ after: begun - 3, upTo: begun - 1 });
    await stage.world.run(1_000);
    await cutting;
    expect(await views()).toEqual(before);
  },
);
