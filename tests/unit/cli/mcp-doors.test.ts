import { describe, expect, it } from 'vitest';
import { findDocument, openFile } from '../../../src/client/shared-file.ts';
import { decodeBody } from '../../../src/shared/session/table.ts';
import { McpStage, type Model } from './mcp-stage.ts';

describe('ensemble mcp --http', { timeout: 90_000 }, () => {
  it('serves clients of 2025 and 2026 with its token, as one participant whose reads hold for every connection', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\n' });
    const port = await stage.port();
    const [old, present] = await Promise.all([stage.byHttp(port, 'legacy'), stage.byHttp(port)]);
    expect((await old.call('session_status')).facts).toMatchObject({ me: 'Porter' });
    const { version } = (await old.call('read', { path: 'a.txt' })).facts;
    const edits = [{ old: 'one', new: 'two' }];
    expect((await present.call('edit', { path: 'a.txt', version, edits })).facts.is).toBe('applied');
    expect(stage.text('a.txt')).toBe('two\n');
  });

  it('answers nobody without the token, nobody by another name, and no page of somebody else', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\n' });
    const { url, token } = await stage.port();
    const ask = (headers: Record<string, string>) => fetch(url, { method: 'POST', headers, body: '{}' });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await ask({ authorization: `Bearer ${token}`, origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask({ authorization: `Bearer ${token}` })).status).not.toBe(401);
  });
});

describe('the resources of ensemble mcp', { timeout: 90_000 }, () => {
  it('are people and live texts, and a client of 2025 that subscribed is told of changes', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\n' });
    const [ada, { client }] = await Promise.all([stage.person('Ada'), stage.agent(stage.link, 'Old', 'legacy')]);
    const people = await client.readResource({ uri: 'ensemble://people' });
    expect(JSON.stringify(people.contents)).toContain('Ada');
    const uri = 'ensemble://files/a.txt';
    expect(await client.readResource({ uri })).toMatchObject({ contents: [{ text: 'one\n' }] });
    expect(JSON.stringify(await client.listResources())).toContain(uri);
    await expect(client.readResource({ uri: 'ensemble://files/none.txt' })).rejects.toThrow();
    const told = new Promise<string>((resolve) => {
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => resolve(params.uri));
    });
    await client.subscribeResource({ uri });
    (await openFile(ada, 'a.txt')).edit([{ offset: 0, deleteLength: 0, insertText: 'zero\n' }]);
    expect(await told).toBe(uri);
  });

  it('are told of to a client of 2026 that listens', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\n' });
    const [ada, { client }] = await Promise.all([stage.person('Ada'), stage.agent()]);
    const uri = 'ensemble://files/a.txt';
    await client.readResource({ uri });
    const told = new Promise<string>((resolve) => {
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => resolve(params.uri));
    });
    await client.listen({ resourceSubscriptions: [uri] });
    (await openFile(ada, 'a.txt')).edit([{ offset: 0, deleteLength: 0, insertText: 'zero\n' }]);
    expect(await told).toBe(uri);
  });
});

