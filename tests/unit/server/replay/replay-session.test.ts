import { expect, it, vi } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { token } from '../gateway/gateway-fixture.ts';
import { recorded, viewer } from './recorded-session.ts';

const shows = (client: SessionClient, ref: string, text: string) =>
  vi.waitFor(() => expect(client.documents.get(ref)?.toString()).toBe(text), { timeout: 10_000 });

it('shows a text as it was at any moment, forwards and back, and no later word', async () => {
  const { gateway, ref, moments } = await recorded(['one ', 'two ', 'three']);
  const { client, timeline } = await viewer(gateway);
  expect(client.state.documents[ref]).toBeUndefined();
  void client.documents.open(ref);
  for (const index of [2, 0, 1, 2, 1]) {
    client.show('seq', moments[index]!.seq);
    await shows(client, ref, moments[index]!.text);
    expect(client.applied).toBe(moments[index]!.seq);
  }
  client.show('time', timeline.first.atMs - 1);
  await shows(client, ref, '');
  client.show('time', timeline.last.atMs);
  await shows(client, ref, 'one two three');
});

it('goes on while the session does: what comes later is in the next look at it', async () => {
  const { gateway, ref, guest } = await recorded(['one']);
  const before = await viewer(gateway);
  guest.documents.get(ref)!.edit([{ offset: 0, deleteLength: 0, insertText: 'zero ' }]);
  await guest.settled();
  const after = await viewer(gateway);
  expect(after.timeline.last.seq).toBeGreaterThan(before.timeline.last.seq);
  void before.client.documents.open(ref);
  before.client.show('seq', Number.MAX_SAFE_INTEGER);
  await shows(before.client, ref, 'one');
});

it('has the files of the session in its folder, and nobody to change anything', async () => {
  const { gateway, ref, moments } = await recorded(['one', ' two']);
  const { client } = await viewer(gateway);
  client.show('seq', moments[1]!.seq);
  await vi.waitFor(() => expect(client.applied).toBe(moments[1]!.seq));
  expect(await client.request('files.list', { path: '' })).toEqual({ entries: [{ name: 'src', type: 'folder' }] });
  expect(await client.request('files.list', { path: 'src' })).toEqual({
    entries: [{ name: 'notes.txt', type: 'file' }],
  });
  const { content } = await client.request('files.read', { path: 'src/notes.txt' });
  expect(new TextDecoder().decode(content)).toBe('one two');
  const wanted = { pattern: 'SRC nt', includes: [], excludes: [], maxResults: 10, useIgnoreFiles: true };
  expect(await client.request('search.files', wanted)).toEqual({ paths: ['src/notes.txt'], limitHit: false });
  expect(await client.request('documents.open', { path: 'src/notes.txt' })).toMatchObject({ ref });
  await expect(client.request('files.read', { path: 'other.txt' })).rejects.toThrow('has no other.txt');
  await expect(client.request('files.remove', { path: 'src', recursive: true })).rejects.toThrow('nobody is there');
  await expect(client.publish('doc.saved', {} as never, ref)).rejects.toThrow('Nothing in a recording');
});

it('has in its timeline who typed, the saves, and the stretches in which nothing happened', async () => {
  const { gateway, guest } = await recorded(['one', ' two']);
  const { client, timeline } = await viewer(gateway);
  const person = guest.person!;
  const counts = timeline.density.find((lane) => lane.person === person)!.counts;
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(timeline.marks.map(({ kind }) => kind)).toContain('host.claimed');
  expect(timeline.people.map((each) => each.person)).toContain(person);
  expect(timeline.rests).toEqual([]);
  expect(client.timeline).toEqual(timeline);
});

it('is shown to others while somebody asks for ten thousand things at once', async () => {
  const { gateway, ref } = await recorded(['one']);
  const auth = { token, person: gateway.owner, channel: 'replay' } as const;
  const raw = await gateway.raw(auth, gateway.privatePort);
  const other = await viewer(gateway);
  raw.send(gateway.hello());
  for (let i = 0; i < 10_000; i++) raw.send({ t: 'subscribe', ref, subscription: i + 1 });
  void other.client.documents.open(ref);
  other.client.show('seq', Number.MAX_SAFE_INTEGER);
  await shows(other.client, ref, 'one');
});

it('leads from edit to edit and from event to event, and says what was the last of them', async () => {
  const { gateway, ref, guest, moments } = await recorded(['one', ' two', ' three']);
  const { client, timeline } = await viewer(gateway);
  const all = { names: [], people: [] };
  await client.shown('seq', moments[1]!.seq);
  const step = async (of: 'edit' | 'event' | 'save' | 'entry', way: 1 | -1, without: typeof all = all) =>
    (await client.request('replay.step', { of, way, without })).moment;
  expect(await step('edit', 1)).toMatchObject({ seq: moments[2]!.seq, kind: 'doc.updated', path: 'src/notes.txt' });
  expect(await step('edit', -1)).toMatchObject({ seq: moments[0]!.seq, person: guest.person });
  expect(await step('save', 1)).toBeNull();
  const before = await step('event', -1);
  expect(before).toMatchObject({ kind: 'participant.admitted', person: guest.person, words: 'came in' });
  expect(await step('event', -1, { names: [], people: [guest.person!] } as never)).not.toMatchObject({
    seq: before!.seq,
  });
  const seen = await client.shown('seq', (await step('entry', 1))!.seq);
  expect(seen).toMatchObject({ kind: 'doc.updated', person: guest.person });
  expect(await client.shown('time', timeline.last.atMs)).toMatchObject({ seq: timeline.last.seq });
  expect(client.state.documents[ref]).toBeDefined();
});

it('answers after a lost connection too, at an earlier moment than before', async () => {
  const { gateway, moments } = await recorded(['one', ' two']);
  const { client } = await viewer(gateway);
  await client.shown('seq', moments[1]!.seq);
  const isBack = new Promise<void>((resolve) => client.events.on('status', ({ is }) => is === 'online' && resolve()));
  client.redial();
  await isBack;
  expect(await client.shown('seq', moments[0]!.seq)).toMatchObject({ seq: moments[0]!.seq });
});

it('is no way into a live session: that shows no other moment', async () => {
  const { gateway } = await recorded(['one']);
  const raw = await gateway.raw();
  raw.send(gateway.hello());
  raw.send({ t: 'show', by: 'seq', at: 1 });
  await raw.closed;
  expect(raw.frames.at(-1)).toMatchObject({ t: 'closed', code: 'bad-request' });
});
