import { describe, expect, it } from 'vitest';
import { SharedValues } from '../../../../src/client/values/shared-values.ts';
import type { Json } from '../../../../src/shared/capabilities/values/json.ts';
import { valueLimits } from '../../../../src/shared/capabilities/values/limits.ts';
import { unpackState } from '../../../../src/shared/session/packed-state.ts';
import { Stage } from '../../server/session/session-fixture.ts';
import { windowOf } from '../windows.ts';

async function sceneOf(...names: string[]) {
  const stage = await Stage.open();
  const clients = await Promise.all(names.map((name) => windowOf(stage, name)));
  const all = clients.map((client) => new SharedValues(client));
  /** Resolves to what comes of something, once the virtual clock has moved on. */
  const outcome = async <T>(said: Promise<T>): Promise<T> => {
    said.catch(() => undefined);
    await stage.world.run(300);
    return said;
  };
  return { stage, clients, all, outcome };
}

describe('shared values', () => {
  it('are the same for all, with the number of their last change', async () => {
    const { all, outcome, stage } = await sceneOf('ada', 'bob');
    const [ada, bob] = [all[0]!, all[1]!];
    const set = await outcome(ada.change([{ key: 'build', set: { state: 'green', runs: 1 } }]));
    expect(bob.get('build')).toMatchObject({
      value: { state: 'green', runs: 1 },
      version: (set as { version: number }).version,
    });
    await outcome(bob.change([{ key: 'build', merge: { runs: 2, state: null, by: { name: 'bob' } } }]));
    expect(ada.get('build')?.value).toEqual({ runs: 2, by: { name: 'bob' } });
    const late = await windowOf(stage, 'late');
    expect(new SharedValues(late).list()).toEqual(ada.list());
    await outcome(ada.change([{ key: 'build', delete: true }]));
    expect([bob.get('build'), stage.session.state.valueTotals.length]).toEqual([null, 0]);
  });

  it('give one of two who compare and set at once the win, and tell the other what is there now', async () => {
    const { all, outcome } = await sceneOf('ada', 'bob');
    const [ada, bob] = [all[0]!, all[1]!];
    await outcome(ada.change([{ key: 'count', set: 0 }]));
    const seen = ada.get('count')!.version;
    const both = await outcome(
      Promise.all([ada, bob].map((each, i) => each.change([{ key: 'count', set: i + 1, seen }]))),
    );
    expect(both.map(({ is }) => is).sort()).toEqual(['applied', 'stale']);
    const loser = both.find(({ is }) => is === 'stale');
    expect(loser).toMatchObject({ key: 'count', now: { value: both[0]!.is === 'applied' ? 1 : 2 } });
    expect(await outcome(bob.change([{ key: 'count', set: 9, seen: 0 }]))).toMatchObject({ is: 'stale' });
    expect(await outcome(bob.change([{ key: 'other', set: 9, seen: 0 }]))).toMatchObject({ is: 'applied' });
  });

  it('change together or not at all', async () => {
    const { all, outcome } = await sceneOf('ada');
    const ada = all[0]!;
    await outcome(
      ada.change([
        { key: 'a', set: 1 },
        { key: 'b', set: 1 },
      ]),
    );
    const { version } = ada.get('a')!;
    const failed = await outcome(
      ada.change([
        { key: 'a', set: 2 },
        { key: 'b', set: 2, seen: version - 1 },
      ]),
    );
    expect([failed.is, ada.get('a')?.value, ada.get('b')?.value]).toEqual(['stale', 1, 1]);
    const guarded = await outcome(
      ada.change([
        { key: 'a', seen: version },
        { key: 'b', delete: true, seen: version },
        { key: 'c', set: [] },
      ]),
    );
    expect([guarded.is, ada.list().map(({ key }) => key)]).toEqual(['applied', ['a', 'c']]);
  });

  it('are called like anything, and hold anything that JSON holds', async () => {
    const { all, outcome } = await sceneOf('ada');
    const ada = all[0]!;
    const odd = JSON.parse('{"__proto__":{"x":1},"toString":null,"a":[1,"\\ud800",{"b":-0.5}]}') as Json;
    for (const key of ['constructor', 'toString', 'hasOwnProperty']) {
      expect(ada.get(key)).toBeNull();
      await outcome(ada.change([{ key, set: odd }]));
      expect(JSON.stringify(ada.get(key)?.value)).toBe(JSON.stringify(odd));
    }
    expect(({} as { x?: number }).x).toBeUndefined();
    await expect(outcome(ada.change([{ key: '__proto__', set: 1 }]))).rejects.toMatchObject({ code: 'bad-request' });
    const deep = '['.repeat(40) + ']'.repeat(40);
    await expect(outcome(ada.change([{ key: 'deep', set: JSON.parse(deep) as Json }]))).rejects.toThrow();
  });

  it('have bounds: a value too long, or one too many, is refused in words and changes nothing', async () => {
    const { all, outcome, stage } = await sceneOf('ada');
    const ada = all[0]!;
    const long = 'x'.repeat(valueLimits.valueLength - 2);
    expect(await outcome(ada.change([{ key: 'long', set: long }]))).toMatchObject({ is: 'applied' });
    await expect(outcome(ada.change([{ key: 'long', merge: { a: long } }]))).rejects.toThrow();
    await outcome(ada.change([{ key: 'part', set: { a: long.slice(0, 9000) } }]));
    await expect(outcome(ada.change([{ key: 'part', merge: { b: long.slice(0, 9000) } }]))).rejects.toMatchObject({
      code: 'too-large',
    });
    for (let i = 0; i < 40; i++) ada.change([{ key: `fill-${i}`, set: long }]).catch(() => undefined);
    await stage.world.run(20_000);
    const { length } = stage.session.state.valueTotals;
    expect(length).toBeLessThanOrEqual(valueLimits.totalLength);
    expect(length).toBe(ada.list().reduce((sum, { key, value }) => sum + key.length + JSON.stringify(value).length, 0));
  });

  it('merge short patches into no more than some long values at a time: each costs everybody the whole value', async () => {
    const { all, outcome } = await sceneOf('ada');
    const ada = all[0]!;
    const keys = Array.from({ length: 3 }, (_, i) => `long-${i}`);
    for (const key of keys) await outcome(ada.change([{ key, set: { a: 'x'.repeat(13_000) } }]));
    const patches = (count: number) => keys.slice(0, count).map((key) => ({ key, merge: { b: 1 } }));
    await expect(outcome(ada.change(patches(3)))).rejects.toMatchObject({ code: 'too-large' });
    expect(ada.get('long-0')?.value).not.toHaveProperty('b');
    expect(await outcome(ada.change(patches(2)))).toMatchObject({ is: 'applied' });
  });

  it('are for those who may edit to change, and for all others to read; limited people are told nothing', async () => {
    const { stage, all, clients, outcome } = await sceneOf('ada', 'eve');
    await stage.host.say('role.changed', { person: clients[1]!.person!, role: 'viewer' });
    await outcome(all[0]!.change([{ key: 'a', set: 1 }]));
    expect(all[1]!.get('a')?.value).toBe(1);
    await expect(outcome(all[1]!.change([{ key: 'a', set: 2 }]))).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(outcome(all[1]!.lease('a', 5_000))).rejects.toMatchObject({ code: 'not-permitted' });
    const cleo = await stage.guest('cleo');
    await stage.host.say('paths.limited', { person: cleo.last('welcome')!.welcome.person, paths: ['b.txt'] });
    cleo.frames.length = 0;
    await outcome(all[0]!.change([{ key: 'secret', set: 'words' }]));
    await outcome(all[0]!.lease('secret', 5_000));
    expect(JSON.stringify(cleo.heard())).not.toContain('secret');
    await cleo.say('value.changed', { changes: [{ key: 'a', is: 'set', json: '3' }] });
    expect(stage.session.state.values.a?.json).toBe('1');
    const again = await stage.connect(cleo.replica.replace('cleo', 'clea'));
    await again.hello({
      name: 'cleo',
      invite: 'an-invite-of-32-characters-or-so',
      ticket: `ticket-of-cleo-${'.'.repeat(20)}`,
    });
    const { values, leases } = unpackState(again.last('keyframe')!.state);
    expect([values, leases]).toEqual([{}, {}]);
  });

  it('tell those who follow a part of them what has changed there', async () => {
    const { all, outcome } = await sceneOf('ada', 'bob');
    const heard: [string, Json | undefined][] = [];
    const stop = all[1]!.onChanged('build/', (key, now) => heard.push([key, now?.value]));
    await outcome(
      all[0]!.change([
        { key: 'build/a', set: 1 },
        { key: 'test/a', set: 1 },
      ]),
    );
    await outcome(all[0]!.change([{ key: 'build/a', delete: true }]));
    stop();
    await outcome(all[0]!.change([{ key: 'build/b', set: 1 }]));
    expect(heard).toEqual([
      ['build/a', 1],
      ['build/a', undefined],
    ]);
  });
});

