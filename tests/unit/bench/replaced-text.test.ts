import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { ReplacedText, type ToldEdit } from '../../../bench/agents/replaced-text.ts';
import { type DocumentBody, documentKinds } from '../../../src/shared/capabilities/documents/kinds.ts';
import type { Writer } from '../../../src/shared/capabilities/documents/update-rules.ts';
import { pack } from '../../../src/shared/core/message-pack.ts';

const [ada, agent]: [Writer, Writer] = [
  { replica: 'a', author: 'ada', isDisk: false },
  { replica: 'b', author: 'helper', isDisk: false, isAgent: true },
];

/** Entry of an update, by the rules of version 1: those of later ones want bound ids. */
const entry = (body: DocumentBody<'doc.updated'>) => ({
  kind: 'doc.updated',
  v: 1,
  body: pack(documentKinds['doc.updated'].body.parse(body)),
  at: 0,
  ageMs: 0,
});

/** A text of Ada’s, and an edit of an agent that replaces its last line. */
function logOf(told: ToldEdit[]) {
  const document = new Y.Doc();
  document.clientID = 1;
  const text = document.getText('text');
  const check = new ReplacedText(new Map(told.map((each) => [each.word, each])));
  let vector = Y.encodeStateVector(document);
  const say = (writer: Writer, edit: () => void, rest: Partial<DocumentBody<'doc.updated'>> = {}) => {
    document.transact(edit);
    check.take(entry({ update: Y.encodeStateAsUpdate(document, vector), ...rest }), writer);
    vector = Y.encodeStateVector(document);
  };
  say(ada, () => text.insert(0, 'one\ntwo\n'));
  document.clientID = 2;
  const reads: DocumentBody<'doc.updated'>['reads'] = [{ ids: [[1, 0, 8]], fromStart: true, toEnd: true }];
  const edit = () => {
    text.insert(4, 'const w1_2_ = 2;');
    text.delete(20, 3);
  };
  say(agent, edit, { reads });
  return check;
}

it('finds an edit of an agent that took away what its program had not read', () => {
  const good = logOf([{ word: 'w1_2_', read: 'two' }]);
  expect([good.text, [...good.counted], good.trampled]).toEqual(['one\nconst w1_2_ = 2;\n', ['w1_2_'], []]);
  const other = logOf([{ word: 'w1_2_', read: 'three' }]);
  expect(other.trampled).toEqual([{ word: 'w1_2_', taken: 'two' }]);
  expect(logOf([]).trampled).toEqual([{ word: 'w1_2_', taken: 'two' }]);
});
