import { askPeople } from '../../client/approvals/ask-people.ts';
import type { SessionClient } from '../../client/session-client.ts';
import { accessMayDiffer } from '../../shared/capabilities/terminals/access.ts';
import { terminalLimits } from '../../shared/capabilities/terminals/limits.ts';
import { objectionToUse } from '../../shared/capabilities/terminals/objections.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Caller, ParsedParams } from '../../shared/session/contract.ts';
import { plainWords } from '../../shared/text/shown.ts';
import type { Size } from './terminal-writer.ts';

type Guest = Pick<Caller, 'person' | 'replica'>;

/** A terminal as guests reach it. */
interface Typed {
  write(data: string, by: Guest, isOwner: boolean): void;
  fits(size: Size, replica: string): void;
  keepWriters(mayWrite: (replica: string) => boolean): void;
}

/** Length of a line above which the question about it would not show all of it. */
const mostSeen = 300;
/** Most lines of one person that wait, so that others' have room. */
const mostOfOnePerson = 5;

/** Time for somebody to answer; then the line does not run. */
const waitMs = 600_000;

const choices = [
  { choice: 'run', name: 'Run', allows: true },
  { choice: 'refuse', name: 'Refuse', allows: false },
];

/** Line of a guest that waits for an answer. */
interface WaitingLine {
  terminal: string;
  line: string;
  person: string;
  text: string;
  ending: AbortController;
}

/** Refuses a line that runs something else than its owner sees: spaces in a row are shown as one, and ends are cut. */
function refuseUnseen(text: string): void {
  if (plainWords(text) !== text || text.trim() !== text || /\s\s/u.test(text))
    throw new EnsembleError(
      'bad-request',
      'A line that is to be run has only characters that are seen, in one line, with single spaces between words.',
    );
  if (text.length > mostSeen)
    throw new EnsembleError(
      'bad-request',
      `A line that is to be run has at most ${mostSeen} characters, so that all of it is seen. Put more into a file, and propose to run that.`,
    );
}

/** Input of others than the owner to shared terminals: at once, or once somebody who may type there has agreed to it. */
export class GuestInput {
  readonly #client: SessionClient;
  readonly #environment: Environment;
  readonly #waiting = new Map<string, WaitingLine>();
  readonly #terminalOf: (ref: string) => Typed | null;
  readonly #stopHearing: () => void;

  constructor(
    { client, environment }: { client: SessionClient; environment: Environment },
    terminalOf: (ref: string) => Typed | null,
  ) {
    this.#client = client;
    this.#environment = environment;
    this.#terminalOf = terminalOf;
    let known = client.state;
    this.#stopHearing = client.events.on('state', (state) => {
      const before = known;
      known = state;
      if (accessMayDiffer(before, state)) this.#review();
    });
  }

  /** Finds the terminal, where a person may use it so. Throws, in words, where not. */
  #allowed(ref: string, person: string, wanted: 'approve' | 'write'): Typed {
    const objection = objectionToUse(this.#client.state, person, ref, wanted);
    if (objection) throw objection;
    const terminal = this.#terminalOf(ref);
    if (!terminal) throw new EnsembleError('not-found', 'This terminal has ended.');
    return terminal;
  }

  /** Types for a guest who may. */
  type({ terminal, data }: ParsedParams<'terminals.type'>, by: Guest): Record<string, never> {
    this.#allowed(terminal, by.person, 'write').write(data, by, false);
    return {};
  }

  /** Notes the size of a guest's window. */
  fit({ terminal, ...size }: ParsedParams<'terminals.fit'>, { person, replica }: Guest): Record<string, never> {
    this.#allowed(terminal, person, 'write').fits(size, replica);
    return {};
  }

  /** Forgets lines and windows of guests who have gone, or may do less than before. */
  #review(): void {
    const { state } = this.#client;
    for (const { terminal, person, ending } of this.#waiting.values())
      if (objectionToUse(state, person, terminal, 'approve')) ending.abort();
    for (const ref of Object.keys(state.terminals))
      this.#terminalOf(ref)?.keepWriters((replica) => {
        const window = state.replicas[replica];
        return window !== undefined && objectionToUse(state, window.person, ref, 'write') === null;
      });
  }

  /** Proposes a guest's line to those who may type there. */
  async propose({ terminal, text }: ParsedParams<'terminals.propose'>, person: string): Promise<{ line: string }> {
    this.#allowed(terminal, person, 'approve');
    refuseUnseen(text);
    const all = [...this.#waiting.values()];
    const own = all.filter((each) => each.person === person).length;
    if (own >= mostOfOnePerson || all.filter((each) => each.terminal === terminal).length >= terminalLimits.proposed)
      throw new EnsembleError('too-fast', 'So many lines wait already: propose this one once some were decided on.');
    const line = newId(this.#environment);
    const waiting = { terminal, line, person, text, ending: new AbortController() };
    this.#waiting.set(line, waiting);
    try {
      await this.#say('terminal.proposed', { line, person, text }, terminal);
    } catch (thrown) {
      this.#waiting.delete(line);
      throw thrown;
    }
    void this.#ask(waiting);
    return { line };
  }

  /** Tells those who look at the terminal. */
  async #say(kind: 'terminal.proposed' | 'terminal.decided', body: object, ref: string): Promise<void> {
    const term = this.#client.state.host?.term ?? 1;
    await this.#client.publish(kind, { term, ...body } as never, ref);
  }

  /** Asks whether a line runs, and runs it where its author still may have lines run. */
  async #ask({ terminal, line, person, text, ending }: WaitingLine): Promise<void> {
    const title = `Run a line in ${this.#client.state.terminals[terminal]?.title || 'a terminal'}`;
    const wish = { is: 'line', terminal, line } as const;
    const question = { person, wish, title: plainWords(title), detail: '', choices, waitMs };
    const answer = await askPeople(this.#client, question, ending.signal).catch(() => null);
    this.#waiting.delete(line);
    const may = answer?.choice === 'run' && objectionToUse(this.#client.state, person, terminal, 'approve') === null;
    const found = may ? this.#terminalOf(terminal) : null;
    // Files that the line opens come up where it was agreed to: that window looks at the terminal.
    if (answer !== null) found?.write(`${text}\r`, { person, replica: this.#windowOf(answer.person) }, true);
    await this.#say('terminal.decided', { line, ran: found !== null }, terminal).catch(() => undefined);
  }

  #windowOf(person: string): string {
    const all = Object.entries(this.#client.state.replicas);
    const isTheirs = (one: (typeof all)[number][1]) => one.person === person && one.purpose === 'window';
    return all.find(([, one]) => isTheirs(one) && one.connected)?.[0] ?? '';
  }

  /** Tells a line that waits to somebody who may look at its terminal. */
  waiting({ terminal, line }: ParsedParams<'terminals.proposed'>, person: string): { person: string; text: string } {
    const objection = objectionToUse(this.#client.state, person, terminal, 'read');
    if (objection) throw objection;
    const found = this.#waiting.get(line);
    if (found?.terminal !== terminal)
      throw new EnsembleError('not-found', 'This line waits no more: it was decided on, or its author has gone.');
    return { person: found.person, text: found.text };
  }

  close(): void {
    this.#stopHearing();
    for (const { ending } of this.#waiting.values()) ending.abort();
  }
}
