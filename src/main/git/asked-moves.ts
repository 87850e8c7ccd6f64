import type { Answer, Question } from '../../client/approvals/ask-people.ts';
import { longestPathNamed, mostFilesNamed } from '../../shared/capabilities/approvals/kinds.ts';
import { gitStreams, type OthersWork } from '../../shared/capabilities/git/methods.ts';
import { moveInWords } from '../../shared/capabilities/git/move-words.ts';
import type { AskedMove } from '../../shared/capabilities/git/moves.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Right } from '../../shared/core/rights.ts';
import { plainWords } from '../../shared/text/shown.ts';

/** Asks people on behalf of a person; null where nobody has answered. */
export type AskPeople = (
  person: string,
  question: Omit<Question, 'person'>,
  signal: AbortSignal,
) => Promise<Answer | null>;

/** People who are asked, as the session knows them. */
export interface AskedPeople {
  /** Person who answers for a participant: the owner of an agent, else they themselves. */
  answererOf: (person: string) => string;
  /** Time for which somebody has been away; 0 while they are here. */
  awayMs: (person: string) => number;
  /** Says whether somebody has a right, at this moment. */
  may: (person: string, right: Right) => boolean;
  /** Calls with each change of people, texts, or what is committed. Gives a function that ends it. */
  onChanged: (listener: () => void) => () => void;
}

export interface AskingParts {
  /** Person who would like to move the tree. */
  asker: string;
  move: AskedMove;
  /** Mark of the work that the asker has been shown. */
  over: string;
  /** Tells what of others is in the way, with all paths. */
  look: () => Promise<OthersWork>;
  /** Says whether everybody may know a path. */
  isForAll: (path: string) => boolean;
  ask: AskPeople;
  people: AskedPeople;
  nameOf: (person: string) => string;
  tell: (words: string) => void;
  restMs?: number | undefined;
  graceMs?: number | undefined;
}

/** Time for people to answer; then nothing is done. */
const waitMs = 600_000;
/** Rest between a change that may matter, and the look at what is in the way. */
const lookRestMs = 1_000;
/** Absence after which nobody waits for a person; a window that is loaded anew takes less. */
const absenceMs = 60_000;
/** Most people who are asked at a time. */
const mostAsked = 20;

const goAhead = 'go-ahead';
const choices = [
  { choice: goAhead, name: 'Go Ahead', allows: true },
  { choice: 'not-now', name: 'Not Now', allows: false },
];

type Work = OthersWork['files'];

/** Files of each person who answers for work in the way, other than the asker. */
function worksOf({ files }: OthersWork, asker: string, { answererOf }: AskedPeople): Map<string, Work> {
  const works = new Map<string, Work>();
  for (const file of files)
    for (const person of new Set(file.people.map(answererOf)))
      if (person !== asker) works.set(person, [...(works.get(person) ?? []), file]);
  return works;
}

/** Says whether all work of now was there before already. */
function isWithin(now: OthersWork, before: OthersWork): boolean {
  const known = new Map(before.files.map(({ path, people }) => [path, people]));
  return now.files.every(({ path, people }) => people.every((person) => known.get(path)?.includes(person)));
}

/** One act for which people are asked: it ends with the agreement of all, or with the first who has another view. */
class Asking {
  readonly #parts: AskingParts;
  readonly #shown: OthersWork;
  readonly #graceMs: number;
  /** Questions that wait, by the person who is asked. */
  readonly #waiting = new Map<string, AbortController>();
  readonly #agreed = new Set<string>();
  readonly #told: string[] = [];
  readonly #leftMs = new Map<string, number>();
  /** Mark of what is in the way at the end; undefined where nothing is. */
  readonly #outcome = Promise.withResolvers<string | undefined>();
  #timer: { due: number; handle: NodeJS.Timeout } | null = null;
  #isLooking = false;
  /** Rest before the one look behind this one; null for none. */
  #againMs: number | null = null;
  #hasMetSomebody = false;
  #isOver = false;

  constructor(parts: AskingParts, shown: OthersWork) {
    this.#parts = parts;
    this.#shown = shown;
    this.#graceMs = parts.graceMs ?? absenceMs;
  }

