import { describe, expect, it } from 'vitest';
import type { SessionClient } from '../../../src/client/session-client.ts';
import { waiting } from '../../../src/shared/capabilities/approvals/approval-state.ts';
import { everybodysRoom } from '../../../src/shared/capabilities/chat/chat-state.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import { McpStage, type Model } from './mcp-stage.ts';

/** An owner of an agent, who is there, another person, and the agent. */
async function scene(): Promise<{ ada: SessionClient; bo: SessionClient; model: Model }> {
  const stage = await McpStage.open({ 'a.txt': 'one\n' });
  const [ada, bo] = await Promise.all([stage.person('Ada'), stage.person('Bo')]);
  const { link } = await ada.request('agents.invite', { role: 'editor' });
  return { ada, bo, model: await stage.agent(link) };
}

const reply = (client: SessionClient, replyTo: string, words: string) =>
  client.publish(
    'chat.posted',
    { message: newId(client.options.environment), replyTo, words, mentions: [], priority: 'normal', snippet: null },
    everybodysRoom,
  );

describe('a question by ensemble mcp', { timeout: 90_000 }, () => {
  it('is answered by a choice of the owner, and of nobody else', async () => {
    const { ada, bo, model } = await scene();
    const asking = model.call('ask_person', { question: 'Which name?', detail: 'For the file.', choices: ['a', 'b'] });
    await bo.until((state) => waiting(state).length === 1);
    const { id, title, detail } = waiting(bo.state)[0]!;
    expect({ title, detail }).toEqual({ title: 'Which name?', detail: 'For the file.' });
    await expect(bo.publish('approval.answered', { approval: id, choice: '1' })).rejects.toThrow();
    await ada.publish('approval.answered', { approval: id, choice: '1' });
    expect(await asking).toMatchObject({ facts: { is: 'answered', by: 'Ada' }, text: 'b' });
  });

  it('in free words is answered by the first reply in the chat of who may answer it, also after “I answer there”', async () => {
    const { ada, bo, model } = await scene();
    const asking = model.call('ask_person', { question: 'Which name?' });
    await ada.until((state) => waiting(state).length === 1);
    const { id } = waiting(ada.state)[0]!;
    await ada.publish('approval.answered', { approval: id, choice: 'chat' });
    await reply(ada, newId(ada.options.environment), 'about something else');
    await reply(bo, id, 'Delete it');
    await reply(ada, id, 'Call it c.txt');
    expect(await asking).toMatchObject({ facts: { is: 'answered', by: 'Ada' }, text: 'Call it c.txt' });
    const again = await model.call('ask_person', { asked: id });
    expect(again).toMatchObject({ facts: { is: 'answered' }, text: 'Call it c.txt' });
    const declined = model.call('ask_person', { question: 'And now?' });
    await ada.until((state) => waiting(state).length === 1);
    await ada.publish('approval.answered', { approval: waiting(ada.state)[0]!.id, choice: 'none' });
    expect((await declined).facts).toEqual({ is: 'nobody answered' });
  });

  it('to which nobody answers in time says so, and counts for no', async () => {
    const { model } = await scene();
    const asked = await model.call('ask_person', { question: 'Anybody?', choices: ['yes', 'no'], seconds: 5 });
    expect(asked.facts).toEqual({ is: 'nobody answered' });
  });

  it('is refused in words where it is none, misspelt or too long', async () => {
    const { model } = await scene();
    const refusal = async (args: object) => {
      const { isError, words } = await model.call('ask_person', { ...args });
      expect(isError).toBe(true);
      return words;
    };
    expect(await refusal({})).toContain('Give either question');
    expect(await refusal({ question: ' ' })).toContain('has words');
    expect(await refusal({ asked: 'none' })).toContain('ask again');
    expect(await refusal({ question: 'x'.repeat(1_000_000) })).toContain('too long');
    expect(await refusal({ question: 'a', detail: 'x'.repeat(1_000_000) })).toContain('too long');
    expect(await refusal({ question: 'a', choices: ['x'.repeat(1_000_000), 'b'] })).toContain('too long');
    expect(await refusal({ question: 'a', choises: ['a', 'b'] })).toContain('choises');
  });
});
