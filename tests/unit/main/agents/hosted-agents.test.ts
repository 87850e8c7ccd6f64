import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { authorRangesOf } from '../../../../src/client/authorship.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { waiting } from '../../../../src/shared/capabilities/approvals/approval-state.ts';
import { isConnected } from '../../../../src/shared/capabilities/people/participants.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { decodeBody } from '../../../../src/shared/session/table.ts';
import { evilNotes, refusedBy, rightsIn } from '../../../lib/agents/evil-notes.ts';
import { enter, guestClient } from '../../../lib/guest-client.ts';
import { guestOf, SharedFolder, textBecomes, windowOf } from '../host/host-fixture.ts';
import { first, prompt, type Scene, scene, transcriptWith } from './agent-scene.ts';

/** Another agent of the owner's, without a program. */
async function bystander({ direct }: Scene): Promise<SessionClient> {
  const { link } = await direct.request('agents.invite', { role: 'editor' });
  const client = guestClient(link, 'Bystander', 'agent');
  onTestFinished(() => client.leave());
  await enter(client);
  return client;
}

it('an agent that runs on the host is a participant with an owner, and its program gets prompts', async () => {
  const here = await scene();
  const { owner, agent } = here;
  expect(owner.state.participants[agent]).toMatchObject({ name: 'Scripted', agentOf: owner.person, role: 'editor' });
  expect(await prompt(here, 'plan think work', 'say hello')).toBe('done');
  expect(owner.state.agents[agent]?.plan.map(({ words }) => words)).toEqual(['think', 'work']);
  expect(await transcriptWith(here, 'hello')).toContain('text: hello');
});

it('it reads the live text, and writes edits of the lines that it changes, which are saved', async () => {
  const here = await scene();
  const { owner, folder } = here;
  const document = await openFile(owner, 'a.txt');
  document.edit([{ offset: 0, deleteLength: 3, insertText: 'unsaved' }]);
  await owner.settled();
  expect(await prompt(here, 'replace a.txt two=>TWO')).toBe('done');
  await textBecomes(document, (text) => text === 'unsaved\nTWO\nthree\n');
  await expect.poll(() => readFileSync(join(folder.folder, 'a.txt'), 'utf8')).toBe('unsaved\nTWO\nthree\n');
});

it('it shows where it reads and writes, as a cursor', async () => {
  const here = await scene();
  const { owner, agent } = here;
  await openFile(owner, 'a.txt');
  const lines: number[] = [];
  const focus = () => Object.values(owner.state.replicas).find(({ person }) => person === agent)?.focus;
  owner.events.on('entry', ({ kind, by, body }) => {
    const isIts = owner.state.replicas[by]?.person === agent;
    if (kind === 'cursor.moved' && isIts) lines.push(decodeBody(kind, body).topLine!);
  });
  expect(await prompt(here, 'replace a.txt three=>THREE')).toBe('done');
  await expect.poll(() => lines.at(-1)).toBe(3);
  expect(focus()).toMatchObject({ path: 'a.txt', line: 3 });
  expect(lines[0]).toBe(1);
});

it('it does not write over what a person has typed since it read, and is told so', async () => {
  const here = await scene();
  const document = await openFile(here.owner, 'a.txt');
  const working = prompt(here, 'read a.txt', 'wait 400', 'write a.txt one\\nMINE\\nthree\\n');
  await transcriptWith(here, 'read "one');
  document.edit([{ offset: 4, deleteLength: 3, insertText: 'typed' }]);
  expect(await working).toBe('done');
  expect(await transcriptWith(here, 'failed: ')).toContain('changed these lines');
  expect(document.toString()).toBe('one\ntyped\nthree\n');
});

it('it sets nothing back that came beside its own edit: it reads again before it writes the whole text again', async () => {
  const here = await scene();
  const document = await openFile(here.owner, 'a.txt');
  const writes = ['write a.txt ONE\\ntwo\\nthree\\n', 'write a.txt ONE\\nTWO\\nthree\\n'];
  const working = prompt(here, 'read a.txt', 'wait 400', ...writes, 'say end');
  await transcriptWith(here, 'read "one');
  document.edit([{ offset: 8, deleteLength: 5, insertText: 'typed' }]);
  expect(await working).toBe('done');
  expect(await transcriptWith(here, 'end')).toContain('you have not read it');
  expect(document.toString()).toBe('ONE\ntwo\ntyped\n');
});

