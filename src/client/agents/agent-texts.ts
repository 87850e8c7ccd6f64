import { isAsRead } from '../../shared/capabilities/documents/reading-rules.ts';
import { knownDocument } from '../../shared/capabilities/hosting/known-host.ts';
import type { HeldLock } from '../../shared/capabilities/locks/held-lock.ts';
import { fitsPattern } from '../../shared/capabilities/locks/lock-pattern.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import type { TextEdit } from '../../shared/text/edits.ts';
import { hashText } from '../../shared/text/hash.ts';
import { offsetsOf } from '../locks/lock-lines.ts';
import { SessionLocker } from '../locks/session-locker.ts';
import type { SessionClient } from '../session-client.ts';
import { findDocument } from '../shared-file.ts';
import type { TextDocument } from '../text-document.ts';
import type { Step } from '../undo-stack.ts';
import { proposedParts } from './proposed-parts.ts';
import { ReadVersion } from './read-versions.ts';
import { loggedText, offsetOfId, type Stretch, touched } from './stretches.ts';
import { nextUndone, undoPlaces } from './undo-places.ts';

/** Says whether a lock is on a file, by itself or by its pattern. */
function isOn({ ref, path, pattern }: HeldLock, file: { ref: string; path: string }): boolean {
  return pattern === undefined ? ref === file.ref || path === file.path : fitsPattern(pattern, file.path);
}

/** Text of a file, and the name of this very text, to be given with an edit of it. */
export interface ReadText {
  ref: string;
  path: string;
  text: string;
  version: string;
}

/** The part of an agent's work to which an edit belongs. */
export interface Work {
  turn?: string;
  call?: string;
}

/**
 * Outcome of an edit: it is in the log; or its lines are others by now, so that nothing was changed, and this is the
 * text; or somebody holds a lock on them.
 */
export type EditOutcome =
  | { is: 'applied'; now: ReadText }
  | { is: 'stale'; now: ReadText }
  | { is: 'locked'; by: HeldLock };

/** Outcome of proposed edits. */
export type ProposalOutcome = { is: 'proposed'; proposal: string; parts: number } | { is: 'stale'; now: ReadText };

/** Number of versions of one text that are known, so many reads later an edit is refused as stale (LRU). */
const mostVersions = 8;
/** Number of texts that are kept here, the least recently used leaves first (LRU): a later read opens it again. */
const mostOpened = 64;
/** Attempts to take back a step while others type in the same text. */
const mostTries = 5;

interface Opened {
  document: TextDocument;
  versions: Map<string, ReadVersion>;
  /** Tail of the edits under way: one at a time, since each is judged by the log's text. */
  turn: Promise<unknown>;
}

/**
 * The texts of a session for an agent: it reads a text under a version, and edits by naming that version. Where somebody
 * has changed the lines meanwhile, it gets the present text in place of overwriting them; the session judges that again.
 */
export class AgentTexts {
  readonly #client: SessionClient;
  readonly #workspace: Workspace;
  readonly #opened = new Map<string, Promise<Opened>>();
  /** Number of works under way in each. */
  readonly #users = new Map<string, number>();
  readonly #unwatch: () => void;

