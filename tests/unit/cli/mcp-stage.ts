import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { onTestFinished } from 'vitest';
import { sourceNode } from '../../../scripts/lib/pinned-node.mjs';
import type { SessionClient } from '../../../src/client/session-client.ts';
import { enter, guestClient } from '../../lib/guest-client.ts';
import { program, RunningCommand, temporaryFolder } from './command-fixture.ts';

/** Answer of a tool: its facts, or its words where it failed, and a text beside them. */
export interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: each tool has facts of its own.
  facts: any;
  words: string;
  text: string;
  isError: boolean;
}

/** A program's end of an MCP connection. */
export class Model {
  readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }

  async call(name: string, args: Record<string, unknown> = {}): Promise<Told> {
    const { content, isError = false } = await this.client.callTool({ name, arguments: args });
    const [words = '', text = ''] = (content as { text?: string }[]).map((each) => each.text ?? '');
    return { facts: isError ? null : JSON.parse(words), words, text, isError };
  }
}

/** A shared folder with a host of its own, people in it, and agents by MCP. */
export class McpStage {
  readonly #base = temporaryFolder();
  readonly folder = join(this.#base, 'project');
  link = '';

  static async open(files: Record<string, string>): Promise<McpStage> {
    const stage = new McpStage();
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(stage.folder, path)), { recursive: true });
      writeFileSync(join(stage.folder, path), text);
    }
    const options = ['--share', '--admit-everyone', '--address', '127.0.0.1', '--port', '0', '--no-open'];
    const host = new RunningCommand(['host', stage.folder, ...options], join(stage.#base, 'home'));
    stage.link = (await host.printed(/^invite: (\S+)$/m))[1]!;
    await host.printed(/^ready: /m);
    return stage;
  }

  text(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Lets a person in. */
  async person(name: string): Promise<SessionClient> {
    const client = guestClient(this.link, name);
    onTestFinished(() => client.leave());
    await enter(client);
    return client;
  }

  /** Starts `ensemble mcp`, and connects the SDK's own client to it. */
  async agent(link = this.link, name = 'Helper', args: readonly string[] = []): Promise<Model> {
    const home = join(this.#base, `${name}-home`);
    const transport = new StdioClientTransport({
      command: sourceNode(),
      args: [program, 'mcp', link, '--name', name, '--of', 'Grace', ...args],
      env: { ...(process.env as Record<string, string>), ENSEMBLE_HOME: home },
      stderr: 'ignore',
    });
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    onTestFinished(() => client.close());
    return new Model(client);
  }
}
