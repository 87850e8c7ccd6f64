import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { JoinedProgram } from './lib/joined-program.ts';
import { type Content, type Place, type Run, struct, text, updateOf, varText, varUint } from './lib/yjs-bytes.ts';

let host: AttackedHost;
let first: JoinedProgram;
let second: JoinedProgram;
/** The text of each attacked file, as those have it who were there. */
const outcomes = new Map<string, string>();
let files = 0;
async function begin(): Promise<void> {
  host = await AttackedHost.start();
  first = await JoinedProgram.join(host.link, 'First');
  second = await JoinedProgram.join(host.link, 'Second');
}
async function end(): Promise<void> {
  await first?.close();
  await second?.close();
  await host?.close();
}
beforeAll(begin);
afterAll(end);

/** Both honest people type and hear each other, and have the text that the host saves. */
async function agrees(path: string): Promise<string> {
  await first.run(`type ${path} 0 "first "`);
  await second.run(`wait ${path} "first"`, `type ${path} 0 "second "`);
  await first.run(`wait ${path} "second"`, `save ${path}`);
  const [one, two] = [await first.text(path), await second.text(path)];
  expect(two).toBe(one);
  expect((await host.read(path)).trimEnd()).toBe(one);
  outcomes.set(path, one);
  return one;
}

interface Scene {
  path: string;
  ref: string;
  /** The attacker's copy, with an id that is bound to them. */
  own: HonestTypist;
  me: number;
  /** An id of somebody who types, and the clock of their next character. */
  victim: number;
  next: number;
  /** The first place of the text. */
  start: Place;
}

/** A file of its own that two people type in, and an attacker who may edit. */
async function scene(): Promise<Scene> {
  const path = `text-${++files}.txt`;
  await writeFile(join(host.folder, path), 'the text of the disk\n');
  await first.run(`open ${path}`, `type ${path} 0 "begun 😀😀 "`);
  await second.run(`open ${path}`, `wait ${path} "begun"`);
  const own = await HonestTypist.join(await host.guest('editor', { name: 'Attacker' }), host.host, path);
  const { id } = own.text._start!;
  const last = own.doc.store.clients.get(id.client)!.at(-1)!;
  const next = last.id.clock + last.length;
  return { path, ref: own.ref, own, me: own.doc.clientID, victim: id.client, next, start: [id.client, id.clock] };
}

const one = (client: number, clock: number, ...structs: number[][]): Run[] => [{ client, clock, structs }];
const evil = 'EVIL ';
const any = (depth: number): number[] => (depth === 0 ? [0x7e] : [0x75, 1, ...any(depth - 1)]);
const foreign: Record<string, Content> = {
  GC: { kind: 0, bytes: varUint(3) },
  'a GC of no length': { kind: 0, bytes: [0] },
  'a GC of 2^31': { kind: 0, bytes: varUint(2 ** 31) },
  'a GC of 2^52': { kind: 0, bytes: varUint(2 ** 52) },
  'deleted content': { kind: 1, bytes: varUint(3) },
  'deleted content of 2^31': { kind: 1, bytes: varUint(2 ** 31) },
  'deleted content of 2^52': { kind: 1, bytes: varUint(2 ** 52) },
  JSON: { kind: 2, bytes: [1, ...varText('"EVIL"')] },
  'a million of JSON': { kind: 2, bytes: varUint(1_000_000) },
  bytes: { kind: 3, bytes: [3, 1, 2, 3] },
  'a text of no length': text(''),
  'a text with a carriage return': text('EVIL\r\n'),
  'a text with half a character': { kind: 4, bytes: [3, 0xed, 0xa0, 0xbd] },
  'a text that is no UTF-8': { kind: 4, bytes: [2, 0xff, 0xfe] },
  'a text longer than the update': { kind: 4, bytes: varUint(100_000) },
  embedded: { kind: 5, bytes: varText('{"a":1}') },
  'a format': { kind: 6, bytes: [...varText('bold'), ...varText('true')] },
  'a type in the type': { kind: 7, bytes: [2] },
  'any content': { kind: 8, bytes: [1, 0x77, ...varText('EVIL')] },
  'any content, nested': { kind: 8, bytes: [1, ...any(20_000)] },
  'any content of no length': { kind: 8, bytes: [0] },
  'a document in the document': { kind: 9, bytes: [...varText('guid'), 0x76, 0] },
  'a skip': { kind: 10, bytes: varUint(5) },
  'a kind that is not there': { kind: 17, bytes: [1, 1] },
};

