import { describe, expect, it } from 'vitest';
import { holdingGraceMs } from '../../../../src/shared/capabilities/locks/holdings.ts';
import { Stage } from './session-fixture.ts';

describe('time that passes in a quiet session', () => {
  it('ends a lease by an entry, though nobody does anything', async () => {
    const stage = await Stage.open();
    const ann = await stage.guest('Ann');
    await ann.say('value.leased', { key: 'build', forMs: 5_000 });
    expect(Object.keys(stage.session.state.leases)).toEqual(['build']);
    await stage.world.run(4_000);
    expect(ann.heard('time.passed')).toEqual([]);
    await stage.world.run(3_000);
    expect(ann.heard('time.passed')).toHaveLength(1);
    expect(stage.session.state.leases).toEqual({});
  });

  it('is not told while nothing ends', async () => {
    const stage = await Stage.open();
    const ann = await stage.guest('Ann');
    await stage.world.run(600_000);
    expect(ann.heard('time.passed')).toEqual([]);
  });

  it('ends what somebody held who has been away for a minute', async () => {
    const stage = await Stage.open();
    const [ann, bob] = [await stage.guest('Ann'), await stage.guest('Bob')];
    await ann.say('value.leased', { key: 'build', forMs: 600_000 });
    await ann.send({ t: 'leave' });
    await stage.world.run(holdingGraceMs + 5_000);
    expect(bob.heard('time.passed')).toHaveLength(1);
    expect(stage.session.state.leases).toEqual({});
  });

  it('stops looking with the session', async () => {
    const stage = await Stage.open();
    const ann = await stage.guest('Ann');
    await ann.say('value.leased', { key: 'build', forMs: 5_000 });
    const { head } = stage.session;
    stage.session.close();
    await stage.world.run(20_000);
    expect(stage.session.head).toBe(head);
  });
});
