import { expect, it, vi } from 'vitest';
import { ScriptedText, ScriptedWindow } from './scripted-window.ts';

const uri = 'folder:/a.ts';
const textDocument = { uri };
const at = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});
const insert = (offset: number, insertText: string) => ({ offset, deleteLength: 0, insertText });

type Edits = { range: ReturnType<typeof at>; newText: string }[];

it('formats the text on the screen, though the server has formatted one that somebody else has gone on with', async () => {
  const text = new ScriptedText('a.ts', 'let a  = 1;\nlet b  = 2;\n');
  const window = new ScriptedWindow(text);
  const { id } = await window.ask(1, 'textDocument/formatting', { textDocument });
  // The host has heard of a line at the top before this window.
  text.hear([insert(0, '// top\n')]);
  expect(text.shown).toBe(0);
  const edits = [
    { range: at(1, 5, 7), newText: ' ' },
    { range: at(2, 5, 7), newText: ' ' },
  ];
  await window.answer(id, edits, [[text, '// top\nlet a  = 1;\nlet b  = 2;\n']]);
  text.hear([insert(0, '// more\n')]);
  text.apply(window.answers.get(1)!.result as Edits);
  expect(text.document.toString()).toBe('// more\n// top\nlet a = 1;\nlet b = 2;\n');
  await vi.waitFor(() => expect(text.value).toBe(text.document.toString()), { timeout: 20_000 });
});

it('asks again where somebody has changed what an answer would replace, and leaves it after some times', async () => {
  const text = new ScriptedText('a.ts', 'let name = 1;\n');
  const window = new ScriptedWindow(text);
  let { id } = await window.ask(1, 'textDocument/rename', {
    textDocument,
    position: { line: 0, character: 4 },
    newName: 'x',
  });
  for (let time = 0; time < 4; time++) {
    const before = text.document.toString();
    text.hear([insert(6, 'q')]);
    await window.answer(id, { changes: { [uri]: [{ range: at(0, 4, 8 + time), newText: 'x' }] } }, [[text, before]]);
    const again = await window.heard();
    expect(again.method).toBe('textDocument/rename');
    id = again.id;
  }
  const before = text.document.toString();
  text.hear([insert(6, 'q')]);
  await window.answer(id, { changes: { [uri]: [{ range: at(0, 4, 12), newText: 'x' }] } }, [[text, before]]);
  expect(window.answers.get(1)!.error?.code).toBe(-32801);
  expect(window.hasHeardMore).toBe(false);
  expect(text.document.toString()).toBe('let naqqqqqme = 1;\n');
  expect(text.value).toBe(text.document.toString());
});

it('asks about the place where it is by now, when it asks again', async () => {
  const text = new ScriptedText('a.ts', 'let name = 1;\n');
  const window = new ScriptedWindow(text);
  const { id } = await window.ask(1, 'textDocument/hover', { textDocument, position: { line: 0, character: 4 } });
  text.hear([insert(0, '// top\n')]);
  await window.answer(id, { contents: 'of a text that was never here' }, [[text, 'another']]);
  const again = await window.heard();
  expect(again.params).toEqual({ textDocument, position: { line: 1, character: 4 } });
  await window.answer(again.id, { contents: 'name', range: at(1, 4, 8) }, [[text, text.document.toString()]]);
  expect(window.answers.get(1)!.result).toEqual({ contents: 'name', range: at(1, 4, 8) });
});

it('adds an import where its line is, and leaves the line of the cursor to the editors', async () => {
  const text = new ScriptedText('a.ts', "import { a } from './x';\nfo");
  const window = new ScriptedWindow(text);
  const { id } = await window.ask(1, 'textDocument/completion', { textDocument, position: { line: 1, character: 2 } });
  // The window has typed on, and somebody else has written at the very top, before the answer comes.
  text.type([insert(text.value.length, 'o')]);
  text.hear([insert(0, '// top\n')]);
  const items = [
    {
      label: 'foo',
      data: '1:0',
      textEdit: { range: at(1, 0, 2), newText: 'foo' },
      additionalTextEdits: [{ range: at(0, 10, 10), newText: ', foo' }],
    },
  ];
  await window.answer(id, { isIncomplete: false, items }, [[text, "import { a } from './x';\nfo"]]);
  const [item] = (window.answers.get(1)!.result as { items: typeof items }).items;
  expect(item!.textEdit.range).toEqual(at(1, 0, 2));
  expect(item!.additionalTextEdits[0]!.range).toEqual(at(1, 10, 10));
  // To fill it in, the server gets its own data, and is asked about the text as it is then.
  const filling = await window.ask(2, 'completionItem/resolve', item as never);
  expect(filling.params).toMatchObject({ label: 'foo', data: '1:0' });
  text.hear([insert(0, '// higher\n')]);
  await window.answer(filling.id, { label: 'foo', additionalTextEdits: [{ range: at(1, 10, 10), newText: ', foo' }] }, [
    [text, "// top\nimport { a } from './x';\nfoo"],
  ]);
  expect(window.answers.get(2)!.result).toMatchObject({ additionalTextEdits: [{ range: at(2, 10, 10) }] });
});

