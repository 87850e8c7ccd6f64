import { expect, it } from 'vitest';
import { authorRangesOf, linesByAuthor } from '../../../src/client/authorship.ts';
import type { TextDocument } from '../../../src/client/text-document.ts';
import { decodeBody } from '../../../src/shared/session/table.ts';
import { VirtualWorld } from '../../sim/virtual-world.ts';
import { idOf } from '../shared/session/sample-of.ts';
import { documentOf, updateBy, type Written } from './written.ts';

const world = new VirtualWorld(7);

function open(author: string, log: Written[]): TextDocument {
  const document = documentOf(author, world, (written) => log.push(written));
  for (const { entry, writer } of log) document.applyLogged(entry, writer);
  document.markReady();
  return document;
}

it('says who wrote what, through insertions into others’ text and deletions of it', () => {
  const log: Written[] = [];
  const ada = open('ada', log);
  ada.edit([{ offset: 0, deleteLength: 0, insertText: 'one\ntwo\nthree\n' }]);
  ada.flush();
  const bob = open('bob', log);
  bob.edit([{ offset: 4, deleteLength: 3, insertText: 'second line' }], 'pasted');
  bob.flush();
  const reader = open('reader', log);
  const text = reader.toString();
  const stretches = authorRangesOf(reader);
  const atMs = Math.floor(world.nowMs / 60_000) * 60_000;
  expect(text).toBe('one\nsecond line\nthree\n');
  expect(stretches).toEqual([
    { offset: 0, length: 4, by: { author: 'ada', manner: 'typed' }, atMs },
    { offset: 4, length: 11, by: { author: 'bob', manner: 'pasted' }, atMs },
    { offset: 15, length: 7, by: { author: 'ada', manner: 'typed' }, atMs },
  ]);
  expect(linesByAuthor(text, stretches)).toEqual([
    { startLine: 1, endLine: 1, author: 'ada' },
    { startLine: 2, endLine: 2, author: 'bob' },
    { startLine: 3, endLine: 4, author: 'ada' },
  ]);
});

it('names the agents that were at work beside a disk, as a disk alone says it', () => {
  const log: Written[] = [];
  const disk = open('disk', log);
  disk.edit([{ offset: 0, deleteLength: 0, insertText: 'text' }]);
  disk.flush();
  const { update } = decodeBody('doc.updated', log.at(-1)!.entry.body);
  const said = updateBy('disk', { update, manner: 'disk', beside: [idOf('agent')] });
  const by = (isDisk: boolean) => {
    const reader = documentOf('reader', world, () => undefined);
    for (const { entry, writer } of [log[0]!, said]) reader.applyLogged(entry, { ...writer, isDisk });
    return authorRangesOf(reader)[0]!.by;
  };
  expect(by(true)).toEqual({ author: 'disk', manner: 'disk', beside: [idOf('agent')] });
  expect(by(false)).toEqual({ author: 'disk', manner: 'disk' });
});

it('leaves restored text to its first author, and says when each part was written', () => {
  const log: Written[] = [];
  const ada = open('ada', log);
  ada.edit([{ offset: 0, deleteLength: 0, insertText: 'by ada' }]);
  ada.flush();
  world.skip(60_000);
  const bob = open('bob', log);
  bob.edit([{ offset: 0, deleteLength: 6, insertText: '' }]);
  bob.flush();
  for (const { entry, writer } of log.slice(2)) bob.applyLogged(entry, writer);
  world.skip(60_000);
  const restoredMs = world.nowMs;
  bob.undo();
  bob.flush();
  const reader = open('reader', []);
  for (const { entry, writer } of log) reader.applyLogged(entry, writer);
  expect(authorRangesOf(reader)).toEqual([
    { offset: 0, length: 6, by: { author: 'ada', manner: 'restored' }, atMs: Math.floor(restoredMs / 60_000) * 60_000 },
  ]);
});
