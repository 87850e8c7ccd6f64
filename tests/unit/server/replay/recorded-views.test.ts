import { expect, it } from 'vitest';
import { viewsAt } from '../../../../server/replay/recorded-views.ts';
import type { ReplayHistory } from '../../../../server/replay/replay-history.ts';
import { encodeBody } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';

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
