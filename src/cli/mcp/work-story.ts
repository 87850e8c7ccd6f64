import { AgentVoice } from '../../client/agents/agent-voice.ts';
import type { SessionClient } from '../../client/session-client.ts';
import { intentPart } from '../../shared/capabilities/agents/transcript.ts';
import { nameOfCall } from '../../shared/capabilities/documents/agent-call.ts';
import type { AgentCall } from '../../shared/capabilities/documents/kinds.ts';
import { pathsOf } from '../../shared/capabilities/people/agents.ts';
import type { TimerHandle } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { isPlainPath } from '../../shared/core/sight.ts';
import { plainWords } from '../../shared/text/shown.ts';
import { TokenBucket } from '../../shared/token-bucket.ts';

/** Rows at once, and further ones in a second: what comes faster is counted in one row until all may come again. */
const mostRows = 60;
const rowsPerSecond = 1;
/** Pause between two tellings of that row (a throttle). */
const countMs = 5_000;
/** Longest title of a row, and longest row with the reason for which it was refused. */
const titleUnits = 200;
const rowUnits = 300;
const pathUnits = 1024;
/** Most titles that are known: the newest. */
const mostTitles = 500;

/** Names by which the edits of a call are found again. */
export interface CallWork {
  turn: string;
  call: string;
}

/** Words for a call that changes something. */
export interface Telling {
  title: string;
  /** Earlier work that it is about, by whose title it is told. */
  of?: AgentCall | undefined;
  path?: string | undefined;
  /** True where its edits are no part of the present turn, such as those that take it back. */
  isApart?: boolean;
}

/** Outcome of a call, as far as its title does not say it. */
export interface Outcome {
  /** Better title, now that it has run. */
  told?: string;
  /** Reason for which nothing was done. */
  notDone?: string;
}

const oneLine = (words: string, most: number) => plainWords(words).slice(0, most);

/** Tells in the session's transcript of this agent what its calls change, call by call, and never faster than is read. */
export class WorkStory {
  readonly #client: SessionClient;
  readonly #opens: boolean;
  readonly #voice: AgentVoice;
  readonly #rows: TokenBucket;
  readonly #titles = new Map<string, string>();
  #headed: string | null = null;
  #isOpening = false;
  /** Row that counts calls, while they come too fast. */
  #counted: { turn: string; part: string; count: number; toldCount: number } | null = null;
  #countedRows = 0;
  #timer: TimerHandle | null = null;

  /** `client` has come in, as an agent; `opens` is false where another program of the agent's has its transcript. */
  constructor(client: SessionClient, opens: boolean) {
    this.#client = client;
    this.#opens = opens;
    this.#voice = new AgentVoice(client, client.person!);
    this.#rows = new TokenBucket(mostRows, rowsPerSecond, this.#elapsedMs());
  }

  #elapsedMs(): number {
    return this.#client.options.environment.elapsedMs();
  }

  /** Tells what a turn is for. */
  intend(turn: string, intent: string): void {
    if (this.#hasHeading(turn) || !this.#isHeard() || !this.#takesRow()) return;
    this.#head(turn, intent);
  }

  /** Tells of a call while it runs, and what has become of it. */
  async tell<Answer extends Outcome>(work: CallWork, telling: Telling, run: () => Promise<Answer>): Promise<Answer> {
    const row = this.#begin(work, telling);
    try {
      const answer = await run();
      row(answer);
      return answer;
    } catch (thrown) {
      row({ notDone: thrown instanceof EnsembleError ? thrown.message : 'it failed inside' });
      throw thrown;
    }
  }

  #begin({ turn, call }: CallWork, telling: Telling): (outcome: Outcome) => void {
    if (!this.#isHeard()) return () => undefined;
    if (!this.#takesRow()) {
      this.#count(turn);
      return () => undefined;
    }
    const { title, of, isApart = false } = telling;
    if (!isApart && !this.#hasHeading(turn)) this.#head(turn, 'Work of which no intent was told');
    const path = telling.path?.replace(/^\.\//, '') ?? '';
    const about = path.length <= pathUnits && isPlainPath(path) ? { path } : {};
    const row = { turn, part: call, form: 'tool' as const, ...about };
    const meant = of && this.#titles.get(nameOfCall(of));
    const text = oneLine(meant === undefined ? title : `${title}: ${meant}`, titleUnits);
    this.#keep({ turn, call }, text);
    this.#voice.say({ ...row, text, status: 'working' });
    return ({ told, notDone }) => {
      const now = told === undefined ? text : oneLine(told, titleUnits);
      if (notDone === undefined) this.#voice.say({ ...row, text: now, status: 'done' });
      else this.#voice.say({ ...row, text: oneLine(`${now}: ${notDone}`, rowUnits), status: 'failed' });
    };
  }

  /** Says whether people know what a turn is for: it was told, or is that of a prompt. */
  #hasHeading(turn: string): boolean {
    const { state, person } = this.#client;
    return this.#headed === turn || state.agents[person!]?.turn?.turn === turn;
  }

  #head(turn: string, words: string): void {
    const text = oneLine(words, rowUnits);
    this.#headed = turn;
    this.#keep({ turn }, text);
    this.#voice.say({ turn, part: intentPart, form: 'note', text });
  }

  #keep(work: AgentCall, title: string): void {
    this.#titles.set(nameOfCall(work), title);
    if (this.#titles.size > mostTitles) this.#titles.delete(this.#titles.keys().next().value!);
  }

  /** Says whether there is a transcript, which is opened where it is not (any more). */
  #isHeard(): boolean {
    const { state, person } = this.#client;
    // Nothing is told by those who see a part of the folder: who reads it may see another part.
    if (person === null || pathsOf(state, person) !== null) return false;
    if (state.agents[person]?.transcript != null) return true;
    if (!this.#opens || this.#isOpening) return this.#opens;
    this.#isOpening = true;
    const opened = () => {
      this.#isOpening = false;
    };
    void this.#client.publish('agent.opened', { takesPrompts: false }, person).then(opened, opened);
    return true;
  }

  #takesRow(): boolean {
    const nowMs = this.#elapsedMs();
    if (this.#counted !== null) {
      if (!this.#rows.isFull(nowMs)) return false;
      this.#tellCount();
      this.#counted = null;
    }
    return this.#rows.take(1, nowMs);
  }

  #count(turn: string): void {
    this.#counted ??= { turn, part: `more-${++this.#countedRows}`, count: 0, toldCount: 0 };
    this.#counted.count++;
    if (this.#timer === null) this.#tellCount();
  }

  #tellCount(): void {
    const { environment } = this.#client.options;
    if (this.#timer !== null) environment.clearTimer(this.#timer);
    this.#timer = null;
    const counted = this.#counted;
    if (counted === null || counted.toldCount === counted.count) return;
    counted.toldCount = counted.count;
    const { turn, part, count } = counted;
    const calls = count === 1 ? '1 further call' : `${count} further calls`;
    this.#voice.say({ turn, part, form: 'tool', text: `${calls}, too fast to be told one by one`, status: 'done' });
    this.#timer = environment.setTimer(() => this.#tellCount(), countMs);
  }

  /** Tells all that is left to tell; nothing is told after that. */
  close(): void {
    this.#tellCount();
    if (this.#timer !== null) this.#client.options.environment.clearTimer(this.#timer);
    this.#timer = null;
    this.#voice.flush();
    this.#voice.close();
  }
}
