import { describe, expect, it } from 'vitest';
import { hashText } from '../../../../src/shared/text/hash.ts';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { LanguageWindow, positionOf, seen } from './language-window.ts';

const boats = `export interface Boat { name: string; lengthMetres: number }
export function longest(boats: Boat[]): Boat | undefined { return boats[0]; }
`;
const main = `import { longest } from './boats.ts';
const found = longest([]);
console.log(found?.name);
const wrong: number = 'text';
`;
const tsconfig =
  '{ "compilerOptions": { "strict": true, "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }';

describe('TypeScript', () => {
  it('serves owner and guest alike, with the unsaved edits of both', async () => {
    const folder = new SharedFolder({ 'src/boats.ts': boats, 'src/main.ts': main, 'tsconfig.json': tsconfig });
    const host = await folder.host();
    const { client, direct } = await windowOf(host.host.url);
    const guest = await guestOf(await host.share('editor'));
    const { ref } = await direct.request('documents.open', { path: 'src/main.ts' });
    const own = await LanguageWindow.open(direct, 'typescript');
    const theirs = await LanguageWindow.open(guest, 'typescript');
    const [mine, others] = [await client.documents.open(ref), await guest.documents.open(ref)];
    const textDocument = { uri: 'folder:/src/main.ts' };

    const text = mine.toString();
    const hover = await own.ask(
      'textDocument/hover',
      { textDocument, position: positionOf(text, 'found') },
      seen(client, mine),
    );
    expect(JSON.stringify(hover.result)).toContain('Boat | undefined');
    expect(hover.at).toEqual([{ ref, seq: expect.any(Number), hash: hashText(text) }]);

    await client.until(({ languages }) => Object.keys(languages.problems).length > 0);
    expect(Object.values(client.state.languages.problems)).toMatchObject([
      {
        path: 'src/main.ts',
        source: 'typescript',
        problems: [
          { severity: 'error', code: '2322', range: [3, 6, 3, 11] },
          { severity: 'hint', code: '6133' },
        ],
      },
    ]);

    // Colours are numbers, which are for the window to read; what a lens holds is the server's alone.
    const colours = await theirs.ask('textDocument/semanticTokens/full', { textDocument }, seen(guest, others));
    expect((colours.result as { data: unknown }).data).toEqual(expect.arrayContaining([expect.any(Number)]));
    const lenses = await theirs.ask(
      'textDocument/codeLens',
      { textDocument: { uri: 'folder:/src/boats.ts' } },
      seen(guest, others),
    );
    const [lens] = lenses.result as { data: unknown }[];
    expect(lens!.data).toEqual(expect.any(String));
    const filled = await theirs.ask('codeLens/resolve', lens!);
    expect(filled.result).toMatchObject({ command: { title: expect.stringMatching(/references?$/) } });

    // A name is renamed here alone: others' imports of it go on.
    const { result } = await own.ask(
      'textDocument/rename',
      { textDocument, position: positionOf(text, 'longest([])'), newName: 'best' },
      seen(client, mine),
    );
    expect(JSON.stringify(result)).toContain('"newText":"longest as best"');

    // An edit that the log has not acknowledged counts at once, and the answer says so.
    mine.edit([{ offset: text.length, deleteLength: 0, insertText: 'found?.' }]);
    const typed = mine.toString();
    const completion = await own.ask(
      'textDocument/completion',
      { textDocument, position: positionAtEnd(typed) },
      seen(client, mine),
    );
    expect(completion.at![0]!.hash).toBe(hashText(typed));
    expect(JSON.stringify(completion.result)).toContain('lengthMetres');

    const definition = await theirs.ask(
      'textDocument/definition',
      { textDocument, position: positionOf(others.toString(), 'longest(') },
      seen(guest, others),
    );
    expect(JSON.stringify(definition.result)).toContain('folder:/src/boats.ts');
    expect(JSON.stringify(definition)).not.toContain(folder.folder);
  });
});

function positionAtEnd(text: string): { line: number; character: number } {
  const lines = text.split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}
