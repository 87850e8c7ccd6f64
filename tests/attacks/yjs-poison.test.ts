import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { type Place, struct, text, updateOf } from './lib/yjs-bytes.ts';

const long = process.env.ENSEMBLE_LONG_ATTACKS === '1';
const path = 'poisoned.txt';
/** A deleted item that stands for no character at all: what Yjs never writes. */
const nothing = { kind: 1, bytes: [0] };

let host: AttackedHost;
beforeEach(async () => {
  host = await AttackedHost.start();
  await writeFile(join(host.folder, path), 'the text\n');
});
afterEach(() => host.close('SIGKILL'));

/** Puts an update of an editor into the log. */
async function poisons(make: (client: number, start: readonly [number, number]) => Uint8Array): Promise<void> {
  const own = await HonestTypist.join(await host.guest('editor'), host.host, path);
  const { id } = own.text._start!;
  const update = make(own.doc.clientID, [id.client, id.clock]);
  await own.client.verdict('doc.updated', { update }, { ref: own.ref });
}

const updates: Record<string, Parameters<typeof poisons>[0]> = {
  'an item of no length': (client) => updateOf([{ client, clock: 0, structs: [struct(nothing)] }]),
  'an item of no length behind others’ text': (client, after) =>
    updateOf([{ client, clock: 0, structs: [struct(nothing, { after })] }]),
  'an item of no length behind its own': (client) =>
    updateOf([{ client, clock: 0, structs: [struct(text('x')), struct(nothing)] }]),
};

const some = long ? Object.entries(updates) : Object.entries(updates).slice(0, 1);

// Yjs throws while it applies these: in each window that has the document, at the server and in the host.
describe('one edit of a guest ends nothing:', () => {
  it.each(some)('%s keeps nobody from coming in', async (_, make) => {
    await poisons(make);
    const newcomer = await HonestTypist.join(await host.guest('editor'), host.host, path);
    expect(newcomer.text.toString()).toBe('the text\n');
  });

  it.each(some)('%s does not keep the host from starting again', async (_, make) => {
    await poisons(make);
    await host.restart();
    await HonestTypist.join(await host.guest('editor'), host.host, path);
  });
});

describe('what an editor sends', () => {
  // Each stands before all that they wrote before, which Yjs walks over anew for each.
  it('in many pieces at one place keeps nobody’s keys', async () => {
    const own = await HonestTypist.join(await host.guest('editor'), host.host, path);
    const client = own.doc.clientID;
    const before: Place = [client, 0];
    for (let clock = 0; clock < 500_000; clock += 5_000) {
      const structs = Array.from({ length: 5_000 }, (_, at) => struct(text('x'), clock + at === 0 ? {} : { before }));
      own.client.say('doc.updated', { update: updateOf([{ client, clock, structs }]) }, { ref: own.ref });
    }
    for (let keys = 0; keys < 5; keys++) expect(await host.keyMs()).toBeLessThan(1_500);
  });

  // An id that nobody has bound comes with a save, and stays on the disk alone, also once its saver has gone.
  it('with a save alone is not on the disk for good, unseen by all others', async () => {
    const attacker = await HonestTypist.join(await host.guest('editor'), host.host, path);
    const update = updateOf([{ client: 4_343, clock: 0, structs: [struct(text('unseen '))] }]);
    const seq = attacker.client.welcome!.head;
    await attacker.client.request('documents.save', { ref: attacker.ref, seq, update }, host.host);
    const honest = await HonestTypist.join(await host.guest('editor'), host.host, path);
    const from = honest.client.frames.length;
    attacker.client.send({ t: 'leave' });
    await honest.client.until((frame) => {
      return 'entries' in frame && frame.entries.some(([, , , , , kind]) => kind === 'participant.left')
        ? true
        : undefined;
    }, from);
    await honest.types();
    honest.takeIn();
    const saving = { ref: honest.ref, seq: honest.client.entries.at(-1)![0], update: Uint8Array.of(0, 0) };
    await honest.client.request('documents.save', saving, host.host);
    honest.takeIn();
    expect(await host.read(path)).toBe(honest.text.toString());
  });
});
