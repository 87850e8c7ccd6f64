import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AgentTexts } from '../../src/client/agents/agent-texts.ts';
import type { SessionClient } from '../../src/client/session-client.ts';
import type { TextDocument } from '../../src/client/text-document.ts';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { ScriptedGuest } from '../../tests/e2e/lib/scripted-guest.ts';
import { enter, guestClient } from '../../tests/lib/guest-client.ts';
import { type OwnWindow, ownWindow } from '../../tests/lib/own-window.ts';
import { p95 } from '../editing/stage.ts';
import { type Row, runParts } from '../lib/parts.ts';
import { McpCalls } from './mcp-calls.ts';
import { ReplacedText, type ToldEdit } from './replaced-text.ts';

const agentCount = 20;
const peopleCount = 5;
const files = 2_000;
/** Files that the people have open, in which agents work too. */
const shared = 5;
const measuredMs = 20_000;
/** Pauses of an agent between two edits, and of a person between two keys. */
const agentPauseMs = 400;
const keyMs = 150;
const lines = 60;
/** Lines of shared files that agents are after; people type in one of them, now and then. */
const wanted = [5, 6, 7];

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const pathOf = (index: number) => `src/part-${Math.floor(index / 100)}/file-${index}.ts`;

/** A host of a tree of so many files. */
async function hostOfTree(): Promise<RunningHost> {
  const host = await RunningHost.start();
  const text = Array.from({ length: lines }, (_, line) => `export const value${line} = ${line};`).join('\n');
  for (let index = 0; index < files; index++) {
    if (index % 100 === 0) await mkdir(join(host.folder, pathOf(index), '..'), { recursive: true });
    await writeFile(join(host.folder, pathOf(index)), `${text}\n`);
  }
  return host;
}

/** Brings an agent of the host's owner in. */
async function bring({ direct }: OwnWindow, name: string): Promise<{ client: SessionClient; texts: AgentTexts }> {
  const { link } = await direct.request('agents.invite', { role: 'editor' });
  const client = guestClient(link, name, 'agent');
  await enter(client);
  return { client, texts: new AgentTexts(client) };
}

/** A person who types in one file, and another who sees it: time from key to sight, in ms. */
class Typist {
  readonly seenMs: number[] = [];
  readonly #mine: TextDocument;
  readonly #index: number;
  #isOn = true;
  #sentMs = new Map<string, number>();
  #count = 0;
  #done: Promise<void> = Promise.resolve();

  constructor(index: number, mine: TextDocument, theirs: TextDocument) {
    this.#index = index;
    this.#mine = mine;
    theirs.onEdits((edits) => {
      for (const { insertText } of edits)
        for (const [word] of insertText.matchAll(/k\d+_\d+_/g)) {
          const sentMs = this.#sentMs.get(word);
          if (sentMs !== undefined) this.seenMs.push(performance.now() - sentMs);
          this.#sentMs.delete(word);
        }
    });
  }

  begin(): void {
    this.#isOn = true;
    this.#done = (async () => {
      while (this.#isOn) {
        const word = `k${this.#index}_${this.#count++}_`;
        const line = this.#count % 4 === 0 ? wanted[1]! : 0;
        const offset = line === 0 ? 0 : startOfLine(this.#mine.toString(), line);
        this.#sentMs.set(word, performance.now());
        this.#mine.edit([{ offset, deleteLength: 0, insertText: word }]);
        await pause(keyMs);
      }
    })();
  }

  async end(): Promise<number[]> {
    this.#isOn = false;
    await this.#done;
    await pause(500);
    return this.seenMs.splice(0);
  }
}

interface Told {
  appliedMs: number[];
  staleMs: number[];
  visibleMs: number[];
  /** Edits that were told to have counted, by their words. */
  edits: Map<string, ToldEdit>;
}

/** An agent that reads one file after another and writes a line of it anew, until it is told to end. */
async function work(
  { texts }: { texts: AgentTexts },
  index: number,
  isOn: () => boolean,
  told: Told,
  sent: Map<string, number>,
) {
  for (let round = 0; isOn(); round++) {
    // Every third edit is in a file where a person types.
    const at = round % 3 === 0 ? index % shared : shared + ((index * 97 + round * 13) % (files - shared));
    const read = await texts.read(pathOf(at));
    // The time in which a model thinks: others go on.
    await pause(agentPauseMs * (0.5 + Math.random()));
    const word = `w${index}_${round}_`;
    // In those files agents are after the same few lines.
    const line = at < shared ? wanted[round % wanted.length]! : 5 + ((index * 7 + round) % (lines - 10));
    const offset = startOfLine(read.text, line);
    const replaced = read.text.slice(offset, read.text.indexOf('\n', offset));
    const startedMs = performance.now();
    sent.set(word, startedMs);
    const edit = { offset, deleteLength: replaced.length, insertText: `const ${word} = ${round};` };
    const outcome = await texts.edit(read.path, read.version, [edit]);
    const tookMs = performance.now() - startedMs;
    if (outcome.is === 'applied') {
      told.appliedMs.push(tookMs);
      told.edits.set(word, { word, read: replaced });
    } else {
      told.staleMs.push(tookMs);
      sent.delete(word);
    }
  }
}