it('one that is to suggest writes nothing: what it writes waits for people, and it reads that back until its turn ends', async () => {
  const here = await scene('propose');
  const { owner, folder } = here;
  await prompt(
    here,
    'read a.txt',
    'replace a.txt two=>TWO',
    'replace a.txt three=>THREE',
    'read a.txt',
    'write a/b.txt x',
    'read a/b.txt',
    'write a/b.txt y',
    'write .env evil',
    'say end',
  );
  const told = await transcriptWith(here, 'end');
  expect(told).toContain('read "x"');
  expect(told).toContain('does not share this');
  const acts = () => Object.values(owner.state.fileProposals).map(({ act }) => act);
  expect(acts()).toEqual([{ is: 'create', path: 'a/b.txt', text: 'y' }]);
  expect(existsSync(join(folder.folder, 'a'))).toBe(false);
  expect(told).toContain('one\\nTWO\\nTHREE');
  expect(readFileSync(join(folder.folder, 'a.txt'), 'utf8')).toBe(first);
  const proposals = Object.values(owner.state.proposals);
  expect(proposals.map(({ parts }) => parts.map(({ after }) => after))).toEqual([['\nTWO\nTHREE\n']]);
  await prompt(here, 'read a.txt', 'say and now?');
  expect(await transcriptWith(here, 'and now?')).toContain('read "one\\ntwo\\nthree\\n"');
});

it('it is had to suggest while it works, from its next write on, and then let write again', async () => {
  const here = await scene();
  const { owner, agent, folder } = here;
  const text = () => readFileSync(join(folder.folder, 'a.txt'), 'utf8');
  await prompt(here, 'replace a.txt one=>ONE');
  await expect.poll(text).toBe('ONE\ntwo\nthree\n');
  await owner.publish('agent.restrained', { agent, suggests: true });
  await prompt(here, 'replace a.txt two=>TWO', 'say held');
  await transcriptWith(here, 'held');
  const open = () => Object.values(owner.state.proposals).flatMap(({ parts }) => parts.map(({ after }) => after));
  expect([text(), open()]).toEqual(['ONE\ntwo\nthree\n', ['\nTWO\n']]);
  await prompt(here, 'tool delete {"path": "a.txt"}', 'say by its tools');
  expect(await transcriptWith(here, 'by its tools')).toContain('Nothing is done yet');
  await owner.until(({ fileProposals }) => Object.keys(fileProposals).length === 1);
  expect(text()).toBe('ONE\ntwo\nthree\n');
  await owner.publish('agent.restrained', { agent, suggests: false });
  await prompt(here, 'replace a.txt three=>THREE');
  await expect.poll(text).toBe('ONE\ntwo\nTHREE\n');
});

it('its program ends when it is sent out', async () => {
  const here = await scene();
  await here.owner.publish('participant.removed', { person: here.agent, ban: false });
  await expect.poll(() => here.folder.reports.join()).toContain('has gone');
});

it('it makes new files, and writes over none that it has not read', async () => {
  const here = await scene();
  expect(await prompt(here, 'write made.txt new\\n', 'write a.txt gone\\n')).toBe('done');
  await expect.poll(() => readFileSync(join(here.folder.folder, 'made.txt'), 'utf8')).toBe('new\n');
  expect(await transcriptWith(here, 'failed: ')).toContain('you have not read it');
  expect(readFileSync(join(here.folder.folder, 'a.txt'), 'utf8')).toBe(first);
});

it('it gets nothing outside of the folder, and nothing that is hidden from guests', async () => {
  const here = await scene();
  here.folder.write('.env', 'SECRET=1\n');
  here.folder.write('../beside.txt', 'beside\n');
  await prompt(here, 'read .env', 'read ../beside.txt', 'read /etc/passwd', 'write ../beside.txt evil', 'say end');
  const told = await transcriptWith(here, 'end');
  expect(told.match(/failed: /g)).toHaveLength(4);
  expect(told).not.toContain('SECRET');
});

