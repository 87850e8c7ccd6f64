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
