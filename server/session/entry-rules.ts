import type { Saying, Who } from '../../src/shared/core/asking.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Kind } from '../../src/shared/core/kind.ts';
import { checkPacked } from '../../src/shared/core/message-pack.ts';
import { lengthOfList } from '../../src/shared/core/packed-list.ts';
import { requestIdOf } from '../../src/shared/core/request-id.ts';
import { limits } from '../../src/shared/core/version.ts';
import { authorize } from '../../src/shared/session/authorize.ts';
import { bodyBlobOf } from '../../src/shared/session/body-blob.ts';
import { fold, settle } from '../../src/shared/session/fold.ts';
import { isNumbered } from '../../src/shared/session/numbered.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import { type Body, decodeBody, type KindName, lookUp } from '../../src/shared/session/table.ts';
import { nameOfPerson } from '../../src/shared/text/shown.ts';
import type { UsedUp } from '../log/log.ts';

/**
 * Decision of the gate on an entry: let in, known already, turned down (its n is used up), or the connection must end.
 */
export type Verdict =
  | { is: 'accepted'; kind: Kind }
  | { is: 'duplicate' }
  | { is: 'refused'; error: EnsembleError }
  | { is: 'fatal'; error: EnsembleError };

/**
 * Says whether the server does not open a body: on the hot path, and in messages that the host judges. Those from window
 * to window have no other judge.
 */
const isOpaque = ({ audience, amongPeers, opaque }: Kind): boolean => opaque || (audience === 'to' && !amongPeers);

/**
 * Says whether a name is as it is shown. The fold cannot decide that: which characters are visible depends on the
 * Unicode version of its runtime.
 */
const isShownWhole = (body: Saying['body']): boolean => {
  const { name } = body as Body<'participant.renamed'>;
  return nameOfPerson(name, limits.nameLength) === name;
};

const refuse = (code: EnsembleError['code'], message: string): EnsembleError => new EnsembleError(code, message);

/**
 * The server's door: decides on every entry by the state that it will find, that is with all entries before it applied,
 * also those that are not committed yet.
 */
export class EntryRules {
  #staged: SessionState;
  /** Last n of each replica in the log; and of those on their way into it. */
  readonly #lastN: Map<string, number>;
  readonly #stagedN = new Map<string, number>();
  readonly #sealed: Set<string>;
  readonly #isHidden: (path: string) => boolean;

  /** `sealed`: the documents that have left the session; their ids are used up. `isHidden`: paths that nobody may name. */
  constructor(
    state: SessionState,
    lastN: Map<string, number>,
    sealed: Iterable<string> = [],
    isHidden: (path: string) => boolean = () => false,
  ) {
    this.#isHidden = isHidden;
    this.#staged = state;
    this.#lastN = lastN;
    this.#sealed = new Set(sealed);
  }

  /** State with everything that was let in. */
  get staged(): SessionState {
    return this.#staged;
  }

  lastN(replica: string): number {
    return this.#stagedN.get(replica) ?? this.#lastN.get(replica) ?? 0;
  }

  /** Starts over from the committed state, after a commit that failed. */
  reset(state: SessionState): void {
    this.#staged = state;
    this.#stagedN.clear();
  }

  /** Shares the committed state while nothing is on its way: two that are alike are twice the memory. */
  caughtUp(state: SessionState): void {
    this.#staged = state;
  }