describe('notices of ensemble mcp', { timeout: 90_000 }, () => {
  const task = (status: string) => `---\ntitle: Read\n\nstatus: ${status}\n---\n`;
  const path = '.tasks/aaaaaaaa.md';
  const [people, all, one] = ['ensemble://people', 'ensemble://tasks', 'ensemble://tasks/aaaaaaaa'];

  /** Notes what a client is told, and gives a way to wait for it. */
  const heardBy = ({ client }: Model) => {
    const heard: string[] = [];
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void heard.push(params.uri));
    client.setNotificationHandler('notifications/resources/list_changed', () => void heard.push('list'));
    return (wanted: string) => expect.poll(() => heard, { timeout: 10_000 }).toContain(wanted);
  };

  it('tell of people, tasks and the list of files, to clients of 2025, of 2026, and by HTTP', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\n', [path]: task('todo') });
    const port = await stage.port();
    const [old, present, byHttp] = await Promise.all([
      stage.agent(stage.link, 'Old', 'legacy'),
      stage.agent(),
      stage.byHttp(port),
    ]);
    const heard = [old, present, byHttp].map(heardBy);
    for (const { client } of [old, present, byHttp]) {
      const { contents } = await client.readResource({ uri: all });
      expect(JSON.parse((contents[0] as { text: string }).text)).toEqual({
        tasks: [{ task: 'aaaaaaaa', path, title: 'Read', status: 'todo' }],
      });
    }
    for (const uri of [people, all, one]) await old.client.subscribeResource({ uri });
    const listening = { resourceSubscriptions: [people, all, one], resourcesListChanged: true };
    for (const { client } of [present, byHttp]) await client.listen(listening);
    const ada = await stage.person('Ada');
    for (const hears of heard) await hears(people);
    await openFile(ada, 'a.txt');
    for (const hears of heard) await hears('list');
    const { ref } = await findDocument(ada, path);
    await ada.publish('task.claimed', { untilMs: null }, ref);
    for (const hears of heard) await hears(one);
    for (const hears of heard) await hears(all);
    const { contents } = await byHttp.client.readResource({ uri: one });
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ status: 'todo', heldBy: 'Ada' });
    await expect(byHttp.client.readResource({ uri: 'ensemble://tasks/none' })).rejects.toThrow('There is no task');
  });

  it('tell of a task whose file has changed', async () => {
    const stage = await McpStage.open({ [path]: task('todo') });
    const agent = await stage.agent();
    const hears = heardBy(agent);
    await agent.client.readResource({ uri: one });
    await agent.client.listen({ resourceSubscriptions: [one] });
    stage.write(path, task('done'));
    await hears(one);
    const { contents } = await agent.client.readResource({ uri: one });
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ status: 'done' });
  });
});

describe('an agent by MCP', { timeout: 90_000 }, () => {
  it('is seen by people where it reads and edits', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\ntwo\nthree\n' });
    const [ada, agent] = await Promise.all([stage.person('Ada'), stage.agent()]);
    const document = await openFile(ada, 'a.txt');
    const lines: number[] = [];
    ada.events.on('entry', ({ kind, ref, body, by }) => {
      if (kind !== 'cursor.moved' || ref !== document.ref || ada.state.replicas[by]?.person === ada.person) return;
      const offset = document.offsetOf(decodeBody(kind, body).selections[0]!.head);
      lines.push(
        document
          .toString()
          .slice(0, offset ?? 0)
          .split('\n').length,
      );
    });
    const { version } = (await agent.call('read', { path: 'a.txt' })).facts;
    await agent.call('edit', { path: 'a.txt', version, edits: [{ old: 'three', new: '3' }] });
    await expect.poll(() => lines.at(-1), { timeout: 10_000 }).toBe(3);
    const focuses = Object.values(ada.state.replicas).flatMap(({ purpose, focus }) =>
      purpose === 'agent' ? focus : [],
    );
    expect(focuses).toMatchObject([{ line: 3 }]);
  });
});

describe('the prompts of ensemble mcp', { timeout: 90_000 }, () => {
  it('are listed to clients of 2025 and 2026, and name tools that there are', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\n' });
    const models = await Promise.all([stage.agent(), stage.agent(stage.link, 'Old', 'legacy')]);
    for (const { client } of models) {
      const { prompts } = await client.listPrompts();
      expect(prompts.map(({ name }) => name)).toEqual(['do-task', 'catch-up']);
      const tools = (await client.listTools()).tools.map(({ name }) => name);
      for (const [name, given] of [
        ['do-task', { task: 'aaaaaaaa' }],
        ['catch-up', {}],
      ] as const) {
        const words = JSON.stringify(await client.getPrompt({ name, arguments: given }));
        const named = words.match(/\b[a-z]+_[a-z_]+\b/g) ?? [];
        expect(named.filter((each) => !tools.includes(each))).toEqual([]);
        expect(named.length).toBeGreaterThan(3);
      }
    }
  });
});

describe('a call of a tool', { timeout: 90_000 }, () => {
  it('costs less than ten milliseconds beside the work itself', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\n' });
    const model = await stage.agent();
    const times: number[] = [];
    for (let i = 0; i < 100; i++) {
      const beganMs = performance.now();
      await model.call('session_status');
      times.push(performance.now() - beganMs);
    }
    times.sort((a, b) => a - b);
    console.log(`MCP call over stdio: median ${times[50]!.toFixed(2)} ms, p95 ${times[95]!.toFixed(2)} ms`);
    expect(times[50]!).toBeLessThan(10);
  });
});
