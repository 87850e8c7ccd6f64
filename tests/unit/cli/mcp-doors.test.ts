import { describe, expect, it } from 'vitest';
import { openFile } from '../../../src/client/shared-file.ts';
import { McpStage } from './mcp-stage.ts';

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
