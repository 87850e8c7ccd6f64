import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { TextCopy } from '../../../../../src/shared/capabilities/documents/text-copy.ts';
import { textName, type Writer } from '../../../../../src/shared/capabilities/documents/update-rules.ts';
import { type Body, encodeBody } from '../../../../../src/shared/session/table.ts';

const ada: Writer = { replica: 'ada', author: 'ada', isDisk: false };
const agent: Writer = { replica: 'agent', author: 'agent', isDisk: false, isAgent: true };

const bound = (client: number) => ({
  kind: 'doc.bound',
  v: 1,
  body: encodeBody('doc.bound', { client }),
  at: 0,
  ageMs: 0,
});
const updated = (body: Body<'doc.updated'>) => ({
  ...{ kind: 'doc.updated', v: 2, at: 0, ageMs: 0 },
  body: encodeBody('doc.updated', body),
});

/** A writer's own copy of a text, and the updates that it makes. */
function copyOf(client: number, before: readonly Uint8Array[]) {
  const document = new Y.Doc();
  for (const update of before) Y.applyUpdate(document, update);
  document.clientID = client;
  const made: Uint8Array[] = [];
  document.on('update', (update: Uint8Array) => made.push(update));
  return { text: document.getText(textName), made };
}

it('an edit of an agent counts alike for everybody, also where somebody has just deleted what it has read, and the log has not', () => {
  const writer = copyOf(1, []);
  writer.text.insert(0, 'line1\nline2\nline3\n');
  writer.text.delete(0, 6);
  const robot = copyOf(9, writer.made);
  robot.text.insert(0, 'new ');
  const log = [
    { entry: bound(1), by: ada },
    ...writer.made.map((update) => ({ entry: updated({ update }), by: ada })),
    { entry: bound(9), by: agent },
    { entry: updated({ update: robot.made[0]!, reads: [{ ids: [[1, 6, 6]], fromStart: true }] }), by: agent },
  ];
  const [plain, typing] = [new TextCopy(), new TextCopy()];
  const fold = (copy: TextCopy, isLast: (index: number) => void) =>
    log.map(({ entry, by }, index) => {
      isLast(index);
      return copy.fold(entry, by);
    });
  const sound = fold(plain, () => undefined);
  // The first line of now, and with it the tombstones before: Yjs makes one of both.
  const alike = fold(typing, (index) => index === log.length - 1 && typing.text.delete(0, 6));
  expect([sound.at(-1), alike.at(-1)]).toEqual([true, true]);
  expect([plain.text.toString(), typing.text.toString()]).toEqual(['new line2\nline3\n', 'new line3\n']);
});
