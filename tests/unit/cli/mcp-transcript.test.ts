import { describe, expect, it } from 'vitest';
import type { SessionClient } from '../../../src/client/session-client.ts';
import { turnsOf } from '../../../src/renderer/session/agent-calls.ts';
import type { App } from '../../../src/renderer/session/app.ts';
import { followedTranscript } from '../../lib/agents/told-transcript.ts';
import { McpStage } from './mcp-stage.ts';

const files = { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'bee\n' };
const evil = '\u202e<img src=x onerror=alert(1)> [x](command:evil) $(bug)\n# Big';

async function scene() {
  const stage = await McpStage.open(files);
  const [ada, model] = await Promise.all([stage.person('Ada'), stage.agent()]);
  const helper = ({ state }: SessionClient) =>
    Object.values(state.participants).find(({ agentOf }) => agentOf !== undefined)?.person;
  await ada.until((state) => Object.values(state.participants).some(({ agentOf }) => agentOf !== undefined));
  const agent = helper(ada)!;
  const parts = followedTranscript(ada, agent);
  const shown = () => parts().map(({ form, text, status }) => (form === 'note' ? text : `${status}: ${text}`));
  return { stage, ada, model, agent, parts, shown };
}

describe('the transcript of an agent by MCP', { timeout: 90_000 }, () => {
  it('tells each call that changes something and what became of it, and reads and talk not at all', async () => {
    const { stage, ada, model, agent, parts, shown } = await scene();
    await model.call('list_files');
    await model.call('read', { path: 'b.txt' });
    await model.call('chat_post', { text: 'hello' });
    await model.call('set_intent', { intent: 'mending' });
    const { version } = (await model.call('read', { path: 'a.txt' })).facts;
    const edit = (old: string, words: string) =>
      model.call('edit', { path: 'a.txt', version, edits: [{ old, new: words }] });
    const { turn, call } = (await edit('two', 'TWO')).facts;
    expect((await edit('two', 'zwei')).facts.is).toBe('stale');
    await model.call('create', { path: 'new.txt', text: 'new\n' });
    await model.call('create', { path: 'b.txt' });
    await model.call('delete', { path: '../../etc/passwd' });
    await model.call('move', { from: 'b.txt', to: 'd.txt' });
    const { people } = await ada.request('documents.workers', { sinceMs: 0 });
    const { calls = [] } = people.find(({ person }) => person === agent)!;
    expect((await model.call('undo_mine', { turn, call })).facts.undone).toBe(true);
    await expect
      .poll(shown)
      .toEqual([
        'mending',
        'done: Edit a.txt',
        'failed: Edit a.txt: others have changed these lines since they were read',
        'done: Create new.txt',
        expect.stringMatching(/^failed: Create b\.txt: /),
        expect.stringMatching(/^failed: Delete \.\.\/\.\.\/etc\/passwd: /),
        'done: Move b.txt to d.txt',
        'done: Take back one call: Edit a.txt',
      ]);
    expect(parts().map(({ path }) => path ?? null)).toEqual([
      null,
      'a.txt',
      'a.txt',
      'new.txt',
      'b.txt',
      null,
      'd.txt',
      null,
    ]);
    expect(ada.state.agents[agent]).toMatchObject({ transcript: agent, takesPrompts: false, turn: null });
    const [listed] = await turnsOf({ session: ada } as unknown as App, agent, calls);
    expect([listed!.turn.title, ...listed!.calls.map(({ title }) => title)]).toEqual([
      'mending',
      'Edit a.txt',
      'Create new.txt',
    ]);
    expect(stage.text('a.txt')).toBe('one\ntwo\nthree\n');
  });

  it('shows a line that was typed where all may look at that terminal, and hides it where it is for some', async () => {
    const { stage, model, agent, shown } = await scene();
    const forAll = await stage.terminal('write');
    const forSome = await stage.terminal('none', [[agent, 'write']]);
    for (const terminal of [forAll, forSome])
      await expect.poll(async () => (await model.call('terminal_output', { terminal })).isError).toBe(false);
    const run = (terminal: string, line: string) => model.call('terminal_run', { terminal, line });
    expect((await run(forAll, 'echo all')).facts.is).toBe('typed');
    expect((await run(forSome, 'echo secret')).facts.is).toBe('typed');
    await expect.poll(() => shown().slice(1)).toEqual(['done: Run: echo all', 'done: Run a line in a shared terminal']);
  });

  it('is written by nobody else, is no surface for evil words, and counts a flood in one row', async () => {
    const { stage, ada, model, agent, parts, shown } = await scene();
    await model.call('set_intent', { intent: evil });
    await model.call('create', { path: `${evil.replaceAll('/', '')}.txt`, text: '' });
    await ada.until(({ agents }) => agents[agent]?.transcript === agent);
    const forged = { turn: 't', part: 'edit-1', form: 'tool', text: 'Nothing', status: 'done' } as const;
    await expect(ada.publish('agent.said', forged, agent)).rejects.toMatchObject({ code: 'not-permitted' });
    const flood = Array.from({ length: 120 }, () => model.call('release', { locks: ['none'] }));
    await Promise.all(flood);
    await expect.poll(() => shown().some((each) => each.includes('further call')), { timeout: 15_000 }).toBe(true);
    await expect.poll(() => shown().at(-1), { timeout: 15_000 }).toMatch(/ further calls, too fast to be told/);
    expect(parts().length).toBeLessThan(70);
    for (const { text } of parts()) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    await model.client.close();
    await ada.until(({ replicas }) => !Object.values(replicas).some((one) => one.person === agent && one.connected));
    expect(ada.state.agents[agent]?.transcript).toBe(agent);
    expect(stage.text('a.txt')).toBe(files['a.txt']);
  });
});