describe('a lease', () => {
  it('lets its holder alone change a value, until it is released', async () => {
    const { all, clients, outcome } = await sceneOf('ada', 'bob');
    const [ada, bob] = [all[0]!, all[1]!];
    expect(await outcome(ada.lease('deploy', 60_000))).toMatchObject({ is: 'held' });
    expect(await outcome(bob.lease('deploy', 60_000))).toMatchObject({ is: 'leased', by: clients[0]!.person });
    expect(await outcome(bob.change([{ key: 'deploy', set: 'bob' }]))).toMatchObject({ is: 'leased' });
    expect(await outcome(ada.change([{ key: 'deploy', set: 'ada' }]))).toMatchObject({ is: 'applied' });
    await outcome(bob.release('deploy'));
    expect(bob.leaseOn('deploy')).toMatchObject({ person: clients[0]!.person, isMine: false });
    await outcome(ada.release('deploy'));
    expect(await outcome(bob.change([{ key: 'deploy', set: 'bob' }]))).toMatchObject({ is: 'applied' });
  });

  it('ends by its time, and may be renewed before', async () => {
    const { all, outcome, stage } = await sceneOf('ada', 'bob');
    const [ada, bob] = [all[0]!, all[1]!];
    await outcome(ada.lease('k', 10_000));
    await stage.world.run(8_000);
    await outcome(ada.lease('k', 10_000));
    await stage.world.run(8_000);
    expect(await outcome(bob.lease('k', 1_000))).toMatchObject({ is: 'leased' });
    await stage.world.run(2_000);
    expect(bob.leaseOn('k')).toBeNull();
    expect(await outcome(bob.lease('k', 1_000))).toMatchObject({ is: 'held' });
  });

  it('ends a minute after its holder has gone, and not when they come back before', async () => {
    const { all, clients, outcome, stage } = await sceneOf('ada', 'bob');
    const bob = all[1]!;
    await outcome(all[0]!.lease('k', 3_600_000));
    clients[0]!.leave();
    await stage.world.run(50_000);
    expect(await outcome(bob.lease('k', 1_000))).toMatchObject({ is: 'leased' });
    const back = await windowOf(stage, 'ada', { replica: 'ada-again-------------' });
    await stage.world.run(50_000);
    expect(await outcome(bob.lease('k', 1_000))).toMatchObject({ is: 'leased' });
    back.leave();
    await stage.world.run(61_000);
    expect(await outcome(bob.lease('k', 1_000))).toMatchObject({ is: 'held' });
  });

  it('ends with the right to edit', async () => {
    const { all, clients, outcome, stage } = await sceneOf('ada', 'bob');
    await outcome(all[0]!.lease('k', 3_600_000));
    await stage.host.say('role.changed', { person: clients[0]!.person!, role: 'viewer' });
    await stage.world.run(200);
    expect(await outcome(all[1]!.lease('k', 1_000))).toMatchObject({ is: 'held' });
  });
});

describe('a participant', () => {
  it('says what it is, for all to see, also those who come later and when it has gone', async () => {
    const { clients, outcome, stage } = await sceneOf('ada', 'bob');
    const [ada, bob] = [clients[0]!, clients[1]!];
    await outcome(ada.publish('participant.described', { type: 'agent', metadata: '{"model":"m"}' }));
    const wanted = { type: 'agent', metadata: '{"model":"m"}' };
    expect(bob.state.participants[ada.person!]?.described).toMatchObject(wanted);
    expect(bob.state.participants[bob.person!]).not.toHaveProperty('described');
    ada.leave();
    await stage.world.run(1_000);
    const late = await windowOf(stage, 'late');
    expect(late.state.participants[ada.person!]?.described).toMatchObject(wanted);
    await expect(outcome(bob.publish('participant.described', { type: 'agent', metadata: '[]' }))).rejects.toThrow();
  });
});
