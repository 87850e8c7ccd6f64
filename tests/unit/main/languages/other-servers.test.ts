import { expect, it } from 'vitest';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { LanguageWindow, positionOf, seen } from './language-window.ts';

const files = {
  'boat.py': 'class Boat:\n    length: int = "long"\n\nprint(Boat().length)\n',
  'pets.json': '{ "name": 1, "name": 2 }\n',
  'look.css': 'a { colr: red }\n',
  'page.html': '<p id="one">text</p>\n',
  'plan.yaml': 'one: 1\none: 2\n',
  'run.sh': 'greet() { echo hi; }\ngreet\n',
};

it('serves Python, JSON, CSS, HTML, YAML and shell out of the box', async () => {
  const folder = new SharedFolder(files);
  const host = await folder.host();
  const { client, direct } = await windowOf(host.host.url);
  const guest = await guestOf(await host.share('editor'));
  const ask = async (server: string, path: keyof typeof files, method: string, words: string) => {
    const window = await LanguageWindow.open(guest, server);
    const { ref } = await direct.request('documents.open', { path });
    const document = await guest.documents.open(ref);
    const position = positionOf(files[path], words);
    const params = { textDocument: { uri: `folder:/${path}` }, position };
    return JSON.stringify(await window.ask(method, params, seen(guest, document)));
  };
  const answers = await Promise.all([
    ask('pyright', 'boat.py', 'textDocument/hover', 'Boat().'),
    ask('json', 'pets.json', 'textDocument/documentSymbol', 'name'),
    ask('css', 'look.css', 'textDocument/hover', 'a {'),
    ask('html', 'page.html', 'textDocument/hover', 'p id'),
    ask('yaml', 'plan.yaml', 'textDocument/documentSymbol', 'one'),
    ask('bash', 'run.sh', 'textDocument/definition', 'greet\n'),
  ]);
  const expected = ['class Boat', 'name', 'Selector Specificity', 'paragraph', 'one', 'folder:/run.sh'];
  for (const [index, words] of expected.entries()) expect(answers[index]).toContain(words);
  for (const answer of answers) expect(answer).not.toContain(folder.folder);
  const wanted = ['boat.py pyright', 'pets.json json', 'look.css css', 'plan.yaml yaml'];
  await client.until(({ languages }) => {
    const found = Object.values(languages.problems).map(({ path, source }) => `${path} ${source}`);
    return wanted.every((each) => found.includes(each));
  });
}, 60_000);
