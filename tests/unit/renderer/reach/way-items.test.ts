import { expect, test } from 'vitest';
import { wayItems } from '../../../../src/renderer/features/reach/way-items.ts';

test('the team’s server is a way beside the programs of the machine, until the session is there', () => {
  const ways = [
    { way: 'ssh', problem: null },
    { way: 'cloudflared', problem: 'It is too old.' },
  ] as const;
  const items = (isAtServer: boolean) => wayItems(ways, isAtServer).map(({ value }) => value);
  expect(items(false)).toEqual(['ssh', 'cloudflared', 'server']);
  expect(items(true)).toEqual(['ssh', 'cloudflared']);
  expect(wayItems([], false)).toHaveLength(1);
  expect(wayItems(ways, false)[1]).toMatchObject({ icon: 'warning', detail: 'It is too old.' });
});
