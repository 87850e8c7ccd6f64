import { expect, it } from 'vitest';
import { proposalLimits } from '../../../../src/shared/capabilities/proposals/limits.ts';
import { stagedAgent } from '../../../attacks/lib/staged-agent.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { owner, ref, type Stage } from '../session/session-fixture.ts';
import { packed } from './packed-session.ts';

/** Resolves once a cut is done, which takes time of both worlds. */
async function finished({ world }: Stage, cutting: Promise<void>): Promise<void> {
  let isDone = false;
  const done = cutting.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  while (!isDone) {
    await world.run(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
}

it.each([
  [4, ref],
  [500, null],
])(
  'a cut leaves nothing of a suggestion that is forgotten, and tells of one that is known (segments of %i, of %s)',
  async (count, only) => {
    const { stage, work, restart, isOnDisk } = await packed(count);
    const agent = await stagedAgent(stage, owner);
    const suggest = (name: string, after: string) => {
      const parts = [{ reads: { ids: [], fromStart: true as const }, before: '', after }];
      return agent.say('proposal.made', { proposal: idOf(name), title: after, parts }, { ref });
    };
    await work(['first ']);
    const after = stage.session.head;
    await suggest('gone', 'password');
    await suggest('stays', 'kept');
    await suggest('done', 'accepted');
    await work(['inside ']);
    const upTo = stage.session.head;
    const judgement = { judgement: idOf('judgement'), parts: [0], verdict: 'accepted' as const };
    await stage.host.say('proposal.judged', { proposal: idOf('done'), ...judgement }, { ref });
    await stage.world.run(proposalLimits.doneTextsMs);
    await agent.say('proposal.withdrawn', { proposal: idOf('gone') }, { ref });
    await work(['later ', 'last ']);
    const { proposals } = stage.session.state;
    expect(Object.keys(proposals)).toEqual([idOf('stays'), idOf('done')]);
    expect(proposals[idOf('done')]?.isBare).toBe(true);
    await finished(stage, stage.session.cut({ after, upTo }, only));
    expect(isOnDisk('password')).toBe(false);
    await restart();
    expect(stage.session.state.proposals).toEqual(proposals);
    const standing = await stage.session.standingFrom({ after, upTo }, ref);
    const told = standing.filter(({ path }) => path.startsWith('suggestions'));
    const path = 'suggestions for a.txt';
    expect(told).toEqual(only === null ? [] : [8, 4].map((characters) => ({ path, characters })));
  },
);
