import type { SessionClient } from '../../../src/client/session-client.ts';
import type {
  FileJudgement,
  FileProposal,
} from '../../../src/shared/capabilities/file-proposals/file-proposal-state.ts';
import type { FileAct } from '../../../src/shared/capabilities/file-proposals/kinds.ts';
import { fileProposalLimits } from '../../../src/shared/capabilities/file-proposals/limits.ts';
import { holds } from '../../../src/shared/capabilities/people/agents.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { decodeBody, lookUp } from '../../../src/shared/session/table.ts';
import { hashText } from '../../../src/shared/text/hash.ts';
import type { Simulation } from '../simulation.ts';

/** Numbers of times that windows have begun a proposal's act, and have done it. */
interface Doings {
  begun: number;
  done: number;
}

const doings = new WeakMap<Simulation, Map<string, Doings>>();

function doingsOf(simulation: Simulation, proposal: string): Doings {
  const all = doings.get(simulation) ?? new Map<string, Doings>();
  doings.set(simulation, all);
  const of = all.get(proposal) ?? { begun: 0, done: 0 };
  all.set(proposal, of);
  return of;
}

/** Notes that a window begins to do a proposed act, and complains where that text is another one by now. Gives its end. */
export function noteBegun(simulation: Simulation, client: SessionClient, id: string, act: FileAct): () => void {
  const of = doingsOf(simulation, id);
  of.begun++;
  if (act.is === 'delete')
    for (const [ref, { path }] of Object.entries(client.state.documents)) {
      const text = path === act.path ? client.documents.get(ref) : undefined;
      if (text?.status === 'ready' && hashText(text.toString()) !== act.read)
        simulation.problem(`${path} is deleted as suggested, with text that nobody has judged`);
    }
  return () => void of.done++;
}

/** The rules of proposed file acts: the first judgement counts, and what nobody accepts is not done. */
export class FileSuggestionRules {
  readonly #simulation: Simulation;
  readonly #counted = new Map<string, { accepting: number; accepted: number }>();
  /** True once entries have left the log for good: they may have been judgements. */
  #isCut = false;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Checks what an entry has done to proposed file acts. */
  follow(before: SessionState, after: SessionState, entry: Entry): void {
    this.#isCut ||= entry.kind === 'entry.buried';
    if (entry.kind === 'fileProposal.judged') this.#count(before, after, entry);
    if (lookUp(entry.kind)?.interest === 'session')
      for (const { id, judged } of Object.values(after.fileProposals))
        if (judged !== null && entry.at - judged.atMs >= longestMs(judged))
          this.#simulation.problem(`the judgement of ${id} is over, and still known (seq ${entry.seq})`);
    if (before.fileProposals === after.fileProposals) return;
    for (const old of Object.values(before.fileProposals)) {
      const now = after.fileProposals[old.id];
      if (now) this.#followJudgement(old, now, after, entry);
      else this.#followEnd(old, after, entry);
    }
  }

  #count(before: SessionState, after: SessionState, { kind, body }: Entry): void {
    const { proposal, judgement } = decodeBody(kind as 'fileProposal.judged', body);
    const [old, now] = [before, after].map(({ fileProposals }) => fileProposals[proposal]?.judged);
    if (now?.judgement !== judgement || now.verdict === old?.verdict) return;
    const of = this.#counted.get(proposal) ?? { accepting: 0, accepted: 0 };
    this.#counted.set(proposal, of);
    if (now.verdict === 'accepting') of.accepting++;
    if (now.verdict === 'accepted') of.accepted++;
  }

  #followJudgement(
    { judged: old }: FileProposal,
    { id, judged: now }: FileProposal,
    after: SessionState,
    entry: Entry,
  ) {
    if (old === null || (old.judgement === now?.judgement && old.verdict === now.verdict)) return;
    const isGoneOn = old.verdict === 'accepting' && now?.verdict === 'accepted' && now.judgement === old.judgement;
    const isOwn = entry.kind === 'fileProposal.judged' && after.replicas[entry.by]?.person === old.person;
    if (isOwn && (isGoneOn || now === null)) return;
    if (old.verdict === 'accepting' && (isOver(old, entry.at) || isLost(old, after))) return;
    this.#simulation.problem(
      `what ${old.person} has judged (${id}) is judged anew by ${entry.kind} (seq ${entry.seq})`,
    );
  }

  #followEnd({ id, agent, judged }: FileProposal, after: SessionState, { kind, by, at, seq, body }: Entry): void {
    if (judged && judged.verdict !== 'accepting' && at - judged.atMs >= fileProposalLimits.doneMs) return;
    if (after.participants[agent]?.standing !== 'admitted' || kind === 'participant.removed') return;
    const isHosts = after.host?.replica === by;
    const isOwn = after.replicas[by]?.person === agent;
    const isTakenBack = kind === 'fileProposal.withdrawn' && decodeBody(kind, body).proposal === id;
    if (!isTakenBack || !(isOwn || isHosts))
      this.#simulation.problem(`the suggestion ${id} was ended by ${kind} (seq ${seq})`);
  }

  /** Checks at the end that every act was done by a judgement of its own, and that what counts as done was done. */
  end({ fileProposals, ...state }: SessionState): void {
    const simulation = this.#simulation;
    for (const [id, { begun, done }] of this.#isCut ? [] : (doings.get(simulation) ?? [])) {
      const { accepting, accepted } = this.#counted.get(id) ?? { accepting: 0, accepted: 0 };
      if (begun > accepting) simulation.problem(`${id} was done ${begun} times, and accepted ${accepting} times`);
      if (done < accepted) simulation.problem(`${id} counts as done ${accepted} times, and was ${done} times`);
    }
    for (const { id, judged } of Object.values(fileProposals))
      if (judged?.verdict === 'accepting' && (isOver(judged, simulation.world.nowMs) || isLost(judged, state)))
        simulation.problem(`nobody does ${id} any more, and it counts as being done`);
  }
}

const longestMs = ({ verdict }: FileJudgement) =>
  verdict === 'accepting' ? fileProposalLimits.acceptingMs : fileProposalLimits.doneMs;

const isOver = ({ atMs }: FileJudgement, nowMs: number) => nowMs - atMs >= fileProposalLimits.acceptingMs;

function isLost(
  { by, person }: FileJudgement,
  state: Pick<SessionState, 'replicas' | 'participants' | 'host'>,
): boolean {
  const one = state.participants[person];
  return !(one && state.replicas[by]?.connected && holds(state as SessionState, one, 'files.write'));
}

/** Checks that none waits that names a file which the host does not share. */
export function checkHiddenActs(simulation: Simulation, { fileProposals }: SessionState): void {
  for (const { id, act, judged } of Object.values(fileProposals)) {
    const paths = act.is === 'move' ? [act.from, act.to] : [act.path];
    if (judged === null && paths.some((path) => simulation.disk.hidden.has(path)))
      simulation.problem(`the suggestion ${id} names a hidden file, and waits`);
  }
}