  /** `client` is of an agent; `workspace` answers requests to the host. */
  constructor(client: SessionClient, workspace: Workspace = client) {
    this.#client = client;
    this.#workspace = workspace;
    this.#unwatch = client.events.on('state', ({ documents }) => {
      for (const ref of this.#opened.keys()) if (!documents[ref]) this.#leave(ref);
    });
  }

  /** Reads a file of the folder. Rejects with the host's error, such as `not-found` or `hidden`. */
  async read(path: string): Promise<ReadText> {
    const found = await this.#find(path);
    return this.#inTurn(found.ref, (opened) => this.#note(found, opened));
  }

  /**
   * Edits a file as it was read: `edits` are sorted, do not overlap, and count in UTF-16 units of that text. All of them
   * are applied, or none.
   */
  async edit(path: string, version: string, edits: readonly TextEdit[], work: Work = {}): Promise<EditOutcome> {
    const found = await this.#find(path);
    return this.#inTurn(found.ref, async (opened) => {
      const read = this.#versionOf(opened, version);
      if (!read) return { is: 'stale', now: this.#note(found, opened) };
      checkEdits(edits, read.text);
      const stretches = touched(read, edits);
      const { document } = opened;
      if (!stretches.every(({ ids }) => isAsRead(ids, loggedText(document))))
        return { is: 'stale', now: this.#note(found, opened) };
      const moved = inPresent(document, stretches, edits);
      const lock = this.#lockOn(found, document, moved);
      if (lock) return { is: 'locked', by: lock };
      const reads = stretches.map(({ ids }) => ids);
      const isIn = await this.#say(document, () =>
        document.asWork({ reads, ...work }, () => document.edit(moved, 'agent')),
      );
      return { is: isIn ? 'applied' : 'stale', now: this.#note(found, opened) };
    });
  }

  /**
   * Proposes edits of a file as it was read, in place of making them: people see them, and accept or reject each part.
   * They are stale where the lines are others by now.
   */
  async propose(
    path: string,
    version: string,
    edits: readonly TextEdit[],
    { title = '', ...work }: Work & { title?: string } = {},
  ): Promise<ProposalOutcome> {
    const found = await this.#find(path);
    return this.#inTurn(found.ref, async (opened) => {
      const read = this.#versionOf(opened, version);
      if (!read) return { is: 'stale', now: this.#note(found, opened) };
      checkEdits(edits, read.text);
      const parts = proposedParts(read, edits);
      if (!parts.every(({ reads }) => isAsRead(reads, loggedText(opened.document))))
        return { is: 'stale', now: this.#note(found, opened) };
      const proposal = newId(this.#client.options.environment);
      await this.#client.publish('proposal.made', { proposal, title, parts, ...work }, found.ref);
      return { is: 'proposed', proposal, parts: parts.length };
    });
  }

  /**
   * Takes back the last edit of this agent in a file, as undo does: only its own text goes, only text that it deleted
   * comes back. Resolves to false where there is none; rejects with `not-permitted` where somebody has locked the lines.
   */
  undo(path: string, work: Work = {}): Promise<boolean> {
    const next = (document: TextDocument) => nextUndone(document, this.#client.person!);
    return this.#asWhole(path, work, next, (document) => document.undo());
  }

  /**
   * Takes back work of this agent in a file by its ids, such as that of a turn: what others did stays. All of it, or
   * none: rejects with `not-permitted` where somebody has locked any of the lines.
   */
  async takeBack(path: string, step: Pick<Step, 'inserted' | 'deleted'>, work: Work = {}): Promise<void> {
    const taken: Step = { ...step, group: null, explicit: true };
    const act = (document: TextDocument) => {
      document.revert(taken);
      return true;
    };
    await this.#asWhole(path, work, () => taken, act);
  }

  /** Takes a step back, which counts as an edit of the whole text, so until nobody has typed meanwhile. */
  async #asWhole(
    path: string,
    work: Work,
    stepIn: (document: TextDocument) => Step | undefined,
    act: (document: TextDocument) => boolean,
  ): Promise<boolean> {
    const found = await this.#find(path);
    return this.#inTurn(found.ref, async ({ document }) => {
      for (let tries = 0; tries < mostTries; tries++) {
        let isDone = false;
        const step = stepIn(document);
        const lock = step && this.#lockOn(found, document, undoPlaces(document, step, this.#client.person!));
        if (lock) throw lockedError(lock, path);
        const read = new ReadVersion(document);
        const reads = [read.stretch(0, read.text.length)];
        const isIn = await this.#say(document, () => {
          document.asWork({ reads, ...work }, () => {
            isDone = act(document);
          });
        });
        if (isIn) return isDone;
      }
      throw new EnsembleError('too-fast', 'Others type in this text all the time: try again in a moment.');
    });
  }

  /** Leaves the texts that were read. */
  close(): void {
    this.#unwatch();
    for (const ref of [...this.#opened.keys()]) this.#leave(ref);
  }

  #leave(ref: string): void {
    this.#opened.delete(ref);
    this.#client.documents.close(ref);
  }

  /** Finds the document of a file: at once where it is open here, under this very path. */
  async #find(path: string): Promise<{ ref: string; path: string }> {
    const ref = knownDocument(this.#client.state, path);
    if (ref !== null && this.#opened.has(ref)) return { ref, path };
    return findDocument(this.#client, path, this.#workspace);
  }

  /** Runs something with a text while nothing else of this agent is under way in it (mutex). */
  async #inTurn<T>(ref: string, run: (opened: Opened) => T | Promise<T>): Promise<T> {
    this.#users.set(ref, (this.#users.get(ref) ?? 0) + 1);
    try {
      const opened = await this.#open(ref);
      const turn = opened.turn.then(async () => {
        await this.#client.settled();
        return run(opened);
      });
      opened.turn = turn.catch(() => undefined);
      return await turn;
    } finally {
      const left = this.#users.get(ref)! - 1;
      if (left > 0) this.#users.set(ref, left);
      else this.#users.delete(ref);
      this.#rest();
    }
  }

  /** Lets the least recently used texts go, beyond those that are kept. */
  #rest(): void {
    for (const ref of [...this.#opened.keys()]) {
      if (this.#opened.size <= mostOpened) return;
      if (!this.#users.has(ref)) this.#leave(ref);
    }
  }

  #open(ref: string): Promise<Opened> {
    const known = this.#opened.get(ref);
    if (known) {
      this.#opened.delete(ref);
      this.#opened.set(ref, known);
      return known;
    }
    const opened = this.#client.documents
      .open(ref)
      .then((document) => ({ document, versions: new Map(), turn: Promise.resolve() }));
    this.#opened.set(ref, opened);
    opened.catch(() => this.#opened.delete(ref));
    return opened;
  }

  #note({ ref, path }: { ref: string; path: string }, { document, versions }: Opened): ReadText {
    const read = new ReadVersion(document);
    const version = versionName(read.text);
    versions.delete(version);
    versions.set(version, read);
    if (versions.size > mostVersions) versions.delete(versions.keys().next().value!);
    return { ref, path, text: read.text, version };
  }

  /** Finds a version that was read, or the present text where that is the same. */
  #versionOf({ document, versions }: Opened, version: string): ReadVersion | null {
    const known = versions.get(version);
    if (known) return known;
    const present = new ReadVersion(document);
    return versionName(present.text) === version ? present : null;
  }

  /** Has the log take an edit. Resolves to false where it counts for nothing, once the text is here without it. */
  async #say(document: TextDocument, edit: () => void): Promise<boolean> {
    const { documents } = this.#client;
    let isDiscarded = false;
    let problem: string | null = null;
    const stop = documents.events.on('discarded', ({ ref, message }) => {
      if (ref !== document.ref) return;
      isDiscarded = true;
      problem = message;
    });
    try {
      edit();
      await this.#client.settled();
    } finally {
      stop();
    }
    if (!isDiscarded) return true;
    await documents.whenReady(document.ref);
    if (problem !== null) throw new EnsembleError('not-permitted', problem);
    return false;
  }

  /** Finds a lock of somebody else on lines that an edit touches. */
  #lockOn(
    found: { ref: string; path: string },
    document: TextDocument,
    edits: readonly Omit<TextEdit, 'insertText'>[],
  ): HeldLock | null {
    const text = document.toString();
    const others = new SessionLocker(this.#client).list().filter(({ isMine }) => !isMine);
    const meets = (lock: HeldLock) => {
      if (!isOn(lock, found)) return false;
      const place = lock.lines && offsetsOf(text, lock.lines);
      return edits.some(
        ({ offset, deleteLength }) => !place || (offset <= place.to && offset + deleteLength >= place.from),
      );
    };
    return others.find(meets) ?? null;
  }
}