  /** Notes the entries that the log has taken. */
  committed(taken: readonly UsedUp[]): void {
    for (const { by, n } of taken) {
      if (n > (this.#lastN.get(by) ?? 0)) this.#lastN.set(by, n);
      if (this.#stagedN.get(by) === n) this.#stagedN.delete(by);
    }
  }

  /** Says whether something of the state is over by a moment, though no entry has come to end it. */
  isOverdue(nowMs: number): boolean {
    return settle(this.#staged, nowMs) !== this.#staged;
  }

  /** Notes an entry as let in. */
  enter(entry: Entry, kind: Kind, at: number): void {
    if (entry.n > 0) this.#stagedN.set(entry.by, entry.n);
    if (entry.kind === 'doc.sealed' && entry.ref !== null) this.#sealed.add(entry.ref);
    if (kind.interest === 'session' && kind.keep !== 'none') this.#staged = fold(this.#staged, { ...entry, at });
  }

  /** Notes the n of a refused entry as used up. */
  spend(replica: string, n: number): void {
    this.#stagedN.set(replica, n);
  }

  /**
   * Decides on an entry that came from the connection of `replica`. Changes nothing. An entry whose body is an
   * attachment is judged twice: without its body as far as possible, and with it (`carried`).
   */
  judge(entry: Entry, replica: string, carried?: Uint8Array): Verdict {
    if (entry.by !== replica) {
      return {
        is: 'fatal',
        error: refuse('forged', 'An entry was sent in the name of another replica; the connection was closed.'),
      };
    }
    const kind = lookUp(entry.kind);
    const history = kind === undefined ? entry.n > 0 : kind.keep === 'history';
    if (history) {
      const last = this.lastN(replica);
      if (entry.n > 0 && entry.n <= last) return { is: 'duplicate' };
      if (entry.n !== last + 1) {
        return {
          is: 'fatal',
          error: refuse(
            'out-of-order',
            `Entry ${entry.n} came where ${last + 1} was expected; connect again to go on.`,
          ),
        };
      }
    } else if (entry.n !== 0) {
      return { is: 'fatal', error: refuse('bad-request', `${entry.kind} carries no n.`) };
    }
    const error =
      kind === undefined
        ? refuse('unknown-kind', `This server does not know ${entry.kind}.`)
        : this.#objection(entry, kind, bodyBlobOf(entry) === null ? entry.body : carried);
    if (error) return { is: 'refused', error };
    return { is: 'accepted', kind: kind! };
  }

  #objection(entry: Entry, kind: Kind, bytes: Uint8Array | undefined): EnsembleError | null {
    if (entry.v !== kind.v)
      return refuse('version', `This server knows ${entry.kind} in version ${kind.v}, not ${entry.v}.`);
    if ((bytes?.length ?? 0) > kind.maxBytes)
      return refuse('too-large', `${entry.kind} may have ${kind.maxBytes} bytes.`);
    if ((kind.audience === 'to') !== (entry.to !== null))
      return refuse('bad-request', `${entry.kind} is directed wrongly.`);
    if (kind.file && entry.blob === null)
      return refuse('bad-request', `${entry.kind} comes with a file: this one has none.`);
    if (entry.blob !== null && !kind.large && !kind.file)
      return refuse('bad-request', `${entry.kind} may not have its body in an attachment.`);
    let body: Saying['body'];
    try {
      if (bytes) body = this.#bodyOf(entry.kind, kind, bytes);
    } catch (thrown) {
      return thrown as EnsembleError;
    }
    if (entry.kind === 'participant.renamed' && !isShownWhole(body))
      return refuse('bad-request', 'A name is one line, and all of it is seen: this one has more in it than is seen.');
    if (entry.kind === 'doc.opened' && this.#sealed.has(entry.ref ?? ''))
      return refuse('not-found', 'This document has left the session; the file is opened under a new id.');
    if (body !== undefined && body !== null && kind.names?.(body as never).some((path) => this.#isHidden(path)))
      return refuse('hidden', 'This file is hidden from guests: nothing about it is told to the session.');
    const { ref, to } = entry;
    return authorize(this.#staged, this.#who(entry.by), 'say', { kind: entry.kind, ref, to, body });
  }

  /**
   * Reads the body that rights depend on. For a body that the server does not open, only the form is checked: it must
   * do no harm when it is decoded, and a request must be one that can be answered.
   */
  #bodyOf(name: string, kind: Kind, bytes: Uint8Array): Saying['body'] {
    if (!isOpaque(kind)) return decodeBody(name as KindName, bytes) as Saying['body'];
    checkPacked(bytes);
    const { quickList } = kind;
    if (quickList && lengthOfList(bytes, quickList.field) > quickList.mostAtOnce)
      throw refuse('too-large', quickList.tooMany);
    if (isNumbered(name) && requestIdOf(bytes) === null)
      throw refuse('bad-request', `${name} has no id under which it could be answered.`);
    return null;
  }

  #who(replica: string): Who {
    return { replica, person: this.#staged.replicas[replica]?.person ?? null };
  }
}
