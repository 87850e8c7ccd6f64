import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { guestOf, SharedFolder } from '../host/host-fixture.ts';

it('writes a new file in the encoding that the folder sets for it, and changes no other', async () => {
  const folder = new SharedFolder({
    '.editorconfig':
      '[*]\ncharset = utf-8-bom\n[*.{le,old}]\ncharset = utf-16le\n[*.l1]\ncharset = latin1\n[*.x]\ncharset = toString\n',
    'a.txt': '',
    'b.le': '',
    'c.l1': '',
    'd.x': '',
    'e.old': 'as it was\n',
  });
  const guest = await guestOf(await (await folder.host()).share('editor'));
  const written = async (path: string) => {
    const document = await openFile(guest, path);
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'é' }]);
    await saveFile(guest, document);
    return readFileSync(join(folder.folder, path)).toString('hex');
  };
  expect(await written('a.txt')).toBe('efbbbfc3a9');
  expect(await written('b.le')).toBe('fffee900');
  expect(await written('c.l1')).toBe('e9');
  expect(await written('d.x')).toBe('c3a9');
  expect(await written('e.old')).toBe(Buffer.from('éas it was\n').toString('hex'));
});

it('writes a buffer without a file so as well, where nobody has chosen otherwise, and so again at the next save', async () => {
  const folder = new SharedFolder({ '.editorconfig': '[*.le]\ncharset = utf-16le\n', 'there.le': 'as it was\n' });
  const guest = await guestOf(await (await folder.host()).share('editor'));
  const hex = (path: string) => readFileSync(join(folder.folder, path)).toString('hex');
  const made = async () => {
    const { ref } = await guest.request('documents.create', { title: 'Untitled-1', text: 'é' });
    return guest.documents.open(ref);
  };
  const document = await made();
  await saveFile(guest, document, undefined, { path: 'new.le' });
  expect(hex('new.le')).toBe('fffee900');
  document.edit([{ offset: 1, deleteLength: 0, insertText: 'a' }]);
  await saveFile(guest, document);
  expect(hex('new.le')).toBe('fffee9006100');
  await guest.until(({ documents }) => documents[document.ref]?.format.encoding === 'utf16le');
  expect(guest.state.documents[document.ref]?.diskFormat).toBeUndefined();
  await saveFile(guest, await made(), undefined, { path: 'there.le', overwrite: true });
  expect(hex('there.le')).toBe('c3a9');
});
