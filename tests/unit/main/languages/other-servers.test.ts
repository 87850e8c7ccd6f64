import { dirname } from 'node:path';
import { expect, it, vi } from 'vitest';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { LanguageWindow, positionOf, seen } from './language-window.ts';

const files = {
  'boat.py': 'class Boat:\n    length: int = "long"\n\nprint(Boat().length)\n',
  'pets.json': '{ "name": 1, "name": 2 }\n',
  'look.css': 'a { colr: red }\n',
  'page.html': '<p id="one">text</p>\n',
  'plan.yaml': 'one: 1\none: 2\n',
  'package.json': '{ "name": 1 }\n',
  'tsconfig.json': '{ "compilerOptions": { "strict": "yes", "target": "ESNext", "module": "moon" } }\n',
  'shape.json': '{ "properties": { "length": { "type": "number" } } }\n',
  'hidden/key.json': '{ "properties": { "length": { "type": "boolean" } } }\n',
  'own.json': '{ "$schema": "./shape.json", "length": "long" }\n',
  'far.json': '{ "$schema": "https://example.org/shape.json", "length": 1 }\n',
  'out.json': '{ "$schema": "../home/shape.json", "length": 1 }\n',
  'own.yaml': '# yaml-language-server: $schema=./shape.json\nlength: long\n',
  'out.yaml': '"\\x24schema": "../home/shape.json"\nlength: 1\n',
  'far.yaml': '# yaml-language-server: $schema=https://example.org/shape.json\nlength: 1\n',
  'run.sh': 'greet() { echo hi; }\ngreet\n',
  'far.sh': 'source ./part.sh\n. ../home/secret.sh\nsource .env.sh\npart_of_it\noutside_\nhidden_\n',
  'guide.md':
    '# Guide\n\nSee [docs](./docs), [part](./docs/part.md#one-part), [gone](./gone.md), [far](../home/far.md) and [new](./docs/\n',
  'docs/part.md': '# One part\n',
  'docs/.env.md': '# Hidden\n',
  'part.sh': 'part_of_it() { echo part; }\n',
  '.env.sh': 'hidden_canary() { echo no; }\n',
};

it('serves Python, JSON, CSS, HTML, YAML and shell out of the box, and no schema from elsewhere', async () => {
  const folder = new SharedFolder(files);
  folder.write('../home/shape.json', '{ "properties": { "length": { "type": "boolean" } } }');
  folder.write('../home/far.md', '# Far\n');
  folder.write('../home/secret.sh', 'outside_canary() { echo no; }\n');
  const host = await folder.host();
  const { client, direct } = await windowOf(host.host.url);
  const guest = await guestOf(await host.share('editor'));
  await guest.until(({ languages }) => languages.servers.length > 0);
  const ask = async (server: string, path: keyof typeof files, method: string, words: string, after = 0) => {
    const window = await LanguageWindow.open(guest, server);
    const { ref } = await direct.request('documents.open', { path });
    const document = await guest.documents.open(ref);
    const position = positionOf(files[path], words, after);
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

  const others: (keyof typeof files)[] = ['package.json', 'tsconfig.json', 'own.json', 'far.json', 'out.json'];
  await Promise.all(others.map((path) => ask('json', path, 'textDocument/documentSymbol', '{')));
  const yaml: (keyof typeof files)[] = ['own.yaml', 'far.yaml', 'out.yaml'];
  await Promise.all(yaml.map((path) => ask('yaml', path, 'textDocument/documentSymbol', 'length')));
  const wordsOf = (path: string) =>
    Object.values(client.state.languages.problems)
      .filter((set) => set.path === path)
      .flatMap(({ problems }) => problems.map(({ message }) => message))
      .join('; ');
  const says: Record<string, RegExp> = {
    'package.json': /^Incorrect type. Expected "string"/,
    'tsconfig.json': /Expected "boolean".*not accepted|Expected "boolean".*pattern/s,
    'own.json': /Expected "number"/,
    'far.json': /from this folder only/,
    'out.json': /Unable to load schema/,
    'own.yaml': /Expected "number"/,
    'far.yaml': /from this folder only/,
    'out.yaml': /Unable to load schema|Problems loading/,
  };
  const unmet = () =>
    Object.entries(says).flatMap(([path, words]) => (words.test(wordsOf(path)) ? [] : [`${path}: ${wordsOf(path)}`]));
  await client.until(() => unmet().length === 0);
  // Nothing of the machine is named either.
  expect(Object.keys(says).map(wordsOf).join()).not.toContain(dirname(folder.folder));

  // So are the files and folders that links of Markdown name.
  const window = await LanguageWindow.open(guest, 'markdown');
  const guide = { textDocument: { uri: 'folder:/guide.md' } };
  const at = seen(
    guest,
    await guest.documents.open((await direct.request('documents.open', { path: 'guide.md' })).ref),
  );
  const all = (await window.ask('textDocument/documentLink', guide, at)).result as object[];
  const resolved = await Promise.all(all.map((link) => window.ask('documentLink/resolve', link, at)));
  expect(resolved.map(({ result }) => (result as { target?: string }).target)).toContain('folder:/docs');
  expect(await ask('markdown', 'guide.md', 'textDocument/definition', './docs/part')).toContain('folder:/docs/part.md');
  const links = await ask('markdown', 'guide.md', 'textDocument/completion', './docs/\n', './docs/'.length);
  expect(links).toContain('part.md');
  await client.until(() => /gone\.md/.test(wordsOf('guide.md')) && /far\.md/.test(wordsOf('guide.md')));
  expect(wordsOf('guide.md')).not.toContain('part.md');
  folder.write('gone.md', '# Not gone\n');
  await client.until(() => !/gone\.md/.test(wordsOf('guide.md')));

  // Sourced scripts are read by the host, too: those of the folder that guests see, and nothing else.
  await vi.waitFor(async () => {
    expect(await ask('bash', 'far.sh', 'textDocument/definition', 'part_of_it')).toContain('folder:/part.sh');
  });
  const named = (words: string) => ask('bash', 'far.sh', 'textDocument/completion', words);
  expect(await named('part_of_it')).toContain('"part_of_it"');
  for (const words of ['outside_', 'hidden_']) expect(await named(words)).not.toContain('canary');
}, 60_000);
