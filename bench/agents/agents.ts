import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AgentTexts, type ReadText } from '../../src/client/agents/agent-texts.ts';
import type { SessionClient } from '../../src/client/session-client.ts';
import type { TextDocument } from '../../src/client/text-document.ts';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { ScriptedGuest } from '../../tests/e2e/lib/scripted-guest.ts';
import { enter, guestClient } from '../../tests/lib/guest-client.ts';
import { type OwnWindow, ownWindow } from '../../tests/lib/own-window.ts';
import { p95 } from '../editing/stage.ts';
import { type Row, runParts } from '../lib/parts.ts';

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
  #isOn = true;
  #sentMs = new Map<string, number>();
  #count = 0;
  #done: Promise<void> = Promise.resolve();

  constructor(mine: TextDocument, theirs: TextDocument) {
    this.#mine = mine;
    theirs.onEdits((edits) => {
      for (const { insertText } of edits)
        for (const [word] of insertText.matchAll(/k\d+_/g)) {
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
        const word = `k${this.#count++}_`;
        this.#sentMs.set(word, performance.now());
        this.#mine.edit([{ offset: 0, deleteLength: 0, insertText: word }]);
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
}

/** An agent that reads and edits one file after another, until it is told to end. */
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
    const line = at < shared ? 5 + (round % 3) : 5 + ((index * 7 + round) % (lines - 10));
    const offset = offsetOfLine(read, line);
    const startedMs = performance.now();
    sent.set(word, startedMs);
    const outcome = await texts.edit(read.path, read.version, [{ offset, deleteLength: 0, insertText: word }]);
    const tookMs = performance.now() - startedMs;
    if (outcome.is === 'applied') told.appliedMs.push(tookMs);
    else {
      told.staleMs.push(tookMs);
      sent.delete(word);
    }
  }
}

function offsetOfLine({ text }: ReadText, line: number): number {
  let at = 0;
  for (let count = 0; count < line; count++) at = text.indexOf('\n', at) + 1;
  return at;
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
    const visible: Told = { appliedMs: [], staleMs: [], visibleMs: [] };
    const sent = new Map<string, number>();
    const typists: Typist[] = [];
    for (const [index, person] of people.entries()) {
      const theirs = await seer!.open(pathOf(index));
      typists.push(new Typist(await person.open(pathOf(index)), theirs));
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
    const typed = async () => {
      for (const typist of typists) typist.begin();
      await pause(measuredMs / 2);
      return (await Promise.all(typists.map((typist) => typist.end()))).flat();
    };
    // Without agents, with them, and without them again: the machine has moods.
    const before = await typed();
    let isOn = true;
    const working = agents.map((agent, index) => work(agent, index, () => isOn, visible, sent));
    const during = [...(await typed()), ...(await typed())];
    isOn = false;
    await Promise.all(working);
    const after = await typed();
    const alone = [...before, ...after];
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
      { case: `${of}: key to sight, median`, value: median(during), unit: 'ms', limit: null },
      { case: 'the same people without agents: key to sight, median', value: median(alone), unit: 'ms', limit: null },
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
