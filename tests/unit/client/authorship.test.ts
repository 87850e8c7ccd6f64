import { expect, it } from 'vitest';
import { linesByAuthor, stretchesOf } from '../../../src/client/authorship.ts';
import { TextDocument } from '../../../src/client/text-document.ts';
import type { Body } from '../../../src/shared/protocol/table.ts';
import { VirtualWorld } from '../../sim/virtual-world.ts';

const world = new VirtualWorld(7);

function open(author: string, log: { body: Body<'doc.updated'>; author: string }[]): TextDocument {
  const document = new TextDocument({
    ref: 'r',
    environment: world.environment(),
    author: () => author,
    send: (body) => log.push({ body, author }),
  });
  for (const { body, author: by } of log) document.applyLogged(body, by);
  document.markReady();
  return document;
}

it('says who wrote what, through insertions into others’ text and deletions of it', () => {
  const log: { body: Body<'doc.updated'>; author: string }[] = [];
  const ada = open('ada', log);
  ada.edit([{ offset: 0, deleteLength: 0, insertText: 'one\ntwo\nthree\n' }]);
  ada.flush();
  const bob = open('bob', log);
  bob.edit([{ offset: 4, deleteLength: 3, insertText: 'second line' }], 'program', 'pasted');
  bob.flush();
  const reader = open('reader', log);
  const text = reader.toString();
  const stretches = stretchesOf(reader);
  expect(text).toBe('one\nsecond line\nthree\n');
  expect(stretches).toEqual([
    { offset: 0, length: 4, by: { author: 'ada', manner: 'typed' }, atMs: null },
    { offset: 4, length: 11, by: { author: 'bob', manner: 'pasted' }, atMs: null },
    { offset: 15, length: 7, by: { author: 'ada', manner: 'typed' }, atMs: null },
  ]);
  expect(linesByAuthor(text, stretches)).toEqual([
    { startLine: 1, endLine: 1, author: 'ada' },
    { startLine: 2, endLine: 2, author: 'bob' },
    { startLine: 3, endLine: 4, author: 'ada' },
  ]);
});

it('leaves restored text to its first author, and says when each part was written', () => {
  const log: { body: Body<'doc.updated'>; author: string }[] = [];
  const ada = open('ada', log);
  ada.edit([{ offset: 0, deleteLength: 0, insertText: 'by ada' }]);
  ada.flush();
  const bob = open('bob', log);
  bob.edit([{ offset: 0, deleteLength: 6, insertText: '' }]);
  bob.flush();
  bob.applyLogged(log[1]!.body, 'bob');
  bob.undo();
  bob.flush();
  const reader = open('reader', []);
  for (const [index, { body, author }] of log.entries()) reader.applyLogged(body, author, index * 60_000 + 5);
  expect(stretchesOf(reader)).toEqual([
    { offset: 0, length: 6, by: { author: 'ada', manner: 'restored' }, atMs: 120_000 },
  ]);
});
