import type { SessionClient } from '../../client/session-client.ts';
import { terminalLimits } from '../../shared/capabilities/terminals/limits.ts';
import { objectionToUse } from '../../shared/capabilities/terminals/objections.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { ParsedParams } from '../../shared/session/contract.ts';
import { plainWords } from '../../shared/text/shown.ts';

/** A terminal as guests reach it. */
interface Typed {
  write(data: string): void;
}

/** Length of a line above which the question about it would not show all of it. */
const mostSeen = 300;
/** Most lines of one person that wait, so that others' have room. */
const mostOfOnePerson = 5;

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

/** Input of others than the owner to shared terminals: at once, or once the owner has agreed to it. */
export class GuestInput {
  readonly #client: SessionClient;
  readonly #environment: Environment;
  /** Numbers of proposed lines by person that are not in the state yet. */
  readonly #onTheirWay = new Map<string, number>();
  readonly #terminalOf: (ref: string) => Typed | null;

  constructor(
    { client, environment }: { client: SessionClient; environment: Environment },
    terminalOf: (ref: string) => Typed | null,
  ) {
    this.#client = client;
    this.#environment = environment;
    this.#terminalOf = terminalOf;
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
  type({ terminal: ref, data }: ParsedParams<'terminals.type'>, person: string): Record<string, never> {
    this.#allowed(ref, person, 'write').write(data);
    return {};
  }

  /** Proposes a guest's line to the owner. */
  async propose(
    { terminal: ref, text }: ParsedParams<'terminals.propose'>,
    person: string,
  ): Promise<Record<string, never>> {
    this.#allowed(ref, person, 'approve');
    refuseUnseen(text);
    const waiting = Object.values(this.#client.state.terminals[ref]?.proposed ?? {});
    const own = waiting.filter((each) => each.person === person).length + (this.#onTheirWay.get(person) ?? 0);
    if (own >= mostOfOnePerson || waiting.length >= terminalLimits.proposed)
      throw new EnsembleError('too-fast', 'So many lines wait already: propose this one once some were decided on.');
    this.#onTheirWay.set(person, (this.#onTheirWay.get(person) ?? 0) + 1);
    const term = this.#client.state.host?.term ?? 1;
    try {
      await this.#client.publish('terminal.proposed', { term, line: newId(this.#environment), person, text }, ref);
    } finally {
      const left = (this.#onTheirWay.get(person) ?? 1) - 1;
      if (left > 0) this.#onTheirWay.set(person, left);
      else this.#onTheirWay.delete(person);
    }
    return {};
  }

  /** Runs a line at the owner's decision, where its author still may have lines run. */
  async decide({ terminal: ref, line, run }: ParsedParams<'terminals.decide'>): Promise<Record<string, never>> {
    const { state } = this.#client;
    const proposed = state.terminals[ref]?.proposed[line];
    if (!proposed)
      throw new EnsembleError('not-found', 'This line waits no more: it was decided on, or its author has gone.');
    const ran = run && objectionToUse(state, proposed.person, ref, 'approve') === null;
    if (ran) this.#allowed(ref, proposed.person, 'approve').write(`${proposed.line}\r`);
    await this.#client.publish('terminal.decided', { term: state.host?.term ?? 1, line, ran }, ref);
    return {};
  }
}
