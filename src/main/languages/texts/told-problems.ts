import { charactersOf, type ProblemSet, problemsKey } from '../../../shared/capabilities/languages/language-state.ts';
import { languageLimits } from '../../../shared/capabilities/languages/limits.ts';
import type { Environment, TimerHandle } from '../../../shared/core/environment.ts';

/** Least time between two tellings of the same file by the same source. */
const pauseMs = 1000;
/** Files told of within a second. */
const mostPerSecond = 100;

interface Told {
  /** Last set that the session was told; null for none. */
  set: ProblemSet | null;
  toldMs: number;
  next: ProblemSet | null;
  timer: TimerHandle | null;
}

interface ToldProblemsOptions {
  /** Tells the session. */
  say: (set: ProblemSet) => void;
  environment: Environment;
  /** Called with the number of files whose problems have no room. */
  onUnlisted: (count: number) => void;
}

const isEmpty = (set: ProblemSet | null) => set === null || (set.problems.length === 0 && set.rest === 0);

/** Tells the session of problems: a file's whole set, at most once a second, and no more sets than it has room for. */
export class ToldProblems {
  readonly #options: ToldProblemsOptions;
  readonly #told = new Map<string, Told>();
  readonly #unlisted = new Set<string>();
  #sets = 0;
  #characters = 0;
  #second = 0;
  #inSecond = 0;

  constructor(options: ToldProblemsOptions) {
    this.#options = options;
  }

  /** Sets the problems of a file by a source. */
  set(set: ProblemSet): void {
    const { environment } = this.#options;
    const key = problemsKey(set);
    const told = this.#told.get(key) ?? { set: null, toldMs: -pauseMs, next: null, timer: null };
    told.next = set;
    if (isEmpty(told.set) && isEmpty(set) && told.timer === null) return this.#leave(key, told);
    this.#told.set(key, told);
    if (told.timer !== null) return;
    const waitMs = Math.max(told.toldMs + pauseMs - environment.nowMs(), this.#busyMs());
    if (waitMs <= 0) return this.#tell(key, told);
    told.timer = environment.setTimer(() => {
      told.timer = null;
      this.#tell(key, told);
    }, waitMs);
  }

  /** Time to wait where very many files are told of at once. */
  #busyMs(): number {
    const nowMs = this.#options.environment.nowMs();
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) this.#inSecond = 0;
    this.#second = second;
    return ++this.#inSecond > mostPerSecond ? pauseMs * Math.ceil(this.#inSecond / mostPerSecond) : 0;
  }

  #leave(key: string, { timer }: Told): void {
    if (timer === null) this.#told.delete(key);
    if (this.#unlisted.delete(key)) this.#options.onUnlisted(this.#unlisted.size);
  }

  #tell(key: string, told: Told): void {
    const { say, environment, onUnlisted } = this.#options;
    const { set: old, next } = told;
    if (next === null || JSON.stringify(next) === JSON.stringify(old)) return;
    const without = this.#characters - (old ? charactersOf(old) : 0);
    const fits =
      without + charactersOf(next) <= languageLimits.characters && (!isEmpty(old) || this.#sets < languageLimits.sets);
    const said = fits ? next : { ...next, problems: [], rest: 0 };
    const wasUnlisted = this.#unlisted.size;
    if (fits) this.#unlisted.delete(key);
    else this.#unlisted.add(key);
    if (this.#unlisted.size !== wasUnlisted) onUnlisted(this.#unlisted.size);
    if (isEmpty(old) && isEmpty(said)) return this.#leave(key, told);
    this.#sets += Number(!isEmpty(said)) - Number(!isEmpty(old));
    this.#characters = isEmpty(said) ? without : without + charactersOf(said);
    told.set = isEmpty(said) ? null : said;
    told.toldMs = environment.nowMs();
    told.next = null;
    say(said);
  }

  /** Takes back what is told of files for which `goes` says so. */
  clear(goes: (set: Pick<ProblemSet, 'path' | 'source'>) => boolean): void {
    for (const [key, told] of [...this.#told]) {
      const set = told.next ?? told.set;
      if (set === null || !goes(set)) continue;
      if (told.timer !== null) this.#options.environment.clearTimer(told.timer);
      told.timer = null;
      told.next = { ...set, problems: [], rest: 0 };
      this.#tell(key, told);
      this.#told.delete(key);
    }
  }

  /** Forgets a source that has ended: the session has forgotten what it found along with it. */
  forget(source: string): void {
    for (const [key, { set, next, timer }] of [...this.#told]) {
      if ((set ?? next)?.source !== source) continue;
      if (timer !== null) this.#options.environment.clearTimer(timer);
      this.#told.delete(key);
      if (set === null) continue;
      this.#sets--;
      this.#characters -= charactersOf(set);
    }
  }
}