type Bodies = (scene: Scene) => object[];
const update = (runs: Run[], deleted: (readonly [number, number, number])[] = []) => ({
  update: updateOf(runs, deleted),
});

const attacks: Record<string, Bodies> = {
  'text under the id of who types, at their next character': ({ victim, next }) => [
    update(one(victim, next, struct(text(evil)))),
  ],
  'text under the id of who types, behind a gap': ({ victim, next }) => [
    update(one(victim, next + 7, struct(text(evil)))),
  ],
  'a deletion of what somebody will type': ({ victim, next }) => [update([], [[victim, next, 1_000]])],
  'text under an id of nobody': () => [update(one(12_345, 0, struct(text(evil))))],
  'other text under an id that is used up': ({ victim }) => [update(one(victim, 0, struct(text(evil))))],
  'a gap in its own ids': ({ me }) => [update(one(me, 9, struct(text(evil))))],
  'its own ids twice, with other text': ({ me }) => [
    update(one(me, 0, struct(text('same ')))),
    update(one(me, 0, struct(text('EVIL ')))),
  ],
  'its own ids, half of them again': ({ me }) => [
    update(one(me, 0, struct(text('same ')))),
    update(one(me, 3, struct(text('overlap ')))),
  ],
  'one id in two runs': ({ me }) => [update([...one(me, 0, struct(text('x'))), ...one(me, 1, struct(text('y')))])],
  'one id in two runs, the later first': ({ me }) => [
    update([...one(me, 1, struct(text('x'))), ...one(me, 0, struct(text('y')))]),
  ],
  'its own and another’s together': ({ me, victim, next }) => [
    update([...one(me, 0, struct(text(evil))), ...one(victim, next, struct(text(evil)))]),
  ],
  'text behind what is not there': ({ me }) => [update(one(me, 0, struct(text(evil), { after: [99, 3] })))],
  'text behind what somebody will type': ({ me, victim, next }) => [
    update(one(me, 0, struct(text(evil), { after: [victim, next + 2] }))),
  ],
  'text before what is not there': ({ me, start }) => [
    update(one(me, 0, struct(text(evil), { after: start, before: [99, 3] }))),
  ],
  'text behind its own end': ({ me }) => [update(one(me, 0, struct(text(evil), { after: [me, 50] })))],
  'text behind itself': ({ me }) => [update(one(me, 0, struct(text(evil), { after: [me, 0] })))],
  'text before itself': ({ me }) => [update(one(me, 0, struct(text(evil), { before: [me, 0] })))],
  'text in a character’s middle': ({ me, victim }) => [
    update(one(me, 0, struct(text('mine '), { after: [victim, 6], before: [victim, 7] }))),
  ],
  'text of another root': ({ me }) => [update(one(me, 0, struct(text(evil), { root: 'other' })))],
  'text of a root named as a prototype': ({ me }) => [update(one(me, 0, struct(text(evil), { root: '__proto__' })))],
  'text of a parent that is a character': ({ me, start }) => [
    update(one(me, 0, struct(text(evil), { parent: start }))),
  ],
  'text of a parent that is not there': ({ me }) => [update(one(me, 0, struct(text(evil), { parent: [77, 1] })))],
  'text under a key': ({ me }) => [update(one(me, 0, struct(text(evil), { key: 'key' })))],
  'a deletion of what is not there': () => [update([], [[4_242, 0, 5]])],
  'a deletion of no length': ({ start }) => [update([], [[start[0], start[1], 0]])],
  'a deletion of 2^52': ({ start }) => [update([], [[start[0], 0, 2 ** 52]])],
  'a deletion of half a character': ({ victim }) => [update([], [[victim, 6, 1]])],
  'ten thousand deletions that are not there': () => [
    update(
      [],
      Array.from({ length: 8_000 }, (_, at) => [9_000 + at, 0, 1] as const),
    ),
  ],
  'a disk’s manner': ({ me }) => [{ ...update(one(me, 0, struct(text('disk ')))), manner: 'disk' }],
  'ids that it says to have brought': ({ own, victim, next }) => [
    { ...update(one(victim, next, struct(text(evil)))), brought: [[victim, own.client.replica]] },
    { ...update(one(54_321, 0, struct(text(evil)))), brought: [[54_321, own.client.replica]], manner: 'disk' },
  ],
  'restores of others’ copies': ({ me, victim }) => [
    {
      ...update(one(me, 0, struct(text('copy ')))),
      restores: [{ client: victim, clock: 0, length: 5, copyClient: victim, copyClock: 0, explicit: true }],
    },
  ],
  'restores of copies that are not in it': ({ me, victim }) => [
    {
      ...update(one(me, 0, struct(text('copy ')))),
      restores: [{ client: victim, clock: 0, length: 5, copyClient: me, copyClock: 500, explicit: true }],
    },
  ],
  'restores out of order and over each other': ({ me, victim }) => [
    {
      ...update(one(me, 0, struct(text('copy copy ')))),
      restores: [
        { client: victim, clock: 0, length: 5, copyClient: me, copyClock: 5, explicit: true },
        { client: victim, clock: 0, length: 5, copyClient: me, copyClock: 0, explicit: true },
      ],
    },
  ],
  'a restore of 32 million': ({ me, victim }) => [
    {
      ...update(one(me, 0, struct(text('copy ')))),
      restores: [{ client: victim, clock: 0, length: 33_554_432, copyClient: me, copyClock: 0 }],
    },
  ],
  'a restore of itself': ({ me }) => [
    {
      ...update(one(me, 0, struct(text('copy ')))),
      restores: [{ client: me, clock: 0, length: 5, copyClient: me, copyClock: 0, explicit: true }],
    },
  ],
  'a cursor that is none': ({ me }) => [
    {
      ...update(one(me, 0, struct(text('cursor ')))),
      cursor: { anchor: Uint8Array.of(255, 255), head: new Uint8Array(3_000) },
    },
  ],
  ...Object.fromEntries(
    Object.entries(foreign).map(([what, content]) => [
      `in the text: ${what}`,
      ({ me }: Scene) => [update(one(me, 0, struct(content)))],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(foreign).map(([what, content]) => [
      `behind text: ${what}`,
      ({ me, start }: Scene) => [
        update(
          one(
            me,
            0,
            struct(text('be '), { after: start }),
            struct(content, { after: [me, 2] }),
            struct(text('hind'), { after: [me, 2] }),
          ),
        ),
      ],
    ]),
  ),
};

async function attack(bodies: Bodies): Promise<void> {
  const at = await scene();
  const typing = [first.run(`type ${at.path} 0 "while "`), second.run(`type ${at.path} 0 "they "`)];
  for (const body of bodies(at)) {
    const verdict = await at.own.client.verdict('doc.updated', body, { ref: at.ref });
    if (verdict === 'rebase-needed') await at.own.client.verdict('doc.rebased', {}, { ref: at.ref });
  }
  await Promise.all(typing);
  const text = await agrees(at.path);
  expect(text).not.toContain(evil);
  at.own.client.send({ t: 'leave' });
}

describe('an editor sends, while others type,', () => {
  it.each(Object.entries(attacks))('%s', (_, bodies) => attack(bodies));
});

describe('who comes afterwards', () => {
  it('has the same texts, and so has a host that starts again', async () => {
    for (const restarted of [false, true]) {
      if (restarted) await host.restart();
      const newcomer = await JoinedProgram.join(host.link, 'Newcomer');
      for (const [path, text] of outcomes) {
        await newcomer.run(`open ${path}`);
        expect(await newcomer.text(path), path).toBe(text);
      }
      await newcomer.close();
    }
  });
});