it('one that obeys whatever it reads is refused all of it, by its tools and by its own credential', async () => {
  const here = await scene();
  const { owner, agent, folder } = here;
  folder.write('.env', 'SECRET=1\n');
  folder.write('../secret.txt', 'SECRET\n');
  const bob = await guestOf(await here.share(), 'Bob');
  const notes = evilNotes(owner, { agent, owner: owner.person!, friend: bob.person! });
  await owner.until(({ participants }) => participants[bob.person!] !== undefined);
  folder.write('evil.md', notes.text);
  const before = rightsIn(owner.state);
  await prompt(here, 'obey evil.md', 'say end');
  const told = await transcriptWith(here, 'end');
  const refused = told.split('\n').filter((line) => line.includes('refused '));
  expect(refused.map((line) => /refused (\w+ \S+ \{.*?\}): /.exec(line)?.[1])).toEqual(notes.commands);
  expect(refused.filter((line) => !refusedBy.test(line))).toEqual([]);
  expect(told.match(/DONE \w+ \S+/g)).toEqual(['DONE entry approval.asked']);
  expect(told).not.toContain('SECRET');
  expect(owner.state.approvals[notes.question]).toMatchObject({ title: 'May I push?' });
  expect(owner.state.approvals[notes.question]?.answer).toBeUndefined();
  expect(rightsIn(owner.state)).toEqual(before);
}, 120_000);

it('a change on the disk while it works is told as unverified, unless one of its calls has told that very text', async () => {
  const here = await scene();
  const document = await openFile(here.owner, 'a.txt');
  const working = prompt(here, 'disk a.txt by itself\\n', 'wait 60000');
  expect(await transcriptWith(here, 'unverified')).toContain('tool: Changed on the disk while it was working');
  const { agent, owner } = here;
  const by = { author: 'disk', manner: 'disk', beside: [agent] };
  await expect.poll(() => authorRangesOf(document)[0]).toMatchObject({ by });
  await owner.publish('agent.stopped', { agent, turn: owner.state.agents[agent]!.turn!.turn });
  await working;
  const again = prompt(here, 'told a.txt as it says\\n', 'wait 60000');
  expect(await transcriptWith(here, 'a tool call has told')).toContain('to the text that a tool call has told');
  await owner.publish('agent.stopped', { agent, turn: owner.state.agents[agent]!.turn!.turn });
  await again;
  here.folder.write('a.txt', 'later\n');
  await textBecomes(await openFile(owner, 'a.txt'), (text) => text === 'later\n');
  expect(await transcriptWith(here, 'a tool call has told')).not.toContain('later');
});

it('a change on the disk that one of its calls has told is its work: in the text, for undo by turn, and for its next edit', async () => {
  const here = await scene();
  const { agent, owner, direct } = here;
  const document = await openFile(owner, 'a.txt');
  expect(await prompt(here, 'told a.txt one\\nof the agent\\nthree\\n')).toBe('done');
  const { turn } = owner.state.agents[agent]!.ended!;
  await textBecomes(document, (text) => text === 'one\nof the agent\nthree\n');
  const by = () => authorRangesOf(document).find(({ by }) => by?.author === agent)?.by;
  await expect.poll(by).toEqual({ author: agent, manner: 'disk' });
  const { texts } = await direct.request('documents.workOf', { person: agent, sinceMs: 0, turn });
  expect(texts.map(({ parts }) => parts.map(({ gone, back }) => ({ gone, back })))).toEqual([
    [{ gone: 'of the agent', back: 'two' }],
  ]);
  // After the turn the same text from anybody's program is nobody's work.
  here.folder.write('a.txt', first);
  await textBecomes(document, (text) => text === first);
  here.folder.write('a.txt', 'one\nof the agent\nthree\n');
  await textBecomes(document, (text) => text === 'one\nof the agent\nthree\n');
  expect(authorRangesOf(document).filter(({ by }) => by?.author === agent)).toEqual([]);
});

