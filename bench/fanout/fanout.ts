import { join } from 'node:path';
import { PinnedChild } from '../lib/pinned-child.ts';
import { type Cell, report } from '../lib/report.ts';
import type { Listening, LoadOrder, LoadResult, Usage } from './messages.ts';

export interface FanoutOptions {
  people: number[];
  seconds: number;
  systems: string[];
  /** Number of times that the systems take turns; the row of each is that of its median p95. */
  rounds: number;
  /** Writes CPU profiles of each server and of the load into bench/out. */
  profile: boolean;
}

export interface FanoutRow extends Record<string, Cell> {
  system: string;
  people: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  serverCpuUsPerEdit: number;
  rssMb: number;
  edits: number;
  serverCpuShare: number;
  loadCpuShare: number;
  /** Share of the time in which the server was ready to run and another program had its core. */
  serverWaitShare: number;
  saturated: boolean;
  void: string | null;
  /** Share of the rounds in which ours was no later than the best peer. */
  winShare?: number;
}

const ours = 'ensemble';
const longestLoadShare = 0.8;
const saturatedShare = 0.95;
/**
 * Time by which ours may be later than the best peer as long as that one has room: a sync of the disk, on which it has
 * each edit before anybody hears of it.
 */
const syncMs = 1.5;
/** Share of its core from which a peer is full: its edits queue, and ours may be no later. */
const fullShare = 0.9;
/** Number of people from which an edit may cost us no more of the server's CPU than it costs the best peer. */
const manyPeople = 100;
/** Number of people that is too many for any peer: these rows have limits of their own. */
const crowdPeople = 1000;
const crowdP95Ms = 60;
/** Bound on deliveries: a server sends its backlog after the typing, and this limits that. */
const mostDeliveries = 6_000_000;

async function usageOf(child: PinnedChild): Promise<Usage> {
  child.send({ is: 'usage' });
  return child.next<Usage>('usage');
}

const share = (from: Usage, to: Usage) => (to.cpuUs - from.cpuUs) / 1000 / (to.atMs - from.atMs);

/** Runs one system with so many people. */
async function runCase(system: string, people: number, options: FanoutOptions): Promise<FanoutRow> {
  const file = (path: string) => join(import.meta.dirname, path);
  const profile = (of: string) =>
    options.profile
      ? ['--cpu-prof', `--cpu-prof-dir=${file('../out')}`, `--cpu-prof-name=${of}-${system}-${people}.cpuprofile`]
      : [];
  const server = new PinnedChild(`the server of ${system}`, 0, [...profile('server'), file(`servers/${system}.ts`)]);
  const load = new PinnedChild('the load', 1, [...profile('load'), file('load.ts')]);
  try {
    const { port } = await server.next<Listening>('listening');
    await load.next('ready');
    const deliveriesPerSecond = people * people * 5;
    const seconds = Math.max(1, Math.min(options.seconds, Math.floor(mostDeliveries / deliveriesPerSecond)));
    const order: LoadOrder = { is: 'start', system, port, people, seconds };
    load.send(order);
    await load.next('warm', 200_000);
    const [serverBefore, loadBefore] = [await usageOf(server), await usageOf(load)];
    load.send({ is: 'go' });
    await load.next('typed');
    const [serverTyped, loadTyped] = [await usageOf(server), await usageOf(load)];
    await load.next('drained');
    const [serverAfter, loadAfter] = [await usageOf(server), await usageOf(load)];
    load.send({ is: 'finish' });
    const { edits, p50Ms, p95Ms, p99Ms, lost } = await load.next<LoadResult>('result');
    const loadCpuShare = Math.max(share(loadBefore, loadTyped), share(loadBefore, loadAfter));
    const serverCpuShare = share(serverBefore, serverTyped);
    const serverWaitShare =
      (serverTyped.waitedUs - serverBefore.waitedUs) / 1000 / (serverTyped.atMs - serverBefore.atMs);
    const saturated = serverCpuShare + serverWaitShare > saturatedShare;
    // A peer whose server is full is not made slower by a load that is nearly so; its figures are those of a queue.
    const isBusy = loadCpuShare > longestLoadShare && !(saturated && system !== ours);
    const busy = isBusy ? `the load used ${Math.round(loadCpuShare * 100)} % of its core` : null;
    return {
      system,
      people,
      p50Ms,
      p95Ms,
      p99Ms,
      serverCpuUsPerEdit: (serverAfter.cpuUs - serverBefore.cpuUs) / edits,
      rssMb: serverTyped.rssBytes / 1024 / 1024,
      edits,
      serverCpuShare,
      loadCpuShare,
      serverWaitShare,
      saturated,
      void: lost ?? busy,
    };
  } finally {
    await Promise.all([load.close(), server.close()]);
  }
}