function lockedError({ name, lines }: HeldLock, path: string): EnsembleError {
  const which = lines ? `lines ${lines.start}–${lines.end} of ${path}` : path;
  return new EnsembleError('not-permitted', `${name} has locked ${which}: work elsewhere, or ask them.`);
}

/** Name of a text: the beginning of its hash, 64 bits. */
const versionName = (text: string): string => hashText(text).slice(0, 16);

/** Moves edits of a version to where their lines are now. */
function inPresent(document: TextDocument, stretches: readonly Stretch[], edits: readonly TextEdit[]): TextEdit[] {
  return edits.map((edit) => {
    const { start, ids } = stretches.find(({ start, end }) => start <= edit.offset && edit.offset <= end)!;
    const [first] = ids.ids;
    const now = first ? offsetOfId(document, first[0], first[1]) : 0;
    return { ...edit, offset: edit.offset - start + now };
  });
}

function checkEdits(edits: readonly TextEdit[], text: string): void {
  let end = 0;
  for (const { offset, deleteLength } of edits) {
    if (offset < end || deleteLength < 0 || offset + deleteLength > text.length)
      throw new EnsembleError(
        'bad-request',
        'Edits are sorted, do not overlap, and lie within the text as it was read.',
      );
    end = offset + deleteLength;
  }
}