it('a change of a file that nobody has open is told as well, other than its own by the session, and what is hidden', async () => {
  const here = await scene();
  const working = prompt(
    here,
    'write own.txt own\\n',
    'disk .env SECRET\\n',
    'disk made.txt by itself\\n',
    'wait 60000',
  );
  const told = await transcriptWith(here, 'Made on the disk');
  expect(told).toContain('tool: Made on the disk while it was working, unverified');
  rmSync(join(here.folder.folder, 'a.txt'));
  const all = await transcriptWith(here, 'Gone from the disk while it was working, unverified');
  expect(all.match(/ the disk while/g)).toHaveLength(2);
  const { agent, owner } = here;
  await owner.publish('agent.stopped', { agent, turn: owner.state.agents[agent]!.turn!.turn });
  await working;
});

it('its program is handed the tools of the session, which act as the same agent', async () => {
  const here = await scene();
  await prompt(here, 'tool who', 'say end');
  expect(await transcriptWith(here, 'end')).toMatch(/tool .*Scripted/);
  const agents = Object.values(here.owner.state.participants).filter(({ agentOf }) => agentOf !== undefined);
  expect(agents.map(({ person }) => person)).toEqual([here.agent]);
});

it('a lock of somebody else keeps it from writing, moving and removing the file', async () => {
  const here = await scene();
  const { owner } = here;
  const { ref } = await openFile(owner, 'a.txt');
  const lock = { lock: newId(nodeEnvironment), path: null, selection: null, lines: null, beside: [], untilMs: null };
  await owner.publish('lock.acquired', lock, ref);
  await prompt(here, 'replace a.txt two=>TWO', 'say end');
  expect(await transcriptWith(here, 'end')).toMatch(/failed: .* has locked these lines of a\.txt/);
  const agents = await bystander(here);
  await expect(agents.request('files.remove', { path: 'a.txt', recursive: false })).rejects.toThrow('has locked a.txt');
  const move = { from: 'a.txt', to: 'b.txt', overwrite: false };
  await expect(agents.request('files.move', move)).rejects.toThrow('has locked a.txt');
});

it('it asks a person, whose answer it gets; the first answer counts', async () => {
  const here = await scene();
  const { owner } = here;
  const working = prompt(here, 'ask rm -rf build');
  await owner.until((state) => waiting(state).length === 1);
  const [question] = waiting(owner.state);
  expect(question).toMatchObject({ title: 'rm -rf build', detail: 'asked: rm -rf build', asker: here.agent });
  await owner.publish('approval.answered', { approval: question!.id, choice: 'no' });
  await expect(owner.publish('approval.answered', { approval: question!.id, choice: 'yes' })).rejects.toThrow();
  expect(await working).toBe('done');
  // Its call is told by the question, where the program tells of it nowhere else.
  expect(await transcriptWith(here, 'answered')).toMatch(/tool: rm -rf build\ntext: answered no/);
});

it('“always” to one command is no answer for another', async () => {
  const here = await scene();
  const { owner } = here;
  const working = prompt(here, 'ask ls', 'ask ls', 'ask rm -rf build');
  await owner.until((state) => waiting(state).length === 1);
  await owner.publish('approval.answered', { approval: waiting(owner.state)[0]!.id, choice: 'always' });
  await owner.until((state) => waiting(state)[0]?.title === 'rm -rf build');
  await owner.publish('approval.answered', { approval: waiting(owner.state)[0]!.id, choice: 'no' });
  await working;
  expect(Object.values(owner.state.approvals).map(({ title }) => title)).toEqual(['ls', 'rm -rf build']);
});

it('a guest does not answer for it, nor prompt it without the right to run programs', async () => {
  const here = await scene();
  const guest = await guestOf(await here.share(), 'Bob');
  await here.owner.publish('role.changed', { person: guest.person!, role: 'reviewer' });
  await guest.until(({ participants }) => participants[guest.person!]?.role === 'reviewer');
  const wish = { agent: here.agent, prompt: newId(nodeEnvironment), text: 'say hi' };
  await expect(guest.publish('agent.prompted', wish)).rejects.toMatchObject({ code: 'not-permitted' });
  const working = prompt(here, 'ask something');
  await guest.until((state) => waiting(state).length === 1);
  const answer = { approval: waiting(guest.state)[0]!.id, choice: 'yes' };
  await expect(guest.publish('approval.answered', answer)).rejects.toMatchObject({ code: 'not-permitted' });
  await here.owner.publish('approval.answered', { ...answer, choice: 'no' });
  await working;
});

