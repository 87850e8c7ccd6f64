import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { sourceNode } from '../../scripts/lib/pinned-node.mjs';

const program = join(import.meta.dirname, '../../src/cli/ensemble.ts');
const pauseMs = 100;

/** An agent by MCP over standard input and output, as a model has it. */
export class McpCalls {
  readonly #client = new Client({ name: 'bench', version: '1' });
  readonly #home: string;

  private constructor(home: string) {
    this.#home = home;
  }

  /** Comes in by a person's link. */
  static async open(link: string): Promise<McpCalls> {
    const calls = new McpCalls(await mkdtemp(join(tmpdir(), 'ensemble-mcp-')));
    const transport = new StdioClientTransport({
      command: sourceNode(),
      args: [program, 'mcp', link, '--name', 'Caller', '--of', 'Grace'],
      env: { ...(process.env as Record<string, string>), ENSEMBLE_HOME: calls.#home },
      stderr: 'ignore',
    });
    await calls.#client.connect(transport);
    return calls;
  }

  /** Times calls that ask the session nothing, one after another, for as long as it is wanted. */
  async time(isOn: () => boolean): Promise<number[]> {
    const times: number[] = [];
    while (isOn()) {
      const beganMs = performance.now();
      const { isError } = await this.#client.callTool({ name: 'session_status', arguments: {} });
      if (isError) throw new Error('a call failed');
      times.push(performance.now() - beganMs);
      await pause(pauseMs);
    }
    return times;
  }

  async close(): Promise<void> {
    await this.#client.close();
    await rm(this.#home, { recursive: true, force: true });
  }
}
