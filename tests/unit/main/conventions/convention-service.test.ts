import { expect, it } from 'vitest';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';

it('gives owner and guest the same conventions, of the folder alone, and none that a hidden file sets', async () => {
  const folder = new SharedFolder({
    '.editorconfig': '[*.ts]\nindent_size = 4\nend_of_line = lf\n',
    'src/.editorconfig': '[*.ts]\nindent_size = 2\n',
    'own/.editorconfig': 'root = true\n[*]\ntab_width = 8\n',
    'private/.editorconfig': '[*]\nindent_size = 7\n',
    '.ensemble/sharing.json': JSON.stringify({ hidden: ['private'] }),
  });
  folder.write('../.editorconfig', '[*]\ninsert_final_newline = true\n');
  const host = await folder.host();
  const { direct } = await windowOf(host.host.url);
  const guest = await guestOf(await host.share('viewer'));
  for (const workspace of [direct, guest]) {
    const of = (path: string) => workspace.request('conventions.of', { path });
    expect(await of('a.ts')).toEqual({ indentSize: 4, tabWidth: 4, lineEnd: 'lf' });
    expect(await of('src/deep/a.ts')).toEqual({ indentSize: 2, tabWidth: 2, lineEnd: 'lf' });
    expect(await of('own/a.ts')).toEqual({ tabWidth: 8 });
    expect(await of('a.md')).toEqual({});
  }
  // The text is the owner's own affair, and so are its conventions for everybody else.
  expect(await direct.request('conventions.of', { path: 'private/a.ts' })).toMatchObject({ indentSize: 4 });
  await expect(guest.request('conventions.of', { path: 'private/a.ts' })).rejects.toMatchObject({ code: 'hidden' });

  folder.write('src/.editorconfig', '[*.ts]\nindent_size = 3\n');
  await expect
    .poll(() => guest.request('conventions.of', { path: 'src/a.ts' }))
    .toEqual({ indentSize: 3, tabWidth: 3, lineEnd: 'lf' });
});
