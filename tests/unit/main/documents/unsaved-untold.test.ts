import { expect, it } from 'vitest';
import { Emitter } from '../../../../src/client/emitter.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { UnsavedEdits } from '../../../../src/main/documents/unsaved-edits.ts';
import { hashText } from '../../../../src/shared/text/hash.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';

/** A host whose disk has all of a text, of which the log says that Ada's work in it is unsaved. */
function stage() {
  const world = new VirtualWorld(1);
  const saved = { hash: hashText('one'), lengthUtf16: 3 };
  const state = {
    host: { person: 'olga', term: 1 },
    documents: { ref: { path: 'a.txt', saved, unsaved: ['ada'] } },
  };
  const said: { term: number; people: string[] }[] = [];
  const events = new Emitter<Record<string, unknown>>();
  const log = { refuses: false };
  const client = {
    state,
    person: 'olga',
    status: { is: 'online' },
    options: { environment: world.environment() },
    events,
    documents: { get: () => ({ length: 3, toString: () => 'one', yText: {} }) },
    publish: async (_kind: string, body: { term: number; people: string[] }) => {
      if (log.refuses) throw new Error('refused');
      said.push(body);
      state.documents.ref.unsaved = body.people;
    },
  };
  new UnsavedEdits({ client: client as unknown as SessionClient, journal: {} as never });
  const save = () => {
    events.emit('entry', { kind: 'doc.saved', ref: 'ref', by: 'disk' });
    return world.run(1_000);
  };
  return { world, client, state, events, log, said, save };
}

it('is told once the log is back where a save was heard of without it', async () => {
  const { world, client, events, said, save } = stage();
  client.status.is = 'offline';
  await save();
  expect(said).toEqual([]);
  client.status.is = 'online';
  events.emit('status', { is: 'online' });
  await world.run(1_000);
  expect(said).toEqual([{ term: 1, people: [] }]);
});

it('is told again by the next term where the log has refused it', async () => {
  const { world, state, events, log, said, save } = stage();
  log.refuses = true;
  await save();
  log.refuses = false;
  state.host.term = 2;
  events.emit('state', state);
  await world.run(1_000);
  expect(said).toEqual([{ term: 2, people: [] }]);
  events.emit('status', { is: 'online' });
  await save();
  expect(said).toHaveLength(1);
});
