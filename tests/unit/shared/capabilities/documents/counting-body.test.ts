import { expect, it } from 'vitest';
import { asItCounts } from '../../../../../src/shared/capabilities/documents/counting-body.ts';
import type { Writer } from '../../../../../src/shared/capabilities/documents/update-rules.ts';

const said = { update: new Uint8Array(), agent: 'someone', turn: 't', call: 'c', beside: ['other'] };
const of = (writer: Partial<Writer>) => {
  const { agent, turn, call, beside, manner } = asItCounts(said, {
    replica: 'r',
    author: 'a',
    isDisk: false,
    ...writer,
  });
  return { agent, turn, call, beside, manner };
};
const nothing = { agent: undefined, turn: undefined, call: undefined, beside: undefined, manner: undefined };

it('a disk alone says that an edit is an agent’s work, and then names nobody beside it', () => {
  expect(of({ isDisk: true })).toEqual({ ...nothing, agent: 'someone', turn: 't', call: 'c' });
});

it('a person’s edit is theirs, whatever it says', () => {
  expect(of({})).toEqual(nothing);
});

it('an agent’s edit is its own work, and no other agent’s', () => {
  expect(of({ isAgent: true })).toEqual({ ...nothing, turn: 't', call: 'c', manner: 'agent' });
});
