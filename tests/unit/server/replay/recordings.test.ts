import { expect, it, vi } from 'vitest';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { Gateway, token } from '../gateway/gateway-fixture.ts';
import { viewer } from './recorded-session.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const [file, one] = [newId(nodeEnvironment), newId(nodeEnvironment)];

/** A session with a text, and its host and a guest who type into it. */
async function session() {
  const gateway = await Gateway.open();
  const { host } = gateway;
  await host.publish('doc.opened', { term: 1, path: 'notes.txt', title: '', format, readOnly: false }, file);
  const guest = await gateway.client();
  const document = await guest.documents.open(file);
  const type = async (words: string) => {
    document.edit([{ offset: document.length, deleteLength: 0, insertText: words }]);
    await guest.settled();
    return guest.applied;
  };
  const take = async (length: number) => {
    document.edit([{ offset: document.length - length, deleteLength: length, insertText: '' }]);
    await guest.settled();
  };
  return { gateway, host, guest, type, take };
}

async function watch(gateway: Gateway, recording: string) {
  const { client } = await viewer(gateway, recording);
  const heard: { kind: string; ref: string | null; body: Uint8Array }[] = [];
  client.events.on('entry', (entry) => heard.push(entry));
  const shows = async (seq: number, text: string) => {
    client.show('seq', seq);
    await vi.waitFor(() => expect(client.documents.get(file)?.toString()).toBe(text));
  };
  return { client, heard, shows };
}

it('is what was said between its start and its stop, from the text as it was then', async () => {
  const { gateway, host, guest, type, take } = await session();
  await type('before secret');
  await take(' secret'.length);
  await host.publish('recording.started', { title: 'Monday' }, one);
  const during = await type(' during');
  await guest.publish('recording.marked', { words: 'look here' }, one);
  await host.publish('recording.stopped', {}, one);
  const later = await type(' after');
  const { client, heard, shows } = await watch(gateway, one);
  void client.documents.open(file);
  await shows(0, 'before');
  await shows(during, 'before during');
  await shows(later, 'before during');
  expect(client.applied).toBeLessThan(later);
  expect(client.timeline?.marks.map(({ kind }) => kind)).toEqual(['recording.started', 'recording.marked']);
  expect(heard.filter(({ body }) => new TextDecoder().decode(body).includes('secret'))).toEqual([]);
});

it('has nothing of what was said while it rested, by a pause or an objection, but its outcome', async () => {
  const { gateway, host, guest, type, take } = await session();
  await host.publish('recording.started', { title: '' }, one);
  const first = await type('one');
  await host.publish('recording.paused', {}, one);
  await type(' hidden-1');
  await take(' hidden-1'.length);
  await host.publish('recording.resumed', {}, one);
  const second = await type(' two');
  await guest.publish('recording.objected', {}, one);
  const rests = await type(' hidden-2');
  await take(' hidden-2'.length);
  await guest.publish('recording.agreed', {}, one);
  const third = await type(' three');
  await host.publish('recording.stopped', {}, one);
  const { client, heard, shows } = await watch(gateway, one);
  void client.documents.open(file);
  await shows(first, 'one');
  await shows(second, 'one two');
  await shows(rests, 'one two');
  await shows(third, 'one two three');
  await shows(first, 'one');
  expect(heard.filter(({ body }) => new TextDecoder().decode(body).includes('hidden'))).toEqual([]);
});

it('has every cursor that was shown meanwhile, and none of before', async () => {
  const { gateway, host, guest } = await session();
  const point = async (topLine: number) => {
    guest.publishLatest('cursor.moved', { selections: [], topLine }, file);
    await guest.publish('people.gathered', { path: 'notes.txt', line: topLine });
  };
  await point(1);
  await host.publish('recording.started', { title: '' }, one);
  for (const line of [2, 3, 4]) await point(line);
  await host.publish('recording.stopped', {}, one);
  await point(5);
  const { client, heard } = await watch(gateway, one);
  await client.documents.open(file);
  client.show('seq', Number.MAX_SAFE_INTEGER);
  await vi.waitFor(() => expect(heard.filter(({ kind }) => kind === 'cursor.moved')).toHaveLength(3));
});

it('is listed with its title, person, marks and times; none is in a list that has not begun', async () => {
  const { gateway, host, guest } = await session();
  expect(await gateway.server.library.list(gateway.session)).toEqual([]);
  await host.publish('recording.started', { title: 'Monday' }, one);
  await guest.publish('recording.marked', { words: '' }, one);
  const [running] = await gateway.server.library.list(gateway.session);
  expect(running).toMatchObject({ ref: one, title: 'Monday', person: gateway.owner, endedMs: null, marks: 1 });
  await host.publish('recording.stopped', {}, one);
  const two = newId(nodeEnvironment);
  await host.publish('recording.started', { title: 'Tuesday' }, two);
  const list = await gateway.server.library.list(gateway.session);
  expect(list.map(({ ref, endedMs }) => [ref, endedMs === null])).toEqual([
    [two, true],
    [one, false],
  ]);
});

it('is refused in words where there is none of this name', async () => {
  const { gateway } = await session();
  const auth = { token, person: gateway.owner, channel: 'replay', recording: newId(nodeEnvironment) } as const;
  const raw = await gateway.raw(auth, gateway.privatePort);
  raw.send(gateway.hello());
  await vi.waitFor(() => expect(raw.frames.find(({ t }) => t === 'closed')).toMatchObject({ code: 'not-found' }));
});
