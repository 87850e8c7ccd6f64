import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { onTestFinished } from 'vitest';
import { sourceNode } from '../../../scripts/lib/pinned-node.mjs';
import { ownDoorOf } from '../../../src/cli/own-door.ts';
import type { SessionClient } from '../../../src/client/session-client.ts';
import { agentTicketVariable } from '../../../src/shared/agent-ticket.ts';
import { enter, guestClient } from '../../lib/guest-client.ts';
import type { OwnWindow } from '../../lib/own-window.ts';
import { hostOf, windowOf } from '../main/host/host-fixture.ts';
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

/** A shared folder with a host of its own in this process, people in it, and agents by MCP. */
export class McpStage {
  readonly #base = temporaryFolder();
  readonly folder = join(this.#base, 'project');
  link = '';
  #url = '';

  /** Starts the host; `prepare` makes of the folder what more it is to be. */
  static async open(files: Record<string, string>, prepare = (_stage: McpStage): void => undefined): Promise<McpStage> {
    const stage = new McpStage();
    for (const [path, text] of Object.entries(files)) stage.write(path, text);
    prepare(stage);
    const host = await hostOf(stage.folder, join(stage.#base, 'home'));
    stage.#url = host.host.url;
    stage.link = await host.share();
    return stage;
  }

  /** Opens a window of the owner's. */
  owner(): Promise<OwnWindow> {
    return windowOf(this.#url);
  }

  /** Shares a terminal with all, or with those who are named, as a window of the owner does. Gives its ref. */
  async terminal(
    access: 'none' | 'read' | 'approve' | 'write',
    people: [person: string, access: 'write'][] = [],
  ): Promise<string> {
    const owner = ownDoorOf(this.folder, join(this.#base, 'home'))!;
    onTestFinished(() => owner.close());
    const shell = { program: '/bin/bash', args: ['--norc'], cwd: null, env: { PS1: '> ' }, title: '', nonce: '' };
    const size = { columns: 80, rows: 24 };
    const { id } = await owner.request('terminals.open', { ...shell, ...size, marksCommands: false });
    return (await owner.request('terminals.share', { id, access, people })).ref!;
  }

  /** Writes a file as another program would. */
  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  text(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Runs Git in the folder. */
  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8', stdio: 'pipe' });
  }

  /** Makes the folder a repository in which all is committed. */
  commitAll(): void {
    this.git('init', '-q', '-b', 'main');
    this.git('config', 'user.name', 'Olga');
    this.git('config', 'user.email', 'olga@example.org');
    this.git('config', 'commit.gpgSign', 'false');
    this.git('add', '--all');
    this.git('commit', '-q', '-m', 'Begin');
  }

  /** Lets a person in. */
  async person(name: string): Promise<SessionClient> {
    const client = guestClient(this.link, name);
    onTestFinished(() => client.leave());
    await enter(client);
    return client;
  }

  /**
   * Starts `ensemble mcp`, and connects the SDK's own client to it, of 2026 or, as `legacy`, of 2025. With a ticket the
   * agent is whoever has that.
   */
  async agent(
    link = this.link,
    name = 'Helper',
    mode: 'auto' | 'legacy' = 'auto',
    ticket: string | null = null,
  ): Promise<Model> {
    const env = ticket === null ? {} : { [agentTicketVariable]: ticket };
    const transport = new StdioClientTransport(this.command(name, link, env));
    return this.#connect(new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } }), transport);
  }

  /** The command of `ensemble mcp`, as a client's settings name it. */
  command(name: string, link = this.link, env: Record<string, string> = {}) {
    return {
      command: sourceNode(),
      args: [program, 'mcp', link, '--name', name, '--of', 'Grace'],
      env: {
        ...(process.env as Record<string, string>),
        ENSEMBLE_HOME: join(this.#base, `${name}-home`),
        ...env,
      },
      stderr: 'ignore' as const,
    };
  }

  async #connect(client: Client, transport: StdioClientTransport | StreamableHTTPClientTransport): Promise<Model> {
    await client.connect(transport);
    onTestFinished(() => client.close());
    return new Model(client);
  }

  /** Starts `ensemble mcp --http`. */
  async port(): Promise<{ url: string; token: string }> {
    const args = ['mcp', this.link, '--name', 'Porter', '--of', 'Grace', '--http'];
    const command = new RunningCommand(args, join(this.#base, 'porter-home'));
    const [, token] = await command.printed(/^token: (\S+)$/m);
    const [, url] = await command.printed(/^mcp: (\S+)$/m);
    return { url: url!, token: token! };
  }

  /** Connects by HTTP. */
  byHttp({ url, token }: { url: string; token: string }, mode: 'auto' | 'legacy' = 'auto'): Promise<Model> {
    const requestInit = { headers: { Authorization: `Bearer ${token}` } };
    const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit });
    return this.#connect(new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } }), transport);
  }
}
