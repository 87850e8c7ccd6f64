import { expect, it } from 'vitest';
import type * as Y from 'yjs';
import type { TextDocument } from '../../src/client/text-document.ts';
import type { Body } from '../../src/shared/session/table.ts';
import { opened, windowOf } from '../unit/client/windows.ts';
import { type RawClient, ref, Stage, ticketOf } from '../unit/server/session/session-fixture.ts';
import { idOf } from '../unit/shared/session/sample-of.ts';
import { stagedAgent } from './lib/staged-agent.ts';
import { type Deletion, type Place, type Run, struct, text, updateOf } from './lib/yjs-bytes.ts';

const first = 'one\ntwo\nthree\n';
/** Greater than any id that Yjs makes, so that its text wins each place that two want. */
const me = 2 ** 33;

interface Scene {
  stage: Stage;
  agent: RawClient;
  document: TextDocument;
  /** Place of the nth character of the text. */
  at: (index: number) => Place;
  says: (update: Uint8Array, body?: Partial<Body<'doc.updated'>>) => Promise<string>;
  reads: (from: number, length: number) => NonNullable<Body<'doc.updated'>['reads']>[number];
}

async function scene(): Promise<Scene> {
  const stage = await Stage.open();
  const bob = await windowOf(stage, 'Bob');
  const document = await opened(stage, bob);
  document.edit([{ offset: 0, deleteLength: 0, insertText: first }]);
  await stage.world.run(300);
  const agent = await stagedAgent(stage, bob.person!);
  await agent.say('doc.bound', { client: me }, { ref });
  const { id } = (document.yText as unknown as { _start: Y.Item })._start;
  const at = (index: number): Place => [id.client, id.clock + index];
  return {
    stage,
    agent,
    document,
    at,
    reads: (from, length) => ({ ids: [[...at(from), length]] }),
    says: async (update, body = {}) => {
      await agent.say('doc.updated', { update, ...body } as Body<'doc.updated'>, { ref });
      await stage.world.run(300);
      return document.toString();
    },
  };
}

const inserts = (value: string, sides: Parameters<typeof struct>[1], clock = 0): Run => ({
  client: me,
  clock,
  structs: [struct(text(value), sides)],
});

it('an agent changes what it has read, where it is', async () => {
  const { says, reads, at } = await scene();
  const update = updateOf([inserts('X', { after: at(2), before: at(3) })], [[...at(0), 1]]);
  expect(await says(update, { reads: [reads(0, 4)] })).toBe('neX\ntwo\nthree\n');
});

it('an agent puts text at the beginning and the end of what it has read, and beside its own', async () => {
  const { says, reads, at } = await scene();
  const structs = [
    struct(text('A'), { before: at(0) }),
    struct(text('B'), { after: at(13) }),
    struct(text('C'), { after: [me, 0], before: at(0) }),
    struct(text('D'), { after: [me, 0], before: [me, 2] }),
  ];
  const all = { ...reads(0, 14), fromStart: true as const, toEnd: true as const };
  expect(await says(updateOf([{ client: me, clock: 0, structs }]), { reads: [all] })).toBe(`ADC${first}B`);
});

it.each<[string, (at: Scene['at']) => number[][]]>([
  ['in the wrong order', (at) => [struct(text('FAR'), { after: at(3), before: at(0) })]],
  ['one and the same', (at) => [struct(text('FAR'), { after: at(3), before: at(3) })]],
  ['not next to each other', (at) => [struct(text('FAR'), { after: at(0), before: at(3) })]],
  [
    'text of its own that stands before',
    (at) => [
      struct(text('A'), { after: at(0), before: at(1) }),
      struct(text('FAR'), { after: at(3), before: [me, 0] }),
    ],
  ],
])('an agent’s text goes nowhere but between what it has read: neighbours that are %s', async (_, made) => {
  const { says, reads, at } = await scene();
  expect(await says(updateOf([{ client: me, clock: 0, structs: made(at) }]), { reads: [reads(0, 4)] })).toBe(first);
});

it.each<[string, (here: Scene) => [Run[], Deletion[], Partial<Body<'doc.updated'>>]]>([
  ['names nothing', ({ at }) => [[inserts('X', { after: at(2), before: at(3) })], [], {}]],
  [
    'names other lines',
    ({ at, reads }) => [[inserts('X', { after: at(2), before: at(3) })], [], { reads: [reads(4, 4)] }],
  ],
  ['deletes beyond what it names', ({ at, reads }) => [[], [[...at(0), 6]], { reads: [reads(0, 4)] }]],
  [
    'names ids of the future',
    ({ at, reads }) => [[inserts('X', { after: at(2), before: at(3) })], [], { reads: [reads(0, 500)] }],
  ],
  [
    'names lines twice',
    ({ at, reads }) => [
      [inserts('X', { after: at(2), before: at(3) })],
      [],
      { reads: [{ ids: [...reads(0, 4).ids, ...reads(0, 4).ids] }] },
    ],
  ],
  [
    'names an end that is none',
    ({ at, reads }) => [[inserts('X', { after: at(3) })], [], { reads: [{ ...reads(0, 4), toEnd: true }] }],
  ],
  [
    'names a beginning that is none',
    ({ at, reads }) => [[inserts('X', { before: at(4) })], [], { reads: [{ ...reads(4, 4), fromStart: true }] }],
  ],
  [
    'says that somebody typed it',
    ({ at, reads }) => [[inserts('X', { after: at(2), before: at(3) })], [], { reads: [reads(0, 4)], manner: 'typed' }],
  ],
  [
    'restores others’ text',
    ({ at, reads }) => [
      [inserts('one', { after: at(2), before: at(3) })],
      [],
      {
        reads: [reads(0, 4)],
        restores: [{ client: at(0)[0], clock: at(0)[1], length: 3, copyClient: me, copyClock: 0 }],
      },
    ],
  ],
  [
    'reaches from one stretch to another',
    ({ at, reads }) => [[inserts('X', { after: at(2), before: at(9) })], [], { reads: [reads(0, 4), reads(8, 5)] }],
  ],
])('an agent’s edit that %s changes nothing', async (_, made) => {
  const here = await scene();
  const [runs, deleted, body] = made(here);
  await here.says(updateOf(runs, deleted), body);
  expect(here.document.toString()).toBe(first);
});

it('no replica of an agent’s that only delivers passes what it has not read', async () => {
  const { stage, document, at } = await scene();
  const drain = await stage.connect(idOf('agent-drain'));
  await drain.hello({ name: 'agent', ticket: ticketOf('agent'), purpose: 'drain' });
  await drain.say('doc.bound', { client: me + 1 }, { ref });
  const update = updateOf([{ ...inserts('X', { after: at(2), before: at(3) }), client: me + 1 }], [[...at(0), 3]]);
  await drain.say('doc.updated', { update }, { ref });
  await stage.world.run(300);
  expect([drain.last('closed')?.code, document.toString()]).toEqual(['forged', first]);
});
