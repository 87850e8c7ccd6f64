import { accessMayDiffer, accessOf, includes } from '../../../src/shared/capabilities/terminals/access.ts';
import type { TerminalAccess } from '../../../src/shared/capabilities/terminals/access-level.ts';
import type { Screen } from '../../../src/shared/capabilities/terminals/screen.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import { fold } from '../../../src/shared/session/fold.ts';
import { emptyState, type SessionState } from '../../../src/shared/session/state.ts';
import { seenOn } from '../../lib/made-output.ts';
import type { HostShell } from '../host-shells.ts';
import type { ScriptedShell } from '../scripted-shell.ts';
import type { Simulation } from '../simulation.ts';
import { wordsIn } from '../terminal-words.ts';

/** Everybody's access to terminals at a moment of the log. */
interface Moment {
  atMs: number;
  /** By the name of the shell, then by the person. */
  access: Map<string, Map<string, TerminalAccess>>;
  /** Names of the shells whose input is logged. */
  logged: Set<string>;
}

function accessIn(state: SessionState): Moment['access'] {
  return new Map(
    Object.values(state.terminals).map((terminal) => [
      terminal.shell,
      new Map(Object.keys(state.participants).map((person) => [person, accessOf(state, person, terminal)])),
    ]),
  );
}

function loggedIn(state: SessionState): Moment['logged'] {
  const logged = Object.values(state.terminals).filter(({ logsInput }) => logsInput);
  return new Set(logged.map(({ shell }) => shell));
}

/** Everybody's access in the course of the log. */
class AccessHistory {
  readonly #moments: Moment[] = [];

  constructor(entries: readonly Entry[]) {
    let state = emptyState;
    for (const entry of entries) {
      const before = state;
      state = fold(state, entry);
      if (accessMayDiffer(before, state))
        this.#moments.push({ atMs: entry.at, access: accessIn(state), logged: loggedIn(state) });
    }
  }

  #some(fromMs: number, toMs: number, is: (moment: Moment) => boolean): boolean {
    return this.#moments.some((moment, index) => {
      const untilMs = this.#moments[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
      return moment.atMs <= toMs && untilMs >= fromMs && is(moment);
    });
  }

  /** Says whether somebody had an access at any moment of a time. */
  had(person: string | null, shell: string, wanted: TerminalAccess, fromMs: number, toMs: number): boolean {
    return this.#some(fromMs, toMs, ({ access }) => includes(access.get(shell)?.get(person ?? '') ?? 'none', wanted));
  }

  /** Says whether input was logged at any moment of a time. */
  logged(shell: string, fromMs: number, toMs: number): boolean {
    return this.#some(fromMs, toMs, ({ logged }) => logged.has(shell));
  }
}

/** Checks that no window got a word of a terminal that its person could not see, nor another's input that is not logged. */
function checkHeard({ terminals, problems }: Simulation, history: AccessHistory): void {
  for (const [{ name, client }, came] of terminals.came)
    for (const [text, atMs] of came) {
      const { is, shell, fromMs, by } = terminals.all.get(text)!;
      const { person } = client;
      if (by !== null && by.client.person === person) continue;
      if (is === 'input' && !history.logged(shell, fromMs, atMs))
        problems.push(`${name} got what somebody typed into ${shell}`);
      else if (!history.had(person, shell, 'read', fromMs, atMs))
        problems.push(`${name} got ${is} of ${shell}, without access to it`);
    }
}

/** Checks that shells got only the input of those who might type, or of whom the owner agreed to it, each once. */
function checkReceived(
  { terminals, problems, hasDoubled }: Simulation,
  history: AccessHistory,
  shells: HostShell[],
): void {
  for (const { shell } of shells) {
    const got = new Set<string>();
    for (const { data, atMs } of shell.received)
      for (const text of wordsIn(new TextEncoder().encode(data))) {
        const { is, by, fromMs, shell: meant } = terminals.all.get(text)!;
        const wanted = is === 'proposed' ? 'approve' : 'write';
        if (meant !== shell.name) problems.push(`${shell.name} got input for ${meant}`);
        else if (got.has(text) && !hasDoubled) problems.push(`${shell.name} got input twice`);
        else if (by !== null && !history.had(by.client.person, shell.name, wanted, fromMs, atMs))
          problems.push(`${by.name} typed into ${shell.name}, and might not`);
        got.add(text);
      }
  }
}

/** Checks that input is in the log only where its owner wants that. */
function checkLog({ terminals, problems }: Simulation, history: AccessHistory, entries: readonly Entry[]): void {
  for (const { body, kind, seq, at } of entries)
    for (const text of wordsIn(body)) {
      const { is, shell, fromMs } = terminals.all.get(text) ?? {};
      if (is !== 'input' || (kind === 'terminal.typed' && history.logged(shell!, fromMs!, at))) continue;
      problems.push(`input is in the log: ${kind} (seq ${seq})`);
    }
}

/** Finds the first row in which a screen differs from what was printed; null where none does. */
function difference(shown: Screen, { screen: printed }: ScriptedShell): string | null {
  const [has, wanted] = [seenOn(shown), seenOn(printed)];
  const row = Array.from({ length: Math.max(has.length, wanted.length) }, (_, at) => at).find(
    (at) => has[at] !== wanted[at],
  );
  return row === undefined ? null : `row ${row} is ${has[row]}, and was ${wanted[row]}`;
}

/** Checks that everybody who may see a terminal sees what its program has printed, and nobody else does. */
async function checkScreens(simulation: Simulation): Promise<void> {
  const { session, host, world, people } = simulation;
  for (const { window } of host!.shells.all) window.pauseMs = 0;
  await world.run(10_000);
  const { state } = session!;
  const shells = host!.shells.all;
  for (const each of shells) {
    const { shell, window } = each;
    const tell = (whose: string, differs: string | null) => {
      if (differs) simulation.problem(`${whose} of the owner's shows ${shell.name} otherwise than it is: ${differs}`);
    };
    if (window.isExact) tell('the window', difference(window.shown, shell));
    const anew = each.reload();
    await world.run(100);
    tell('a new window', difference(anew.shown, shell));
  }
  for (const [ref, terminal] of Object.entries(state.terminals)) {
    const found = shells.find((each) => each.terminal.ref === ref);
    if (!found) {
      simulation.problem(`${terminal.shell} counts as shared, and is not`);
      continue;
    }
    for (const { name, client, looks } of people) {
      const may = client.person !== null && includes(accessOf(state, client.person, terminal), 'read');
      const look = looks.get(ref);
      if (!may && look) simulation.problem(`${name} looks at ${terminal.shell}, and may not`);
      else if (may && look?.denied) simulation.problem(`${name} was denied ${terminal.shell}: ${look.denied.message}`);
      else if (may) {
        const differs = look ? difference(look.shown, found.shell) : 'nothing is there';
        if (differs) simulation.problem(`${name} sees ${terminal.shell} otherwise than it is: ${differs}`);
      }
    }
  }
  for (const { terminal, shell } of shells)
    if (terminal.ref !== null && !state.terminals[terminal.ref])
      simulation.problem(`${shell.name} counts as shared at its host alone`);
}

/** Checks everything about terminals, where there were any. */
export async function checkTerminals(simulation: Simulation): Promise<void> {
  const { terminals, log, id } = simulation;
  if (terminals.opened.length === 0) return;
  await checkScreens(simulation);
  const entries = await log.whole(id);
  const history = new AccessHistory(entries);
  checkHeard(simulation, history);
  checkReceived(simulation, history, terminals.opened);
  checkLog(simulation, history, entries);
}