it('brings an action that was chosen later to where its text is then, or says that it is too late', async () => {
  const text = new ScriptedText('a.ts', 'let a = b;\n');
  const window = new ScriptedWindow(text);
  const { id } = await window.ask(1, 'textDocument/codeAction', { textDocument, range: at(0, 8, 9), context: {} });
  const fix = {
    title: 'Change to a',
    kind: 'quickfix',
    edit: { changes: { [uri]: [{ range: at(0, 8, 9), newText: 'a' }] } },
  };
  await window.answer(id, [fix], [[text, 'let a = b;\n']]);
  const [offered] = window.answers.get(1)!.result as (typeof fix)[];
  expect(offered!.edit).toBeUndefined();
  text.hear([insert(0, '// top\n')]);
  window.channel.send({ jsonrpc: '2.0', id: 2, method: 'codeAction/resolve', params: offered as never });
  await window.settle();
  const { edit } = window.answers.get(2)!.result as typeof fix;
  text.apply(edit.changes[uri]!);
  expect(text.document.toString()).toBe('// top\nlet a = a;\n');
  window.channel.send({ jsonrpc: '2.0', id: 3, method: 'codeAction/resolve', params: offered as never });
  await window.settle();
  expect(window.answers.get(3)!.error?.message).toContain('The text has changed');
  expect(window.notices).toEqual([expect.stringContaining('Ask for it again')]);
});

it('keeps a list of actions that nobody asked for back while a menu of such is open, and no other', async () => {
  const text = new ScriptedText('a.ts', 'let a = b;\n');
  const window = new ScriptedWindow(text);
  const menu = Promise.withResolvers<void>();
  window.menu = menu.promise;
  const asked = (triggerKind: number) => ({ textDocument, range: at(0, 8, 9), context: { triggerKind } });
  const automatic = await window.ask(1, 'textDocument/codeAction', asked(2));
  await window.answer(automatic.id, [{ title: 'Another' }], [[text, 'let a = b;\n']]);
  expect(window.answers.has(1)).toBe(false);
  const wanted = await window.ask(2, 'textDocument/codeAction', asked(1));
  await window.answer(wanted.id, [{ title: 'Change' }], [[text, 'let a = b;\n']]);
  expect(window.answers.get(2)!.result).toMatchObject([{ title: 'Change' }]);
  menu.resolve();
  await window.settle();
  expect(window.answers.get(1)!.result).toMatchObject([{ title: 'Another' }]);
});

it('lets the editors ask anew for colours and outlines of a text that the host had gone on with', async () => {
  const text = new ScriptedText('a.ts', 'let a = 1;\n');
  const window = new ScriptedWindow(text);
  const { id } = await window.ask(1, 'textDocument/semanticTokens/full', { textDocument });
  text.hear([insert(0, '// top\n')]);
  await window.answer(id, { data: [1, 4, 1, 0, 0] }, [[text, '// top\nlet a = 1;\n']]);
  expect(window.answers.get(1)!.error?.code).toBe(-32801);
  const next = await window.ask(2, 'textDocument/semanticTokens/full', { textDocument });
  await window.answer(next.id, { data: [1, 4, 1, 0, 0] }, [[text, '// top\nlet a = 1;\n']]);
  expect(window.answers.get(2)!.result).toEqual({ data: [1, 4, 1, 0, 0] });
});

it('renames in several texts as each of them is by then', async () => {
  const [a, b] = [new ScriptedText('a.ts', 'name\n'), new ScriptedText('b.ts', 'name\n')];
  const window = new ScriptedWindow(a, b);
  const first = await window.ask(1, 'textDocument/rename', {
    textDocument,
    position: { line: 0, character: 1 },
    newName: 'x',
  });
  const edit = (line: number) => ({
    changes: {
      [uri]: [{ range: at(0, 0, 4), newText: 'x' }],
      'folder:/b.ts': [{ range: at(line, 0, 4), newText: 'x' }],
    },
  });
  await window.answer(first.id, edit(0), [[a, 'name\n']]);
  // Asked again, with both of them named.
  const second = await window.heard();
  b.hear([insert(0, '// top\n')]);
  await window.answer(second.id, edit(1), [
    [a, 'name\n'],
    [b, '// top\nname\n'],
  ]);
  const { changes } = window.answers.get(1)!.result as ReturnType<typeof edit>;
  a.apply(changes[uri]!);
  b.apply(changes['folder:/b.ts']!);
  expect([a.document.toString(), b.document.toString()]).toEqual(['x\n', '// top\nx\n']);
});

it('opens nothing that a server wishes to show, and passes on no word of it about texts', async () => {
  const text = new ScriptedText('a.ts', '');
  const window = new ScriptedWindow(text);
  window.channel.send({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument } });
  await window.settle();
  expect(window.hasHeardMore).toBe(false);
});