it('several people queue prompts, which it takes in turn', async () => {
  const here = await scene();
  const { owner, agent } = here;
  const guest = await guestOf(await here.share(), 'Bob');
  const wish = (text: string) => ({ agent, prompt: newId(nodeEnvironment), text });
  await owner.publish('agent.prompted', wish('wait 200\nsay first'));
  await guest.publish('agent.prompted', wish('say second'));
  const told = await transcriptWith(here, 'text: second');
  expect(told.indexOf('text: first')).toBeLessThan(told.indexOf('text: second'));
});

it('it ends its turn when it is stopped; one that hangs is ended, and says so', async () => {
  const here = await scene();
  const { owner, agent } = here;
  const stop = async () => {
    await owner.until(({ agents }) => agents[agent]?.turn !== null);
    await owner.publish('agent.stopped', { agent, turn: owner.state.agents[agent]!.turn!.turn });
  };
  const working = prompt(here, 'wait 30000');
  await stop();
  expect(await working).toBe('stopped');
  const hanging = prompt(here, 'hang');
  await stop();
  expect(['failed', 'gone']).toContain(await hanging);
  await owner.until(({ replicas }) => Object.values(replicas).every(({ person }) => person !== agent));
}, 60_000);

it('a paused agent takes no prompt until it may go on', async () => {
  const here = await scene();
  const { owner, agent } = here;
  await owner.publish('agent.paused', { person: agent, isPaused: true });
  const working = prompt(here, 'replace a.txt two=>TWO');
  await owner.until(({ agents }) => agents[agent]?.queue.length === 1);
  expect(owner.state.agents[agent]?.turn).toBeNull();
  await owner.publish('agent.paused', { person: agent, isPaused: false });
  expect(await working).toBe('done');
});

it('an agent that floods is cut short, and others go on', async () => {
  const here = await scene();
  const document = await openFile(here.owner, 'a.txt');
  const working = prompt(here, 'flood 2000', 'say end');
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'typed ' }]);
  await here.owner.settled();
  expect(await working).toBe('done');
  expect(here.folder.reports).toEqual([]);
  const told = await transcriptWith(here, 'all work');
  expect(told.length).toBeGreaterThan(10_000);
  expect(told.length, 'of two million units').toBeLessThan(120_000);
});

it('an agent that dies says why, and is gone', async () => {
  const here = await scene();
  const { owner, agent } = here;
  await owner.publish('agent.prompted', { agent, prompt: newId(nodeEnvironment), text: 'die' });
  await owner.until((state) => !isConnected(state, agent));
  expect(owner.state.agents[agent]).toMatchObject({ turn: null, ended: { reason: 'failed' } });
  await expect.poll(() => here.folder.reports.join()).toContain('I give up.');
  const asked = owner.publish('agent.prompted', { agent, prompt: newId(nodeEnvironment), text: 'rise' });
  await expect(asked).rejects.toMatchObject({ code: 'not-found' });
});

it('its program ends with it', async () => {
  const here = await scene();
  await here.direct.request('agents.end', { agent: here.agent });
  await here.owner.until((state) => !isConnected(state, here.agent));
  await expect(here.direct.request('agents.end', { agent: here.agent })).rejects.toMatchObject({ code: 'not-found' });
});

it('agents are those of the host’s own profile: a program that is no agent is refused in words', async () => {
  const folder = new SharedFolder({ 'a.txt': first });
  mkdirSync(folder.home, { recursive: true });
  const agents = [{ name: 'No agent', command: process.execPath, args: ['-e', 'process.exit(4)'] }];
  writeFileSync(join(folder.home, 'agents.json'), JSON.stringify({ agents }));
  folder.write('.ensemble/agents.json', JSON.stringify({ agents: [{ name: 'Evil', command: 'sh' }] }));
  const { direct } = await windowOf((await folder.host()).host.url);
  expect((await direct.request('agents.programs', {})).programs).toEqual(['No agent']);
  const starting = direct.open('agents.start', { program: 'No agent', role: 'editor' }).result;
  await expect(starting).rejects.toThrow('No agent: It has ended (4).');
  await expect(direct.open('agents.start', { program: 'Evil', role: 'editor' }).result).rejects.toThrow(
    'names no agent',
  );
});
