import { expect, it } from 'vitest';
import { callOfName, nameOfCall } from '../../../../../src/shared/capabilities/documents/agent-call.ts';

const words = [undefined, 'a', 'b', 'a\0b', '\0', '\0\0', '\0\x001', '1\0a', 'a\0', '\0b', '\0\x001\0'];
const works = words.flatMap((turn) =>
  words.map((call) => ({ ...(turn === undefined ? {} : { turn }), ...(call === undefined ? {} : { call }) })),
);

it('each turn and call has a name of its own, by which it is found again', () => {
  expect(new Set(works.map(nameOfCall)).size).toBe(works.length);
  expect(works.map((work) => callOfName(nameOfCall(work)))).toEqual(works);
});

it('names are as they are in texts that were folded before', () => {
  const names = [{ turn: 'a', call: 'b' }, { turn: 'a' }, { call: 'b' }, {}].map(nameOfCall);
  expect(names).toEqual(['a\0b', 'a\0', '\0b', '\0']);
  expect(callOfName(undefined)).toEqual({});
});
