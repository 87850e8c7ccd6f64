import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { agentOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { personOf } from './lib/limited-guest.ts';
import { freshId } from './lib/raw-client.ts';

/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(async () => {
  await host.owner.verdict('lecture.ended', {});
  await host.goesOn();
});
afterAll(() => host?.close());

interface Lecture {
  person: string;
  rotation?: { turn: number; order: string[] };
}
const lecture = async () => {
  const late = await host.guest('viewer');
  const state = late.keyframe!.lecture as Lecture | null;
  late.close();
  return state;
};
const starts = (order: string[], minutes = 1) => host.owner.verdict('rotation.started', { order, minutes });

it('goes round among people who may edit, be the order as it may', async () => {
  const [editor, viewer] = [await host.guest('editor'), await host.guest('viewer')];
  const agent = await agentOf(host, editor);
  const evil = {
    empty: [],
    nobody: [freshId()],
    proto: ['__proto__'],
    viewer: [personOf(viewer)],
    agent: [personOf(agent)],
    strangers: Array.from({ length: 64 }, freshId),
    many: Array.from({ length: 65 }, () => personOf(editor)),
  };
  for (const [what, order] of Object.entries(evil)) {
    const window = await host.ownersWindow();
    const said = await window.verdict('rotation.started', { order, minutes: 1 });
    expect([what, said]).toEqual([what, expect.stringMatching(/^(bad-request|not-permitted)$/)]);
    window.close();
  }
  expect(await starts([personOf(editor), personOf(editor), freshId(), personOf(viewer), personOf(agent)])).toBe(
    'taken',
  );
  const { person, rotation } = (await lecture())!;
  expect([person, rotation!.order.filter((each) => each === personOf(editor)).length]).toEqual([personOf(editor), 1]);
  expect(await agent.verdict('rotation.passed', { turn: 1 })).toBe('not-permitted');
  for (const to of [personOf(agent), personOf(viewer), freshId()])
    expect(await editor.verdict('rotation.passed', { turn: 1, to })).toBe('not-permitted');
  expect((await lecture())!.person).toBe(personOf(editor));
});

it('goes on by itself where its driver is sent out, or may edit no more, and these have no word in it', async () => {
  for (const ends of ['banned', 'demoted'] as const) {
    const [one, two] = [await host.guest('editor'), await host.guest('editor')];
    expect(await starts([personOf(one), personOf(two)])).toBe('taken');
    if (ends === 'demoted') await host.give(one, 'viewer');
    else expect(await host.owner.verdict('participant.removed', { person: personOf(one), ban: true })).toBe('taken');
    expect([ends, (await lecture())!.person]).toEqual([ends, personOf(two)]);
    if (ends === 'demoted') {
      await one.verdict('rotation.passed', { turn: 1, to: personOf(one) });
      expect(await one.verdict('rotation.passed', { turn: 2, to: personOf(one) })).toBe('not-permitted');
      expect((await lecture())!.person).toBe(personOf(two));
    }
    await host.owner.verdict('lecture.ended', {});
  }
});

it('gives who drives no power over people, and navigators change nothing, by themselves or by programs', async () => {
  const [driver, navigator] = [await host.guest('editor'), await host.guest('editor')];
  const agent = await agentOf(host, navigator);
  expect(await starts([personOf(driver), personOf(navigator)])).toBe('taken');
  for (const [kind, body] of [
    ['lecture.ended', {}],
    ['lecture.started', {}],
    ['rotation.started', { order: [personOf(driver)], minutes: 240 }],
    ['rights.changed', { person: personOf(driver), grants: { run: true } }],
    ['right.declined', { person: personOf(navigator), right: 'edit' }],
  ] as const)
    expect([kind, await driver.verdict(kind, body)]).toEqual([kind, 'not-permitted']);
  const lock = { lock: freshId(), path: 'plain.txt', selection: null, lines: null, beside: [], untilMs: null };
  for (const [kind, body] of [
    ['value.changed', { changes: [{ key: 'k', is: 'set', json: '1' }] }],
    ['value.leased', { key: 'k', forMs: 60_000 }],
    ['lock.acquired', lock],
    ['lock.acquired', { ...lock, lock: freshId(), path: null, pattern: '**' }],
    ['task.claimed', { untilMs: null }],
    ['merge.taken', { hunk: 'a'.repeat(64), side: 'both' }],
    ['people.gathered', { path: 'README.md', line: 1 }],
    ['agent.prompted', { agent: personOf(agent), prompt: freshId(), text: 'x' }],
  ] as const)
    for (const each of [navigator, agent])
      expect([kind, await each.verdict(kind, body)]).toEqual([kind, expect.stringMatching(/^not-/)]);
  for (const [method, params] of [
    ['documents.create', { title: 'x', text: 'x' }],
    ['files.createFolder', { path: 'nav' }],
    ['agents.invite', { role: 'editor' }],
  ] as const)
    for (const each of [navigator, agent])
      expect((await each.request(method, params, host.host)).error?.code).toBe('not-permitted');
});

it('passed without end ends the connection of who passes it, and leaves a turn that is one', async () => {
  const [driver, next] = [await host.guest('editor'), await host.guest('editor')];
  expect(await starts([personOf(driver), personOf(next)])).toBe('taken');
  for (let at = 1; at < 2_000 && !driver.gone; at++) driver.say('rotation.passed', { turn: 2 ** 40 + at });
  expect(await driver.ended()).toMatchObject({ code: 'too-fast' });
  const { rotation } = (await lecture())!;
  expect(rotation!.turn).toBe(1);
  await host.owner.verdict('lecture.ended', {});
  expect(await host.keyMs()).toBeLessThan(mostKeyMs);
});

it('is not kept beyond a turn by who passes it to themselves', async () => {
  const [driver, next] = [await host.guest('editor'), await host.guest('editor')];
  expect(await starts([personOf(driver), personOf(next)])).toBe('taken');
  const before = (await lecture())!.rotation as unknown as { sinceMs: number };
  await driver.verdict('rotation.passed', { turn: 1, to: personOf(driver) });
  const after = (await lecture())! as unknown as { person: string; rotation: { sinceMs: number } };
  if (after.person === personOf(driver)) expect(after.rotation.sinceMs).toBe(before.sinceMs);
});

it('has an order of bounds, though a hundred come', async () => {
  const driver = await host.guest('editor');
  expect(await starts([personOf(driver)])).toBe('taken');
  for (let at = 0; at < 80; at++) (await host.guest('editor').catch(() => null))?.close();
  const late = await host.guest('viewer');
  expect((late.keyframe!.lecture as Lecture).rotation!.order.length).toBeLessThanOrEqual(64);
}, 30_000);
