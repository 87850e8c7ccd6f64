import { nothingUnsent } from '../../../src/main/documents/unsent.ts';
import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { narrowed, sightOf } from '../../../src/shared/session/narrowed.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import type { Actor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { checkAgents } from './agents.ts';
import { checkChat } from './chat.ts';
import { checkCleanCopies } from './clean-copies.ts';
import { checkComments } from './comments.ts';
import { checkCommits } from './commits.ts';
import { checkConflicts } from './conflicts.ts';
import { checkDirect } from './direct.ts';
import { checkHiddenActs } from './file-suggestions.ts';
import { checkLocks } from './locks.ts';
import { type Folded, foldLog } from './log-rules.ts';
import { checkPassed } from './passed-time.ts';
import { checkProblems } from './problems.ts';
import { checkStreams } from './streams.ts';
import { checkTerminals } from './terminals.ts';
import { checkValues } from './values.ts';

/** Removes everything that is true only for the moment: cursors and activity are not all kept. */
function lasting(state: SessionState): unknown {
  const replicas = Object.entries(state.replicas).map(([id, { person, purpose, connected }]) => [
    id,
    person,
    purpose,
    connected,
  ]);
  return sorted({ ...state, replicas, participants: state.participants });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Compares everything with everything once nothing moves any more. */
export async function checkAtRest(simulation: Simulation): Promise<void> {
  const { session, host } = simulation;
  if (!session || !host) return simulation.problem('not at rest');
  const folded = await foldLog(simulation);
  if (!same(lasting(folded.state), lasting(session.state)))
    simulation.problem('the server differs from the fold of its log');
  for (const actor of simulation.people) checkPerson(simulation, actor, folded);
  const limited = Object.values(folded.state.participants).filter(({ paths }) => paths !== undefined);
  if (limited.length > 0) {
    // Everything else is compared with all of it.
    for (const { person } of limited) void host.host.publish('paths.limited', { person, paths: null });
    await simulation.world.run(10_000);
    return checkAtRest(simulation);
  }
  checkPassed(simulation, folded.state);
  checkConnections(simulation, folded.state);
  checkAgents(simulation, folded);
  checkLocks(simulation, folded.state);
  checkComments(simulation, folded.state);
  checkChat(simulation);
  checkDirect(simulation);
  checkStreams(simulation);
  checkHiddenActs(simulation, folded.state);
  checkProblems(simulation, folded.state);
  checkValues(simulation, folded.state);
  await checkTerminals(simulation);
  await checkConflicts(simulation);
  await checkCleanCopies(simulation);
  await checkDisk(simulation, folded);
  await checkCommits(simulation, folded.state);
  checkWords(simulation, folded.texts);
  if (host.reports.length > 0) simulation.problem(`the host reported: ${host.reports[0]}`);
}

/** Checks the law: a participant who has applied everything, and has nothing unsent, has the log's state. */
function checkPerson(simulation: Simulation, { name, client, editors }: Actor, { state, texts }: Folded): void {
  if (client.status.is !== 'online') return simulation.problem(`${name} is ${JSON.stringify(client.status)}`);
  if (client.unsentCount > 0) simulation.problem(`${name} still has ${client.unsentCount} unsent`);
  if (client.applied !== simulation.session?.head)
    simulation.problem(`${name} is at ${client.applied} of ${simulation.session?.head}`);
  const sight = sightOf(state, client.person);
  // Shares of comments count what is said of other files, too: they are for the server alone.
  const comments = { ...client.state.comments, ...(sight && { shares: {} }) };
  const theirs = sight === null ? state : narrowed(state, sight).state;
  if (!same(lasting({ ...client.state, comments }), lasting(theirs)))
    simulation.problem(`the state of ${name} differs from the log's`);
  for (const [ref, { document, text: shown }] of editors) {
    const text = document.toString();
    if (document.status !== 'ready') simulation.problem(`a document of ${name} is ${document.status}`);
    if (text !== texts.get(ref))
      simulation.problem(`the text of ${name} differs from the log's: ${show(text)} / ${show(texts.get(ref))}`);
    if (shown !== text)
      simulation.problem(`the editor of ${name} differs from its document: ${show(shown)} / ${show(text)}`);
  }
}

/** Checks connections: members who are connected are in the state, banned ones are not, and no outbox is left over. */
function checkConnections(simulation: Simulation, state: SessionState): void {
  const joined = new Set(
    [...simulation.session!.connections].filter(({ phase }) => phase === 'joined').map(({ replica }) => replica),
  );
  for (const [replica, { connected, person }] of Object.entries(state.replicas)) {
    if (connected !== joined.has(replica)) simulation.problem(`${replica} counts as ${connected ? 'here' : 'gone'}`);
    if (connected && state.participants[person]?.standing !== 'admitted')
      simulation.problem(`${person} is here, and may not`);
  }
  for (const actor of simulation.actors) {
    for (const drain of actor.drains) {
      if (drain.unsentCount > 0 && !simulation.demoted.has(actor.name))
        simulation.problem(`${drain.unsentCount} entries of a window of ${actor.name} were not delivered`);
    }
  }
}

/** Checks that saving everything once more puts exactly these texts on the disk. Deleted files come back by it. */
async function checkDisk(simulation: Simulation, { state, texts }: Folded): Promise<void> {
  const { host, disk, world } = simulation;
  disk.failNextWrite = false;
  disk.afterWrite = null;
  for (const [ref, { path, deleted }] of Object.entries(state.documents)) {
    const text = host!.textOf(ref);
    if (text !== texts.get(ref))
      simulation.problem(`the host's text of ${path} differs from the log's: ${show(text)} / ${show(texts.get(ref))}`);
    if (path === null) continue;
    if (disk.hidden.has(path)) {
      simulation.problem(`${path} is hidden, and a document`);
      continue;
    }
    if (deleted && disk.files.has(path)) {
      // Saving another one may have put it there just now.
      if (documentAt(simulation.session!.state, path) === ref)
        simulation.problem(`${path} counts as deleted, and is there`);
      continue;
    }
    let failure: unknown = null;
    void host!.keeper.save(ref, nothingUnsent).catch((thrown) => {
      failure = thrown;
    });
    await world.run(2000);
    const after = host!.textOf(ref);
    if (failure) simulation.problem(`saving ${path} failed: ${String(failure)}`);
    else if (disk.text(path) !== after)
      simulation.problem(`${path} on the disk differs: ${show(disk.text(path) ?? undefined)} / ${show(after)}`);
    else if (after !== text) simulation.problem(`saving changed the text of ${path}: ${show(text)} / ${show(after)}`);
    checkFormat(simulation, ref, path);
  }
}

/** Checks that a file has the format that everyone believes. A text of one line does not tell its line ends. */
function checkFormat(simulation: Simulation, ref: string, path: string): void {
  const { disk, session } = simulation;
  const [actual, known] = [disk.format(path), session!.state.documents[ref]!.format];
  const eol = disk.text(path)?.includes('\n') ? actual.eol : known.eol;
  if (!same(sorted({ ...actual, eol }), sorted(known)))
    simulation.problem(`${path} is ${JSON.stringify(actual)} on the disk, and known as ${JSON.stringify(known)}`);
}

function show(text: string | undefined): string {
  return JSON.stringify(text && text.length > 300 ? `${text.slice(0, 300)}…` : text);
}

/**
 * Says whether a forger's window put a word aside in a draft, when the log turned down an entry under another's id.
 * Drafts die with the window.
 */
function isForgersDraft({ forgers, actors }: Simulation, word: string, author: string): boolean {
  const windows = forgers.has(author) ? actors.filter(({ name }) => name === author) : [];
  return windows.some(({ gone, drafts }) => gone || drafts.some((draft) => draft.includes(word)));
}

/** Checks that every typed word that was neither deleted nor refused is there exactly once. */
function checkWords(simulation: Simulation, texts: Map<string, string>): void {
  for (const word of simulation.foreign)
    if ([...texts.values()].some((text) => text.includes(word)))
      simulation.problem(`${word} has come from the disk of a host of before`);
  const all = [...texts.values()].join('\n');
  for (const word of simulation.forged)
    if (all.includes(word)) simulation.problem(`${word} was forged, and has come in`);
  for (const [word, author] of simulation.typed) {
    // No text has a word twice, whatever happened to it, and whoever took that back.
    const twice = [...texts.values()].some((text) => text.split(word).length > 2);
    const mayBe = simulation.returned.has(word) || simulation.doubled.has(word);
    if (twice && !mayBe) simulation.problem(`the word ${word} of ${author} is there twice`);
    const ref = simulation.typedIn.get(word);
    if (ref !== undefined && !simulation.session!.state.documents[ref]) continue;
    if (simulation.touched.has(word) || simulation.demoted.has(author)) continue;
    if (isForgersDraft(simulation, word, author)) continue;
    const count = all.split(word).length - 1;
    const isApart = count === 2 && !twice && simulation.apart.has(word);
    if (count !== 1 && !isApart && !(count > 1 && mayBe))
      simulation.problem(`the word ${word} of ${author} is there ${count} times`);
  }
}
