import { admissionOf } from '../../src/shared/capabilities/sharing/sharing-state.ts';
import type { TimerHandle } from '../../src/shared/core/environment.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { type Role, roles } from '../../src/shared/core/rights.ts';
import { type Rate, TokenBuckets } from '../../src/shared/token-buckets.ts';
import type { Connection } from './connection.ts';
import type { SessionCore } from './session-core.ts';

/** Most people who wait for an answer at a time; fewer from one address, so that one cannot take all places. */
const mostAtOnce = 10;
const mostAtOnceOfAddress = 5;
/** Most waiting windows of one person. */
const mostWindows = 4;
/** Rate of new people who ask. */
const askingRate: Rate = { burst: 20, perSecond: 20 / 60 };
const addressRate: Rate = { burst: 10, perSecond: 10 / 60 };
/** Rate of new people where everybody is let in: a whole course may come at once. */
const admittedRate: Rate = { burst: 300, perSecond: 60 / 60 };

const mostRemovals = 1_000;

const denialPauseMs = 60_000;
const mostDenials = 3;

interface Denial {
  times: number;
  lastMs: number;
  invite: string | undefined;
}

/** Bounds the people who ask to come in, and withdraws those who have gone. */
export class Asking {
  readonly #session: SessionCore;
  readonly #denials = new Map<string, Denial>();
  readonly #withdrawing = new Map<string, TimerHandle>();
  /** Moments of removals: words only, so that few are enough. */
  readonly #removals = new Map<string, number>();
  readonly #rates = new TokenBuckets();

  constructor(session: SessionCore) {
    this.#session = session;
  }

  /** Throws, in words, when a person may not ask now. */
  check({ identity }: Connection, person: string, invite: string | undefined): void {
    this.#checkDenials(person, invite);
    if (this.#session.entryRules.staged.participants[person]?.standing === 'asking') {
      const windows = this.#waiting().filter((other) => other.person === person);
      if (windows.length >= mostWindows)
        throw new EnsembleError('too-fast', 'You are asking with several windows already: wait in one of them.');
      return;
    }
    const address = identity.is === 'guest' ? identity.address : undefined;
    const isFull = this.#asking().length >= mostAtOnce || this.#isFullFor(address);
    if (isFull || !this.#takeRate('asking', askingRate) || !this.#takeRate(address, addressRate))
      throw new EnsembleError('too-fast', 'Too many people are asking to join just now: try again in a minute.');
  }

  /** Throws, in words, when too many people come in where nobody is asked. */
  checkRate(): void {
    if (!this.#takeRate('admitted', admittedRate))
      throw new EnsembleError('too-fast', 'Too many people are joining just now: try again in a minute.');
  }

  #checkDenials(person: string, invite: string | undefined): void {
    const denial = this.#denials.get(person);
    if (!denial || denial.invite !== invite) return;
    if (denial.times >= mostDenials)
      throw new EnsembleError('denied', 'The host did not let you in, several times: ask the host for a new link.');
    if (this.#session.environment.nowMs() - denial.lastMs < denialPauseMs)
      throw new EnsembleError('denied', 'The host did not let you in: you can ask again in a minute.');
  }

  #asking(): string[] {
    const { participants } = this.#session.entryRules.staged;
    return Object.values(participants).flatMap(({ person, standing }) => (standing === 'asking' ? [person] : []));
  }

  #waiting(): Connection[] {
    return [...this.#session.connections].filter(({ phase }) => phase === 'asking');
  }

  #isFullFor(address: string | undefined): boolean {
    if (address === undefined) return false;
    const from = this.#waiting().filter(({ identity }) => identity.is === 'guest' && identity.address === address);
    return new Set(from.map(({ person }) => person)).size >= mostAtOnceOfAddress;
  }

  #takeRate(name: string | undefined, rate: Rate): boolean {
    return name === undefined || this.#rates.take(name, rate, this.#session.environment.nowMs());
  }

  /** Notes that the host has turned away somebody who had come with an invite. */
  denied(person: string, invite: string | undefined): void {
    const known = this.#denials.get(person);
    const times = known && known.invite === invite ? known.times + 1 : 1;
    this.#denials.set(person, { times, lastMs: this.#session.environment.nowMs(), invite });
  }

  /** Notes the moment at which somebody was removed. */
  removed(person: string, atMs: number): void {
    this.#removals.delete(person);
    this.#removals.set(person, atMs);
    if (this.#removals.size > mostRemovals) this.#removals.delete(this.#removals.keys().next().value!);
  }

  /** Moment at which a person was removed who has not been let in since; null for others. */
  removedMs(person: string): number | null {
    const known = this.#session.entryRules.staged.participants[person];
    if (known?.removedMs !== undefined) return known.removedMs;
    // After a restart, the moment at which they were last seen is the nearest.
    return known?.standing === 'removed' ? Math.floor(this.#removals.get(person) ?? known.lastSeenMs) : null;
  }

  /** Says whether a person who is not in comes in unasked. Those who were removed ask, whatever the door. */
  isUnasked(person: string): boolean {
    const { sharing, participants } = this.#session.entryRules.staged;
    if (sharing === null || this.removedMs(person) !== null) return false;
    const policy = admissionOf(sharing);
    return policy === 'everybody' || (policy === 'known' && participants[person]?.standing === 'dismissed');
  }

  /** Role of a person who comes in unasked by an invite: a new link makes nobody more than they were. */
  roleOf(person: string, invited: Role): Role {
    const known = this.#session.entryRules.staged.participants[person];
    const before = known?.standing === 'dismissed' ? known.role : invited;
    return roles.indexOf(before) > roles.indexOf(invited) ? before : invited;
  }

  /** Notes that somebody who asks is here again. */
  returned(person: string): void {
    const timer = this.#withdrawing.get(person);
    if (timer !== undefined) this.#session.environment.clearTimer(timer);
    this.#withdrawing.delete(person);
  }

  /** Withdraws somebody whose last window is gone, unless they come back in time. */
  gone(person: string, graceMs: number): void {
    this.returned(person);
    const withdraw = () => {
      this.#withdrawing.delete(person);
      const isAsking = this.#session.entryRules.staged.participants[person]?.standing === 'asking';
      const isHere = this.#waiting().some((other) => other.person === person);
      if (isAsking && !isHere) this.#session.write('participant.withdrawn', { person });
    };
    this.#withdrawing.set(person, this.#session.environment.setTimer(withdraw, graceMs));
  }

  /** Gives people who asked before a restart time to come back; else they are withdrawn. */
  expectReturns(graceMs: number): void {
    for (const person of this.#asking()) this.gone(person, graceMs);
  }

  close(): void {
    for (const person of [...this.#withdrawing.keys()]) this.returned(person);
  }
}
