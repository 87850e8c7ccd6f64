import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SessionClient } from '../../src/client/session-client.ts';
import type { TextDocument } from '../../src/client/text-document.ts';
import { typescriptProgram } from '../../src/main/languages/servers/programs.ts';
import { FrameReader, framed } from '../../src/main/languages/wire/framing.ts';
import { enter, guestClient } from '../../tests/lib/guest-client.ts';
import { ownWindow } from '../../tests/lib/own-window.ts';
import { LanguageWindow, seen } from '../../tests/unit/main/languages/language-window.ts';
import { startHost } from '../folders/big-folder.ts';
import type { Row } from '../lib/parts.ts';

const fileCount = 1_200;
const warmUp = 10;
/** Rounds are measured in series, of which the middle one counts: a disturbance from outside falls into a few. */
const seriesCount = 5;
const roundsOfSeries = 30;
/** Pause between rounds, in which both servers have nothing to do: the way there is measured, not their work. */
const restMs = 300;
const path = 'src/main.ts';
const text = `import { value0, type Shape1 } from './part0.ts';
export const shape: Shape1 | null = null;
const found = value0 + 1;
console.log(found);
`;

/** Makes a TypeScript project in which each file imports the one before. */
async function makeProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ensemble-bench-languages-'));
  await mkdir(join(folder, 'src'));
  await writeFile(
    join(folder, 'tsconfig.json'),
    '{ "compilerOptions": { "strict": true, "noEmit": true, "module": "nodenext", "allowImportingTsExtensions": true } }',
  );
  for (let at = 0; at < fileCount; at++) {
    const next = at + 1 < fileCount ? `export type { Shape${at + 1} } from './part${at + 1}.ts';\n` : '';
    const own = `export const value${at} = ${at};\nexport interface Shape${at} { side${at}: number }\n`;
    await writeFile(join(folder, 'src', `part${at}.ts`), next + own);
  }
  await writeFile(join(folder, path), text);
  return folder;
}

/** A server that is spoken to without anything between, as an editor alone does. */
class DirectServer {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #lastId = 0;

  constructor(cwd: string) {
    this.#child = spawn(typescriptProgram()!, ['--lsp', '--stdio'], { cwd, stdio: ['pipe', 'pipe', 'ignore'] });
    const onMessage = (message: unknown) => {
      const { id, method, result } = message as { id?: number; method?: string; result?: unknown };
      if (method !== undefined && id !== undefined)
        this.#send({ id, result: method.includes('onfig') ? [null] : null });
      else if (method === undefined && id !== undefined) this.#waiting.get(id)?.(result);
    };
    const reader = new FrameReader({ onMessage, onNoise: () => undefined });
    this.#child.stdout!.on('data', (chunk: Buffer) => reader.feed(chunk));
  }

  #send(message: object): void {
    this.#child.stdin!.write(framed({ jsonrpc: '2.0', ...message }));
  }

  say(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ id, method, params });
    });
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}

const p95 = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;

const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;

async function timed(run: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await run();
  return performance.now() - beganMs;
}

const hoverAt = { line: 2, character: 7 };

/** Hovers right after an edit, by the bridge and without anything between, in turns. */
async function measureBridge(folder: string, client: SessionClient, document: TextDocument, window: LanguageWindow) {
  const direct = new DirectServer(folder);
  const uri = pathToFileURL(join(folder, path)).href;
  try {
    await direct.ask('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} });
    direct.say('initialized', {});
    direct.say('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } });
    const [bridged, alone]: [number[], number[]] = [[], []];
    for (let round = 0; round < warmUp + seriesCount * roundsOfSeries; round++) {
      await new Promise((resolve) => setTimeout(resolve, restMs));
      const word = `// ${round}\n`;
      document.edit([{ offset: document.length, deleteLength: 0, insertText: word }]);
      const bridge = await timed(() =>
        window.ask(
          'textDocument/hover',
          { textDocument: { uri: `folder:/${path}` }, position: hoverAt },
          seen(client, document),
        ),
      );
      const line = text.split('\n').length - 1 + round;
      const at = { line, character: 0 };
      const stdio = await timed(async () => {
        const contentChanges = [{ range: { start: at, end: at }, text: word }];
        direct.say('textDocument/didChange', { textDocument: { uri, version: round + 2 }, contentChanges });
        await direct.ask('textDocument/hover', { textDocument: { uri }, position: hoverAt });
      });
      if (round < warmUp) continue;
      bridged.push(bridge);
      alone.push(stdio);
    }
    const series = Array.from({ length: seriesCount }, (_, index) => {
      const of = (times: number[]) => p95(times.slice(index * roundsOfSeries, (index + 1) * roundsOfSeries));
      return { aloneMs: of(alone), beyondMs: of(bridged) - of(alone) };
    });
    const middle = series.toSorted((a, b) => a.beyondMs - b.beyondMs)[Math.floor(seriesCount / 2)]!;
    return { ...middle, medianMs: median(bridged) - median(alone) };
  } finally {
    direct.end();
  }
}

/** Measures the way to a language server, and the time until everybody sees what it finds. */
export async function measureLanguages(): Promise<Row[]> {
  const folder = await makeProject();
  const host = await startHost(folder);
  try {
    const own = await ownWindow(host.url);
    const guest = guestClient(host.link, 'Ada');
    await enter(guest);
    const { ref } = await own.direct.request('documents.open', { path });
    const document = await own.client.documents.open(ref);
    const window = await LanguageWindow.open(own.direct, 'typescript');
    const { beyondMs, aloneMs, medianMs } = await measureBridge(folder, own.client, document, window);

    const theirs = await guest.documents.open(ref);
    const asking = await LanguageWindow.open(guest, 'typescript');
    const completions: number[] = [];
    for (let round = 0; round < 30; round++) {
      theirs.edit([{ offset: theirs.length, deleteLength: 0, insertText: 'x' }]);
      const params = { textDocument: { uri: `folder:/${path}` }, position: { line: 2, character: 14 } };
      completions.push(await timed(() => asking.ask('textDocument/completion', params, seen(guest, theirs))));
    }
    const problems: number[] = [];
    for (let round = 0; round < 8; round++) {
      const name = `wrong${round}`;
      const told = () => JSON.stringify(guest.state.languages.problems).includes(name);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      problems.push(
        await timed(() => {
          document.edit([{ offset: 0, deleteLength: 0, insertText: `${name};\n` }]);
          return guest.until(told);
        }),
      );
    }
    own.client.leave();
    guest.leave();
    const files = `${fileCount.toLocaleString('en')} files`;
    return [
      {
        case: `hover after an edit, ${files}, TypeScript by stdio alone, p95 of 30`,
        value: aloneMs,
        unit: 'ms',
        limit: null,
      },
      { case: 'the same through the host, beyond that, middle of 5 series', value: beyondMs, unit: 'ms', limit: 5 },
      { case: 'the same, medians', value: medianMs, unit: 'ms', limit: 5 },
      { case: `completion of a guest, ${files}, p95 of 30`, value: p95(completions), unit: 'ms', limit: 200 },
      {
        case: `problem at a guest after a keystroke, ${files}, worst of 8`,
        value: Math.max(...problems),
        unit: 'ms',
        limit: 500,
      },
    ];
  } finally {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  }
}
