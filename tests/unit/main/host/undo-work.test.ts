import { expect, it } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { guestOf, SharedFolder, textBecomes } from './host-fixture.ts';

const put = (insertText: string) => [{ offset: 0, deleteLength: 0, insertText }];

it('tells what a person has done in all files, saved or not, so that another takes it back', async () => {
  const folder = new SharedFolder({ 'a.txt': 'a\n', 'b.txt': 'b\n', '.env': 'secret\n' });
  const host = await folder.host();
  const link = await host.share();
  const [ada, bo] = [await guestOf(link, 'Ada'), await guestOf(link, 'Bo')];
  const first = await openFile(ada, 'a.txt');
  first.edit(put('of Ada\n'));
  first.edit([{ offset: first.length - 2, deleteLength: 2, insertText: '' }]);
  await saveFile(ada, first);
  const second = await openFile(ada, 'b.txt');
  second.edit(put('more of Ada\n'));
  await ada.settled();
  const theirs = await openFile(bo, 'b.txt');
  await textBecomes(theirs, (text) => text.startsWith('more'));
  theirs.edit([{ offset: theirs.length, deleteLength: 0, insertText: 'of Bo\n' }]);
  await bo.settled();
  const { people, knownMs } = await bo.request('documents.workers', { sinceMs: 0 });
  expect(people.map(({ person, texts }) => [person, texts])).toEqual([
    [ada.person, 2],
    [bo.person, 1],
  ]);
  expect(knownMs).toBeLessThanOrEqual(Date.now());
  const { texts } = await bo.request('documents.workOf', { person: ada.person!, sinceMs: 0 });
  for (const { ref, parts, overlaps } of texts) {
    expect(overlaps).toEqual([]);
    const document = await bo.documents.open(ref);
    for (const { step } of parts) document.revert({ ...step, group: null }, 'reverted');
    document.flush();
  }
  await bo.settled();
  await textBecomes(first, (text) => text === 'a\n');
  await textBecomes(second, (text) => text === 'b\nof Bo\n');
  const later = await bo.request('documents.workOf', { person: ada.person!, sinceMs: 0 });
  expect(later.texts).toEqual([]);
  const viewer = await guestOf(await host.share('viewer'), 'Vi');
  await expect(viewer.request('documents.workOf', { person: ada.person!, sinceMs: 0 })).rejects.toMatchObject({
    code: 'not-permitted',
  });
});

it('says how many parts of a text it leaves out, of more than can be told', async () => {
  const folder = new SharedFolder({ 'many.txt': 'line\n'.repeat(1010) });
  const ada = await guestOf(await (await folder.host()).share(), 'Ada');
  const text = await openFile(ada, 'many.txt');
  text.edit(Array.from({ length: 502 }, (_, at) => ({ offset: at * 10, deleteLength: 0, insertText: '+' })));
  await ada.settled();
  const { texts } = await ada.request('documents.workOf', { person: ada.person!, sinceMs: 0 });
  expect(texts.map(({ parts, rest }) => [parts.length, rest])).toEqual([[500, 2]]);
});