  /** Gives the mark of what is in the way once nobody is waited for; rejects in words where somebody has not agreed. */
  async agreed(signal: AbortSignal): Promise<string | undefined> {
    const { asker, people, nameOf } = this.#parts;
    const works = [...worksOf(this.#shown, asker, people)];
    const isAround = ([person]: [string, Work]) => people.awayMs(person) < this.#graceMs;
    const around = works.filter(isAround);
    if (works.length > 0 && around.length === 0) throw this.#nobodyHere(works.map(([person]) => person));
    if (around.length > mostAsked) throw tooMany();
    const cancel = () => this.#outcome.reject(cancelled());
    if (signal.aborted) throw cancelled();
    signal.addEventListener('abort', cancel);
    // Where the asking itself fails, nobody waits for this.
    this.#outcome.promise.catch(() => undefined);
    const leave = people.onChanged(() => this.#lookIn(this.#parts.restMs ?? lookRestMs));
    try {
      for (const work of works) if (!isAround(work)) this.#told.push(`${nameOf(work[0])} is not here.`);
      // A window that is loaded anew finds its question.
      for (const [person, files] of around) {
        const awayMs = people.awayMs(person);
        this.#begin(person, files);
        if (awayMs > 0) this.#absent(person, performance.now() - awayMs);
        else this.#hasMetSomebody = true;
      }
      this.#tell();
      return await this.#outcome.promise;
    } finally {
      this.#isOver = true;
      leave();
      signal.removeEventListener('abort', cancel);
      if (this.#timer !== null) clearTimeout(this.#timer.handle);
      for (const ending of this.#waiting.values()) ending.abort();
    }
  }

  #begin(person: string, work: Work): void {
    if (this.#waiting.size >= mostAsked) throw tooMany();
    const ending = new AbortController();
    this.#waiting.set(person, ending);
    void this.#ask(person, work, ending.signal);
  }

  async #ask(person: string, work: Work, signal: AbortSignal): Promise<void> {
    const { asker, move, ask, isForAll, nameOf } = this.#parts;
    const named = work.filter(({ path }) => path.length <= longestPathNamed && isForAll(path)).slice(0, mostFilesNamed);
    const files = named.map(({ path, isSaved }) => ({ path, isSaved }));
    try {
      const answer = await ask(
        asker,
        {
          wish: { is: 'tree', of: person, files, more: work.length - files.length },
          title: plainWords(moveInWords(move)).slice(0, 300),
          detail: '',
          choices,
          waitMs,
        },
        signal,
      );
      if (signal.aborted) return;
      if (answer?.choice !== goAhead)
        throw refused(answer === null ? `${nameOf(person)} has not answered` : `${nameOf(person)} says: not now`);
      this.#agreed.add(person);
      this.#settle(person, 'says: go ahead.');
    } catch (thrown) {
      this.#outcome.reject(thrown);
    }
  }

  /** Waits for a person no more; `words` tell why. */
  #settle(person: string, words: string): void {
    const ending = this.#waiting.get(person);
    if (!this.#waiting.delete(person)) return;
    ending?.abort();
    this.#told.push(`${this.#parts.nameOf(person)} ${words}`);
    this.#tell();
  }

  #tell(): void {
    if (this.#isOver) return;
    const waiting = [...this.#waiting.keys()].map(this.#parts.nameOf);
    // Somebody may have come back since the last look.
    if (waiting.length === 0) this.#lookIn(0);
    else this.#parts.tell([...this.#told, `Waiting for ${waiting.join(', ')}`].join(' '));
  }

  #lookIn(restMs: number): void {
    if (this.#isOver) return;
    if (this.#isLooking) {
      this.#againMs = Math.min(restMs, this.#againMs ?? restMs);
      return;
    }
    const due = performance.now() + restMs;
    if (this.#timer !== null && this.#timer.due <= due) return;
    if (this.#timer !== null) clearTimeout(this.#timer.handle);
    const handle = setTimeout(() => {
      this.#timer = null;
      this.#lookOnce().catch(this.#outcome.reject);
    }, restMs).unref();
    this.#timer = { due, handle };
  }

  /** Looks while no other look is under way: each runs Git. */
  async #lookOnce(): Promise<void> {
    this.#isLooking = true;
    this.#againMs = null;
    await this.#look().finally(() => {
      this.#isLooking = false;
    });
    if (this.#againMs !== null) this.#lookIn(this.#againMs);
  }

  async #look(): Promise<void> {
    const { asker, people, look } = this.#parts;
    mustMayMove(this.#parts);
    const now = await look();
    if (this.#isOver) return;
    mustMayMove(this.#parts);
    if (!isWithin(now, this.#shown)) throw otherWork();
    const works = worksOf(now, asker, people);
    const asked = [...this.#waiting.keys()];
    for (const [person, files] of works) {
      if (people.awayMs(person) > 0) continue;
      this.#hasMetSomebody = true;
      this.#leftMs.delete(person);
      if (!this.#waiting.has(person) && !this.#agreed.has(person)) this.#begin(person, files);
    }
    for (const person of asked) {
      if (!works.has(person)) this.#settle(person, 'has no work there any more.');
      else if (people.awayMs(person) > 0) this.#absent(person, performance.now());
    }
    if (this.#waiting.size > asked.length) this.#tell();
    if (this.#waiting.size > 0) return;
    if (works.size > 0 && !this.#hasMetSomebody) throw this.#nobodyHere([...works.keys()]);
    this.#outcome.resolve(now.files.length === 0 ? undefined : now.mark);
  }

  #absent(person: string, leftMs: number): void {
    const sinceMs = this.#leftMs.get(person) ?? leftMs;
    this.#leftMs.set(person, sinceMs);
    const restMs = sinceMs + this.#graceMs - performance.now();
    if (restMs <= 0) this.#settle(person, 'has gone.');
    else this.#lookIn(restMs);
  }

  #nobodyHere(people: readonly string[]): EnsembleError {
    const names = people.map(this.#parts.nameOf).join(', ');
    return refused(`Nobody whose work this is is here to be asked (${names})`);
  }
}

const refused = (why: string) =>
  new EnsembleError('not-permitted', `${why}, so nothing was done. Wait for them, or go on over their work.`);

const tooMany = () => refused(`More than ${mostAsked} people have work there`);

const otherWork = () =>
  new EnsembleError('exists', 'There is other work by now than was asked about, so nothing was done: ask again.');

const cancelled = () => new EnsembleError('cancelled', 'This was cancelled.');

/** Refuses an act for which its asker has no right any more: what they had when they asked says nothing. */
function mustMayMove({ asker, move, people }: AskingParts): void {
  if (!people.may(asker, 'git')) throw refused('You may not move the tree any more');
  if (move.method === 'git.pull' && !people.may(asker, gitStreams['git.pull'].right))
    throw refused('You may not ask a remote any more');
}

/**
 * Asks everybody whose work an act on the whole tree would go over, as far as they are here. Gives the mark of what is
 * still in the way once all agree, or have taken theirs away; undefined where nothing is.
 */
export async function agreedOver(parts: AskingParts, signal: AbortSignal): Promise<string | undefined> {
  const shown = await parts.look();
  if (shown.files.length === 0) return;
  if (shown.mark !== parts.over) throw otherWork();
  return new Asking(parts, shown).agreed(signal);
}
