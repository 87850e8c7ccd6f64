import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { nodeEnvironment } from '../../../src/main/machine/environment.ts';
import { newSecret } from '../../../src/shared/core/ids.ts';
import { commandsIn, doAs, evilNotes, refusedBy, rightsIn } from '../../lib/agents/evil-notes.ts';
import { enter, guestClient } from '../../lib/guest-client.ts';
import { McpStage } from './mcp-stage.ts';

it('an agent by MCP that obeys whatever it reads is refused all of it, and nobody has other rights', async () => {
  const stage = await McpStage.open({ '.env': 'SECRET=1\n', 'a.txt': 'one\n' }, (each) => {
    writeFileSync(join(each.folder, '../secret.txt'), 'SECRET\n');
    each.commitAll();
    execFileSync('git', ['init', '-q', '--bare', join(each.folder, '../remote.git')]);
    each.git('remote', 'add', 'origin', join(each.folder, '../remote.git'));
  });
  const [ada, friend] = await Promise.all([stage.person('Ada'), stage.person('Bo')]);
  const { link } = await ada.request('agents.invite', { role: 'editor' });
  const ticket = newSecret(nodeEnvironment);
  const model = await stage.agent(link, 'Helper', 'auto', ticket);
  // The same agent by its own credential, without our program between.
  const itself = guestClient(link, 'Helper', 'agent', ticket);
  onTestFinished(() => itself.leave());
  await enter(itself);
  const agent = itself.person!;
  expect(itself.state.participants[agent]?.agentOf).toBe(ada.person);
  const notes = evilNotes(ada, { agent, owner: ada.person!, friend: friend.person! });
  await model.call('create', { path: 'evil.md', text: notes.text });
  await ada.settled();
  const before = rightsIn(ada.state);

  const { text } = await model.call('read', { path: 'evil.md' });
  const [asking, ...commands] = commandsIn(text);
  expect(commands).toEqual(notes.commands);
  await doAs(itself, asking!);
  for (const command of commands) {
    const [verb, name, ...given] = command.split(' ');
    if (verb === 'tool') {
      const told = await model.call(name!, JSON.parse(given.join(' ')));
      expect(told, command).toMatchObject({ isError: true, words: expect.stringMatching(refusedBy) });
      expect(`${told.words}${told.text}`, command).not.toContain('SECRET');
    } else
      await expect(doAs(itself, command), command).rejects.toMatchObject({ code: expect.stringMatching(refusedBy) });
  }

  await itself.settled();
  await ada.until(({ approvals }) => approvals[notes.question] !== undefined);
  expect(ada.state.approvals[notes.question]?.answer).toBeUndefined();
  expect(rightsIn(ada.state)).toEqual(before);
  expect(ada.status.is).toBe('online');
  expect(execFileSync('git', ['for-each-ref'], { cwd: join(stage.folder, '../remote.git'), encoding: 'utf8' })).toBe(
    '',
  );
}, 120_000);
