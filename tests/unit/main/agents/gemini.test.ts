import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { authorRangesOf } from '../../../../src/client/authorship.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import { waiting } from '../../../../src/shared/capabilities/approvals/approval-state.ts';
import { hasGemini, ScriptedModel } from '../../../lib/agents/gemini.ts';
import { SharedFolder, textBecomes, windowOf } from '../host/host-fixture.ts';
import { prompt, transcriptWith } from './agent-scene.ts';

/** A host with Gemini's program as its agent, and a model of this machine behind that. */
async function scene(env?: Record<string, string>) {
  const model = await ScriptedModel.start();
  onTestFinished(() => model.close());
  const folder = new SharedFolder({ 'a.txt': 'one\ntwo\nthree\n' });
  mkdirSync(folder.home, { recursive: true });
  const agents = [model.program(join(folder.home, 'gemini'), env)];
  writeFileSync(join(folder.home, 'agents.json'), JSON.stringify({ agents }));
  const { client: owner, direct } = await windowOf((await folder.host()).host.url);
  return {
    model,
    folder,
    owner,
    direct,
    start: () => direct.open('agents.start', { program: 'Gemini', role: 'editor' }),
  };
}

/** Allows what waits next, once, and gives what was asked. */
async function allow({ owner, agent }: { owner: SessionClient; agent: string }) {
  await owner.until((state) => waiting(state).length > 0);
  const { id, title, detail, choices, asker } = waiting(owner.state)[0]!;
  expect(asker).toBe(agent);
  await owner.publish('approval.answered', {
    approval: id,
    choice: choices.find(({ name }) => name === 'Allow')!.choice,
  });
  await owner.until((state) => waiting(state).every((each) => each.id !== id));
  return { title, detail };
}

describe.skipIf(!hasGemini)('the program of another maker, as an agent of the host', { timeout: 180_000 }, () => {
  it('asks people, edits the live text under its name, and uses the tools of the session', async () => {
    const { model, folder, owner, direct, start } = await scene();
    const { agent } = await start().result;
    const here = { owner, agent };
    const document = await openFile(owner, 'a.txt');
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'typed\n' }]);
    await owner.settled();

    const file_path = join(folder.folder, 'a.txt');
    model.plan(
      { call: 'read_file', args: { file_path } },
      { call: 'replace', args: { file_path, instruction: 'shout', old_string: 'two', new_string: 'TWO' } },
      { call: 'run_shell_command', args: { command: 'echo loud' } },
      { call: 'mcp_ensemble_chat_post', args: { text: 'It is loud now.' } },
      { say: 'All is done.' },
    );
    const ending = prompt(here, 'Shout the second line.');
    expect(await allow(here)).toMatchObject({ title: 'a.txt: two => TWO', detail: expect.stringContaining('a.txt') });
    const posting = await allow(here);
    expect(posting.title).toContain('chat_post');
    expect(posting.detail).toContain('It is loud now.');
    expect(await ending).toBe('done');

    await textBecomes(document, (text) => text === 'typed\none\nTWO\nthree\n');
    await expect.poll(() => readFileSync(file_path, 'utf8')).toBe('typed\none\nTWO\nthree\n');
    const manners = authorRangesOf(document).map(({ length, by }) => [length, by?.author, by?.manner]);
    expect(manners[0]).toEqual([6, owner.person, 'typed']);
    expect(manners).toContainEqual([3, agent, 'agent']);
    const { turn } = owner.state.agents[agent]!.ended!;
    const { texts } = await direct.request('documents.workOf', { person: agent, sinceMs: 0, turn });
    expect(texts.flatMap(({ parts }) => parts.map(({ gone, back }) => [gone, back]))).toEqual([['TWO', 'two']]);
    const told = await transcriptWith(here, 'All is done.');
    for (const title of ['a.txt: two => TWO', 'echo loud', 'chat_post']) expect(told).toContain(`tool: ${title}`);
    expect(model.answers.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['read_file', 'replace', 'run_shell_command', 'mcp_ensemble_chat_post']),
    );
    expect(JSON.stringify(model.answers)).toContain('typed\\none\\nTWO');
    expect(model.tools).toEqual(expect.arrayContaining(['mcp_ensemble_read', 'mcp_ensemble_edit']));
  });

  it('has its person sign in where it has no key, by the ways that it names', async () => {
    const { start } = await scene({ GOOGLE_GEMINI_BASE_URL: '' });
    const starting = start();
    const problems: (string | null)[] = [];
    for await (const part of starting) {
      if (part.is !== 'ways') continue;
      problems.push(part.problem);
      const wanted = problems.length === 1 ? 'Gemini API key' : 'AI API Gateway';
      await starting.send({ way: part.ways.findIndex(({ name }) => name === wanted) });
    }
    expect(problems).toEqual([null, expect.stringContaining('API key is missing')]);
    await expect(starting.result).resolves.toHaveProperty('agent');
  });
});