/** Lists broken promises, for each number of people with peers beside us: one line per limit that did not hold. */
function broken(rows: readonly FanoutRow[]): string[] {
  return rows
    .filter(({ system }) => system === ours)
    .flatMap((row) => {
      const peers = rows.filter(({ system, people }) => system !== ours && people === row.people);
      if (row.people >= crowdPeople) row.p95LimitMs = crowdP95Ms;
      else if (peers.length === 0) return [];
      else {
        const best = peers.reduce((one, other) => (other.p95Ms < one.p95Ms ? other : one));
        row.p95LimitMs = best.p95Ms + (best.serverCpuShare > fullShare ? 0 : syncMs);
      }
      const lines = row.p95Ms <= row.p95LimitMs ? [] : [`${row.people} people: p95 ${row.p95Ms.toFixed(2)} ms`];
      if (row.people < manyPeople || peers.length === 0) return lines;
      row.serverCpuLimitUsPerEdit = Math.min(...peers.map((peer) => peer.serverCpuUsPerEdit));
      if (row.serverCpuUsPerEdit > row.serverCpuLimitUsPerEdit)
        lines.push(`${row.people} people: ${row.serverCpuUsPerEdit.toFixed(0)} µs of the server's CPU per edit`);
      return lines;
    });
}

/** Gives the row of the median p95 of several rounds; one that is void, where there is any. */
function median(rounds: readonly FanoutRow[]): FanoutRow {
  const sorted = rounds.toSorted((one, other) => one.p95Ms - other.p95Ms);
  return rounds.find((row) => row.void !== null) ?? sorted[Math.floor((sorted.length - 1) / 2)]!;
}

/** Gives the share of the rounds in which ours was no later than the best peer. */
function winShareOf(mine: readonly FanoutRow[], peers: readonly (readonly FanoutRow[])[]): number {
  const wins = mine.filter(({ p95Ms }, round) => peers.every((rows) => p95Ms <= rows[round]!.p95Ms));
  return wins.length / mine.length;
}

/** Has the systems take turns with so many people. */
async function runPeople(people: number, options: FanoutOptions): Promise<FanoutRow[]> {
  const systems = options.systems.filter((system) => system === ours || people < crowdPeople);
  const rounds = new Map(systems.map((system) => [system, [] as FanoutRow[]]));
  for (let round = 0; round < options.rounds; round++) {
    for (const system of systems) {
      const row = await runCase(system, people, options);
      rounds.get(system)!.push(row);
      console.error(`${system}, ${people} people: p95 ${row.p95Ms.toFixed(2)} ms${row.void ? ` (${row.void})` : ''}`);
    }
  }
  const rows = [...rounds.values()].map(median);
  const mine = rows.find(({ system }) => system === ours);
  const peers = systems.filter((system) => system !== ours).map((system) => rounds.get(system)!);
  if (mine && peers.length > 0) mine.winShare = winShareOf(rounds.get(ours)!, peers);
  return rows;
}

/** Measures people typing in one document: ours beside its peers, in the same run. Gives the exit code. */
export async function runFanout(options: FanoutOptions): Promise<number> {
  const rows: FanoutRow[] = [];
  const missing: string[] = [];
  for (const people of options.people) {
    try {
      const found = await runPeople(people, options);
      rows.push(...found);
      for (const { system, void: why } of found) if (why !== null) missing.push(`${system}, ${people} people: ${why}`);
    } catch (thrown) {
      missing.push(`${people} people: ${String(thrown)}`);
      console.error(missing.at(-1));
    }
  }
  const over = broken(rows);
  report('fanout', rows);
  for (const line of missing) console.log(`void: ${line}`);
  for (const line of over) console.log(`over the limit: ${line}`);
  if (missing.length > 0) return 2;
  return over.length > 0 ? 1 : 0;
}
