import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { TextDocument } from '../../../src/client/text-document.ts';
import { nodeEnvironment } from '../../../src/main/machine/environment.ts';
import { textName } from '../../../src/shared/capabilities/documents/update-rules.ts';
import { encodeBody } from '../../../src/shared/session/table.ts';

const writer = { replica: 'replica', author: 'ada', isDisk: false };

function entriesOf(words: readonly string[]) {
  const document = new Y.Doc();
  document.clientID = 7;
  const bound = { kind: 'doc.bound', v: 1, body: encodeBody('doc.bound', { client: 7 }), at: 0, ageMs: 0 };
  const updates: Uint8Array[] = [];
  document.on('update', (update) => updates.push(update));
  for (const word of words) document.getText(textName).insert(0, word);
  const typed = updates.map((update) => ({
    ...{ kind: 'doc.updated', v: 2, at: 0, ageMs: 0 },
    body: encodeBody('doc.updated', { update }),
  }));
  return [bound, ...typed];
}

function begun() {
  const sent: unknown[] = [];
  const text = new TextDocument({
    ref: 'ref',
    environment: nodeEnvironment,
    author: () => 'bob',
    replica: 'mine',
    send: (body) => sent.push(body),
  });
  let changes = 0;
  text.onChange(() => changes++);
  return { text, sent, changes: () => changes };
}

it('takes in the past of a text at once, however many entries it has, and tells none of it as an edit', () => {
  const { text, changes } = begun();
  const edits: unknown[] = [];
  text.onEdits((some) => edits.push(some));
  for (const entry of entriesOf(['c', 'b', 'a'])) text.applyLogged(entry, writer);
  text.markReady();
  expect([text.toString(), changes(), edits.length]).toEqual(['abc', 1, 0]);
});

it('shows the past that has come so far to whoever asks before all of it is here', () => {
  const { text } = begun();
  for (const entry of entriesOf(['b', 'a'])) text.applyLogged(entry, writer);
  expect(text.toString()).toBe('ab');
});

it('sends an edit that is made while others’ are told, and none of theirs', () => {
  const { text, sent } = begun();
  text.markReady();
  const entries = entriesOf(['b', 'a']);
  const stop = text.onEdits(() => {
    stop();
    text.edit([{ offset: text.length, deleteLength: 0, insertText: '!' }]);
  });
  for (const entry of entries) text.applyLogged(entry, writer);
  text.flush();
  expect(text.toString()).toBe('ab!');
  expect(sent).toHaveLength(1);
  text.dispose();
});
