import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Says whether the coding agent of another maker is installed: `npm install --global @google/gemini-cli`. */
export const hasGemini = spawnSync('gemini', ['--version'], { stdio: 'ignore', timeout: 60_000 }).error === undefined;

/** Tool that the model wants to be called, or what it says. */
type Step = { call: string; args: object } | { say: string };

interface Asked {
  contents: { parts: { functionResponse?: { name: string; response: unknown } }[] }[];
  tools?: { functionDeclarations?: { name: string }[] }[];
}

/** A model on this machine, for Gemini's program, that says what a test tells it to. */
export class ScriptedModel {
  readonly #server: Server;
  #steps: Step[] = [];
  /** Answers of tools, as the model was given them, in order. */
  readonly answers: { name: string; response: unknown }[] = [];
  /** Tools that the program offered last. */
  tools: string[] = [];

  private constructor() {
    this.#server = createServer((incoming, outgoing) => {
      void this.#answer(incoming).then((answer) => {
        const isStream = incoming.url!.includes('streamGenerateContent');
        outgoing.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json');
        outgoing.end(isStream ? `data: ${answer}\r\n\r\n` : answer);
      });
    });
  }

  static async start(): Promise<ScriptedModel> {
    const model = new ScriptedModel();
    await new Promise<void>((resolve) => model.#server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  /** Plans the model's answers from here on, one step for each request. */
  plan(...steps: Step[]): void {
    this.#steps.push(...steps);
  }

  /** An entry of `agents.json`, for the program with a home of its own in a folder. */
  program(home: string, env: Record<string, string> = { GEMINI_API_KEY: 'fake' }) {
    const settings = {
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
      privacy: { usageStatisticsEnabled: false },
    };
    mkdirSync(join(home, '.gemini'), { recursive: true });
    writeFileSync(join(home, '.gemini/settings.json'), JSON.stringify(settings));
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return {
      name: 'Gemini',
      command: 'gemini',
      args: ['--acp', '--model', 'gemini-2.5-pro'],
      env: { HOME: home, GEMINI_CLI_TRUST_WORKSPACE: 'true', GOOGLE_GEMINI_BASE_URL: url, ...env },
    };
  }

  async #answer(incoming: IncomingMessage): Promise<string> {
    const { contents = [], tools } = JSON.parse((await text(incoming)) || '{}') as Asked;
    const offered = tools?.flatMap(({ functionDeclarations = [] }) => functionDeclarations.map(({ name }) => name));
    // Requests without tools are the program's own questions about the work.
    const step = offered?.length ? this.#steps.shift() : undefined;
    if (offered?.length) {
      this.tools = offered;
      for (const { functionResponse } of contents.at(-1)!.parts)
        if (functionResponse) this.answers.push(functionResponse);
    }
    const part =
      step && 'call' in step ? { functionCall: { name: step.call, args: step.args } } : { text: step?.say ?? '{}' };
    const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 };
    const candidates = [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }];
    return JSON.stringify({ candidates, usageMetadata, totalTokens: 1 });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