function startOfLine(text: string, line: number): number {
  let at = 0;
  for (let count = 0; count < line; count++) at = text.indexOf('\n', at) + 1;
  return at;
}

/** Looks through the log of all texts. Throws where edits that were told to have counted are not there. */
async function checkReplaced({ client }: OwnWindow, edits: ReadonlyMap<string, ToldEdit>): Promise<ReplacedText[]> {
  const checks: ReplacedText[] = [];
  for (const ref of Object.keys(client.state.documents)) {
    const check = new ReplacedText(edits);
    await new Promise<void>((resolve, reject) => {
      const stop = client.followed.follow(ref, {
        begin: (checkpoint) => check.begin(checkpoint),
        take: (entry, writer) => check.take(entry, writer),
        arrived: () => {
          resolve();
          stop();
        },
        withheld: reject,
      });
    });
    checks.push(check);
  }
  const counted = checks.reduce((sum, check) => sum + check.counted.size, 0);
  if (counted === 0 || counted !== edits.size)
    throw new Error(`${edits.size} edits of agents were told to have counted, and the log has ${counted}`);
  return checks;
}

async function twenty(): Promise<Row[]> {
  const host = await hostOfTree();
  const left: (() => void)[] = [];
  try {
    const owner = await ownWindow(host.url);
    const guests: ScriptedGuest[] = [];
    for (let index = 0; index <= peopleCount; index++)
      guests.push(await ScriptedGuest.join(host.link, `Person ${index}`));
    const [seer, ...people] = guests;
    left.push(() => owner.client.leave(), ...guests.map((guest) => () => guest.leave()));
    const visible: Told = { appliedMs: [], staleMs: [], visibleMs: [], edits: new Map() };
    const sent = new Map<string, number>();
    const typists: Typist[] = [];
    for (const [index, person] of people.entries()) {
      const theirs = await seer!.open(pathOf(index));
      typists.push(new Typist(index, await person.open(pathOf(index)), theirs));
      theirs.onEdits((edits) => {
        for (const { insertText } of edits)
          for (const [word] of insertText.matchAll(/w\d+_\d+_/g)) {
            const sentMs = sent.get(word);
            if (sentMs !== undefined) visible.visibleMs.push(performance.now() - sentMs);
            sent.delete(word);
          }
      });
    }
    const agents = [];
    for (let index = 0; index < agentCount; index++) agents.push(await bring(owner, `Agent ${index}`));
    left.push(
      ...agents.map(
        ({ client }) =>
          () =>
            client.leave(),
      ),
    );
    const caller = await McpCalls.open(host.link);
    left.push(() => void caller.close());
    const typed = async () => {
      for (const typist of typists) typist.begin();
      await pause(measuredMs / 2);
      return (await Promise.all(typists.map((typist) => typist.end()))).flat();
    };
    // Without agents, with them, and without them again: the machine has moods.
    const before = await typed();
    let isOn = true;
    const working = agents.map((agent, index) => work(agent, index, () => isOn, visible, sent));
    const calls = caller.time(() => isOn);
    const during = [...(await typed()), ...(await typed())];
    isOn = false;
    await Promise.all(working);
    const callMs = await calls;
    const after = await typed();
    const alone = [...before, ...after];
    const trampled = (await checkReplaced(owner, visible.edits)).flatMap((check) => check.trampled);
    for (const { word, taken } of trampled.slice(0, 5)) console.log(`${word} took away “${taken}”`);
    const tries = visible.appliedMs.length + visible.staleMs.length;
    const of = '20 agents in a tree of 2,000 files, 5 people typing';
    return [
      { case: `${of}: edits a second`, value: tries / (measuredMs / 1_000), unit: '/s', limit: null },
      { case: `${of}: edit to visible, p95`, value: p95(visible.visibleMs), unit: 'ms', limit: 100 },
      { case: `${of}: edit to its answer, p95`, value: p95(visible.appliedMs), unit: 'ms', limit: null },
      {
        case: `${of}: of the edits, refused as stale`,
        value: (100 * visible.staleMs.length) / tries,
        unit: '%',
        limit: null,
      },
      { case: `${of}: a refusal, p95`, value: p95(visible.staleMs), unit: 'ms', limit: null },
      {
        case: `${of}: edits that took away what their writer had not read`,
        value: trampled.length,
        unit: '',
        limit: 0,
      },
      { case: `${of}: a call by MCP, median`, value: median(callMs), unit: 'ms', limit: 10 },
      { case: `${of}: a call by MCP, p95`, value: p95(callMs), unit: 'ms', limit: null },
      { case: `${of}: key to sight, median`, value: median(during), unit: 'ms', limit: null },
      { case: `${of}: key to sight, p95`, value: p95(during), unit: 'ms', limit: null },
      { case: 'the same people without agents: key to sight, median', value: median(alone), unit: 'ms', limit: null },
      { case: 'the same people without agents: key to sight, p95', value: p95(alone), unit: 'ms', limit: null },
      { case: `${of}: people’s typing against that`, value: median(during) / median(alone), unit: '×', limit: 1.1 },
    ];
  } finally {
    for (const leave of left) leave();
    await host.close();
  }
}

/** Measures agents: many in one tree, beside people who type. */
export function runAgents({ only }: { only: readonly string[] }): Promise<number> {
  return runParts('agents', { twenty }, only);
}
