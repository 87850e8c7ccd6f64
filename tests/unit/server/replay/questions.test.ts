import { expect, it, vi } from 'vitest';
import type { ReplayClient } from '../../../../src/client/replay-client.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import type { Down, StreamParams, WorkspaceStream } from '../../../../src/shared/session/contract.ts';
import { recorded, viewer } from './recorded-session.ts';

/** All parts of an answer. */
async function parts<N extends WorkspaceStream>(client: ReplayClient, name: N, params: StreamParams<N>) {
  const stream = client.open(name, params);
  const all: Down<N>[] = [];
  for await (const part of stream) all.push(part);
  await stream.result;
  return all;
}

/** A text in which Ada has typed, and Bob then, each step at its own seq. */
async function typedByTwo() {
  const session = await recorded(['let a = 1;\n', 'let b = 2;\n', 'let c = 3;\n']);
  const { gateway, ref, guest } = session;
  const ada = guest.documents.get(ref)!;
  const bob = await gateway.client();
  const his = await bob.documents.open(ref);
  const seqs: number[] = [];
  const edit = async (document: TextDocument, find: string, insertText: string, deleteLength = 0) => {
    const before = document.toString();
    document.edit([{ offset: before.indexOf(find), deleteLength, insertText }]);
    const after = document.toString();
    const who = document === ada ? guest : bob;
    await who.settled();
    await vi.waitFor(() => expect([ada.toString(), his.toString()]).toEqual([after, after]), 10_000);
    seqs.push(who.applied);
  };
  await edit(his, 'b = 2', 'blue', 1);
  await edit(ada, 'let c', '// a line above\n');
  await edit(his, '2;', '22', 1);
  return { ...session, bob, seqs, edit, ada, his };
}

it('finds when a text came and went, where, and who typed it', async () => {
  const { gateway, ref, guest, bob, seqs, moments } = await typedByTwo();
  const { client } = await viewer(gateway);
  const found = async (text: string, matchCase = true) =>
    (await parts(client, 'replay.find', { text, ref: null, matchCase })).flatMap((part) => part.found);
  expect(await found('let b ')).toMatchObject([
    { ref, path: 'src/notes.txt', seq: moments[1]!.seq, person: guest.person, is: 'appeared', line: 2 },
    { seq: seqs[0], person: bob.person, is: 'gone', line: 2, text: 'let b = 2;' },
  ]);
  expect(await found('BLUE', false)).toMatchObject([{ person: bob.person, is: 'appeared', text: 'let blue = 2;' }]);
  expect(await found('BLUE')).toEqual([]);
  expect(await parts(client, 'replay.find', { text: 'c = 3', ref, matchCase: true })).toMatchObject([
    { found: [{ line: 3, is: 'appeared' }], share: 1 },
  ]);
});

it('walks through the history of a line that moves and changes', async () => {
  const { gateway, ref, guest, bob, seqs, moments } = await typedByTwo();
  const { client } = await viewer(gateway);
  await client.shown('seq', seqs[1]!);
  const versions = async (line: number) =>
    (await parts(client, 'replay.line', { ref, line })).flatMap((part) => part.versions);
  expect(await versions(2)).toMatchObject([
    { seq: moments[1]!.seq, person: guest.person, line: 2, text: 'let b = 2;' },
    { seq: seqs[2], person: bob.person, line: 2, text: 'let blue = 22;' },
  ]);
  expect(await versions(4)).toMatchObject([{ seq: moments[2]!.seq, line: 3, text: 'let c = 3;' }]);
});

it('says from which entries a line is, an undo among them, and what happened around it', async () => {
  const { gateway, ref, guest, bob, seqs, his } = await typedByTwo();
  his.closeStep();
  his.edit([{ offset: his.toString().indexOf('lue'), deleteLength: 3, insertText: '' }]);
  await bob.settled();
  his.undo();
  await bob.settled();
  const { client, timeline } = await viewer(gateway);
  await client.shown('seq', timeline.last.seq);
  const [why] = await parts(client, 'replay.why', { ref, line: 2, withinMs: 120_000 });
  expect(why!.pieces.map(({ text, person }) => [text, person])).toEqual([
    ['let ', guest.person],
    ['b', bob.person],
    ['lue', bob.person],
    [' = ', guest.person],
    ['22', bob.person],
    [';', guest.person],
  ]);
  // Text that an undo has brought back is from where it was first.
  expect(why!.pieces[2]).toMatchObject({ seq: seqs[0], manner: 'restored' });
  expect(why!.events.map(({ words }) => words)).toContain('came in');
  await expect(parts(client, 'replay.why', { ref, line: 99, withinMs: 0 })).rejects.toThrow('no such line');
});

it('reads a text of any moment, and tells what differs between two', async () => {
  const { gateway, ref, seqs, moments, his } = await typedByTwo();
  const { client } = await viewer(gateway);
  const read = async (seq: number) =>
    new TextDecoder().decode(Buffer.concat((await parts(client, 'replay.text', { ref, seq })).map((p) => p.content)));
  expect(await read(moments[0]!.seq)).toBe('let a = 1;\n');
  expect(await read(seqs[2]!)).toBe(his.toString());
  const changes = async (from: number, to: number) =>
    (await parts(client, 'replay.changes', { between: [from, to] })).flatMap((part) => part.changes);
  expect(await changes(0, moments[0]!.seq)).toEqual([{ ref, was: null, is: 'src/notes.txt' }]);
  expect(await changes(moments[0]!.seq, seqs[2]!)).toEqual([{ ref, was: 'src/notes.txt', is: 'src/notes.txt' }]);
  expect(await changes(seqs[2]!, seqs[2]!)).toEqual([]);
});

it('ends a question that is left, and refuses what it does not know', async () => {
  const { gateway } = await recorded(['one']);
  const { client } = await viewer(gateway);
  const left = client.open('replay.find', { text: 'one', ref: null, matchCase: true });
  left.cancel();
  await expect(left.result).rejects.toThrow('Cancelled');
  await expect(parts(client, 'replay.text', { ref: 'x'.repeat(16), seq: 1 })).rejects.toThrow();
  await expect(parts(client, 'search.text', { pattern: 'one' })).rejects.toThrow('nobody is there');
});
