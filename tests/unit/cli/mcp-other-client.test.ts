import { createMCPClient, type MCPClient } from '@ai-sdk/mcp';
import { StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openFile } from '../../../src/client/shared-file.ts';
import { McpStage } from './mcp-stage.ts';

type Door = 'stdio' | 'http';

/** Connects the client of other makers, of 2026 by its discovery or of 2025 by `initialize`. */
async function connect(stage: McpStage, door: Door, protocolVersionDiscovery: boolean): Promise<MCPClient> {
  const transportOf = async () => {
    if (door === 'stdio')
      // The client gives a program a second to start before it takes it for one of 2025: too little on a busy machine.
      return Object.assign(new StdioMCPTransport(stage.command('Helper')), { waitsForProtocolVersionDiscovery: true });
    const { url, token } = await stage.port();
    return { type: 'http' as const, url, headers: { Authorization: `Bearer ${token}` } };
  };
  const client = await createMCPClient({ transport: await transportOf(), protocolVersionDiscovery });
  onTestFinished(() => client.close());
  return client;
}

/** Calls a tool, and gives the words of its answer and the text beside them. */
async function call(client: MCPClient, name: string, args: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: args });
  const [words = '', text = ''] = (content as { text?: string }[]).map((each) => each.text ?? '');
  return { words, text, isError: isError === true };
}

describe('a client of other makers', { timeout: 90_000 }, () => {
  for (const [door, discovers] of [
    ['stdio', true],
    ['stdio', false],
    ['http', true],
    ['http', false],
  ] as const)
    it(`works over ${door}, by the protocol of ${discovers ? 2026 : 2025}`, async () => {
      const stage = await McpStage.open({ 'a.txt': 'one\ntwo\n' });
      const ada = await stage.person('Ada');
      const client = await connect(stage, door, discovers);
      expect(client.initializeResult.protocolVersion).toBe(discovers ? '2026-07-28' : '2025-11-25');
      expect(client.instructions).toContain('session_status');
      const tools = Object.keys(await client.tools());
      expect(tools).toEqual((await client.listTools()).tools.map(({ name }) => name));
      expect(tools).toEqual(expect.arrayContaining(['read', 'edit', 'chat_post']));

      const read = await call(client, 'read', { path: 'a.txt' });
      expect(read.text).toBe('one\ntwo\n');
      const { version } = JSON.parse(read.words);
      const edit = (from: string, to: string) =>
        call(client, 'edit', { path: 'a.txt', version, edits: [{ old: from, new: to }] });
      (await openFile(ada, 'a.txt')).edit([{ offset: 0, deleteLength: 0, insertText: 'zero\n' }]);
      await ada.settled();
      expect(JSON.parse((await edit('two', 'TWO')).words)).toMatchObject({ is: 'applied', saved: true });
      expect(stage.text('a.txt')).toBe('zero\none\nTWO\n');
      const late = await edit('two', 'late');
      expect(JSON.parse(late.words)).toMatchObject({ is: 'stale' });
      expect([late.words, late.text]).toEqual([expect.stringContaining('changed'), 'zero\none\nTWO\n']);

      const refused = await call(client, 'read', { path: '../secret' });
      expect(refused).toMatchObject({ isError: true, words: expect.stringContaining('outside-folder: ') });
      await call(client, 'chat_post', { text: 'The second line is loud now.' });
      const heard = JSON.parse((await call(client, 'chat_read')).words);
      expect(heard.messages).toMatchObject([{ isYours: true, text: 'The second line is loud now.' }]);

      const { resources } = await client.listResources();
      expect(resources.map(({ uri }) => uri)).toContain('ensemble://files/a.txt');
      const { contents } = await client.readResource({ uri: 'ensemble://files/a.txt' });
      expect(contents).toMatchObject([{ text: 'zero\none\nTWO\n' }]);
      expect((await client.listPrompts()).prompts.map(({ name }) => name)).toContain('catch-up');
    });
});
