import { expect, it } from 'vitest';
import { drawnParts } from '../../../../../src/renderer/features/agents/drawn-parts.ts';
import { namesOf } from '../../../../../src/renderer/features/agents/edited-calls.ts';
import type { TranscriptPart } from '../../../../../src/shared/capabilities/agents/transcript.ts';
import { nameOfCall } from '../../../../../src/shared/capabilities/documents/agent-call.ts';

it('a turn counts as changed by any of its calls, also by work that belongs to none of them', () => {
  const names = namesOf([{ turn: 't', call: 'one' }, { turn: 'u' }]);
  const asked = [{ turn: 't' }, { turn: 't', call: 'one' }, { turn: 'u' }, { turn: 't', call: 'two' }, { turn: 'v' }];
  expect(asked.map((each) => names.has(nameOfCall(each)))).toEqual([true, true, true, false, false]);
});

it('the heading of a long turn is drawn with its newest parts, and a tool call of that name is none', () => {
  const tool = (part: string, turn = 't'): TranscriptPart => ({ turn, part, form: 'tool', text: part, atMs: 0 });
  const heading: TranscriptPart = { turn: 't', part: 'intent', form: 'note', text: 'tidying', atMs: 0 };
  const rest = Array.from({ length: 300 }, (_, at) => tool(`call-${at}`));
  const long = drawnParts([tool('old', 's'), heading, ...rest]);
  expect([long[0], long[1]?.part, long.length]).toEqual([heading, 'call-100', 201]);
  expect(drawnParts([tool('intent'), ...rest])).toHaveLength(200);
  expect(drawnParts([heading, tool('one')])).toEqual([heading, tool('one')]);
});
