import type { SessionClient } from '../../client/session-client.ts';
import type { Brought, TextDocument } from '../../client/text-document.ts';
import type { DocumentInfo, TextFormat } from '../../shared/capabilities/documents/document-state.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { ConflictChoice } from '../../shared/text/conflict-choices.ts';
import { hashBytes, hashText } from '../../shared/text/hash.ts';
import { type Merge, mergeTexts, type Overlap } from '../../shared/text/three-way.ts';
import { decodeAs, decodeChanged, decodeKnown, encodeText } from '../files/text-codec.ts';
import { lossOf } from './adopted-text.ts';
import { corrected } from './correction.ts';
import { ChangedMeanwhile, type Disk } from './disk.ts';
import { changedAgain, conflictStands, unsavedWork } from './disk-refusals.ts';
import { expectedState } from './expected-state.ts';
import type { Journal, JournalRecord, JournalRecords } from './journal.ts';
import { baseOf } from './journal-base.ts';
import { endHalfWritten, writeNoted } from './noted-write.ts';
import { savedAs } from './saved-as.ts';
import { changed, covers, merged, textOf } from './seed.ts';
import type { ToldTexts } from './told-texts.ts';
import type { Lawful } from './unsent.ts';
import { whileOnline } from './while-online.ts';

/** Somebody's choice about a text on the disk. */
export interface Choice {
  choice: ConflictChoice;
  /** Hash of the disk's text that they have seen. */
  hash: string;
  person: string;
}

export interface DiskMergeOptions {
  client: SessionClient;
  disk: Disk;
  journal: Journal;
  /** Texts that agents have told; a change on the disk to one of them is their work. */
  told?: ToldTexts;
  report?: (message: string) => void;
}

/** A text as it was found on the disk. */
interface Found {
  path: string;
  /** Hash of its bytes. */
  hash: string;
  text: string;
  format: TextFormat;
}

/**
 * Holds back a file that was not written to its end, and was changed since: nobody intended that text, so it is not
 * merged.
 */
function neitherOf(text: string): Merge {
  return { text, overlaps: [{ line: 1, mine: [], theirs: [] }] };
}

/** Form of a text on the disk, as far as is known. */
function diskFormatOf({ format, diskFormat }: DocumentInfo): TextFormat {
  return diskFormat ?? format;
}

function isAlike(a: TextFormat, b: TextFormat): boolean {
  return a.encoding === b.encoding && a.bom === b.bom && a.eol === b.eol && a.mixedEol === b.mixedEol;
}

/**
 * Merges the disk and a document, three ways, with the text that the journal last knew on the disk as the base. Only
 * lines that both changed differently wait for a choice. Its methods never run at once: the keeper's queue sees to
 * that.
 */
export class DiskMerge {
  readonly #options: DiskMergeOptions;
  /** Documents whose newest record is certainly on the disk. */
  readonly #sure = new Set<string>();

  constructor(options: DiskMergeOptions) {
    this.#options = options;
  }

  get #environment() {
    return this.#options.client.options.environment;
  }

  get #term(): number {
    return this.#options.client.state.host?.term ?? 1;
  }

  #info(ref: string): DocumentInfo {
    return expectedState(this.#options.client).documents[ref]!;
  }

  /** Merges what merges by itself. */
  judge(base: string, mine: string, theirs: string): Merge {
    return mergeTexts(base, mine, theirs);
  }

  /**
   * Tells everyone of a write, or of a change found on the disk, that an earlier process did not get into the log
   * before it died.
   */
  async makeUp(ref: string, path: string, document: TextDocument): Promise<void> {
    await endHalfWritten(this.#options, ref, path);
    const bytes = await this.#options.disk.read(path);
    const { current, previous } = await this.#options.journal.records(ref);
    if (bytes === null || current === null || hashBytes(bytes) === previous?.hash) return;
    const whole = current.document ?? current.base;
    if (current.document || !covers(document.encode(), whole)) document.applyOwn(whole, current.brought);
    document.flush();
  }

  /**
   * Takes in the disk's text. `unsent` is an edit that its author has not sent yet, and that counts for overlaps all
   * the same.
   */
  async absorb(
    ref: string,
    document: TextDocument,
    unsent: Uint8Array | null = null,
  ): Promise<'withheld' | 'taken in' | 'no text'> {
    const info = this.#info(ref);
    const { journal } = this.#options;
    const records = await journal.records(ref);
    const found = await this.#look(info, records);
    if (found === 'gone' && !info.deleted) await this.#say([{ kind: 'doc.deleted', body: { term: this.#term }, ref }]);
    if (typeof found === 'string') return found === 'gone' ? 'taken in' : found;
    const textHash = hashText(found.text);
    if (found.hash !== records.current?.hash) {
      const { previous } = records;
      const known = found.hash === previous?.hash && info.saved?.hash === textHash ? previous : null;
      if (known) await journal.put(ref, known);
      else {
        const base = this.#baseOf(ref, info, found.text, records);
        const state = merged(document.encode(), base?.base ?? document.encode());
        const { before, first } = records.current ?? {};
        const merge = before ? neitherOf(found.text) : this.#judgeBoth(base, state, unsent, found.text);
        const isAsked = merge.overlaps.length > 0 || first === undefined;
        const overlaps = isAsked ? merge.overlaps : lossOf(first, textOf(state), merge.text);
        if (overlaps.length > 0) return this.#withhold(ref, info, found, overlaps, base);
        await this.#takeIn(ref, document, base, found, merge.text);
      }
    }
    this.#sure.add(ref);
    if (info.conflict || info.saved?.hash !== textHash || !isAlike(found.format, diskFormatOf(info)))
      await this.#tell(ref, found.text, found.format, info.conflict ? { choice: 'none', person: null } : null);
    return 'taken in';
  }

  /**
   * Finds the base of a text. Within one life of the host it is the newest record; after a crash it has to be inferred.
   */
  #baseOf(ref: string, info: DocumentInfo, text: string, records: JournalRecords): JournalRecord | null {
    return this.#sure.has(ref) ? records.current : baseOf(info, text, records);
  }

  /** Reads the disk, in the format that the file is known to have. */
  async #look(info: DocumentInfo, { current, previous }: JournalRecords): Promise<Found | 'gone' | 'no text'> {
    const path = info.path!;
    const bytes = await this.#options.disk.read(path);
    if (bytes === null) return 'gone';
    const hash = hashBytes(bytes);
    const record = [current, previous].find((each) => each?.hash === hash);
    try {
      const decoded = record
        ? decodeKnown(bytes, record.format)
        : decodeChanged(bytes, current?.format ?? diskFormatOf(info), current ? textOf(current.base) : '');
      return { path, hash, ...decoded };
    } catch (thrown) {
      this.#options.report?.(
        `${path} changed on the disk to something that is not text; the document keeps its text: ${String(thrown)}`,
      );
      return 'no text';
    }
  }

  #judgeBoth(base: JournalRecord | null, state: Uint8Array, unsent: Uint8Array | null, theirs: string): Merge {
    const mine = textOf(state);
    const before = base ? textOf(base.base) : mine;
    const merge = this.judge(before, mine, theirs);
    if (merge.overlaps.length > 0 || unsent === null) return merge;
    const { overlaps } = this.judge(before, textOf(merged(state, unsent)), theirs);
    return { text: merge.text, overlaps };
  }

  /** Keeps the disk's text out of the document, and in the log. */
  async #withhold(
    ref: string,
    info: DocumentInfo,
    { text }: Found,
    overlaps: readonly Overlap[],
    base: JournalRecord | null,
  ): Promise<'withheld'> {
    const hash = hashText(text);
    if (info.conflict?.hash === hash) return 'withheld';
    const term = this.#term;
    await this.#say([
      ...this.#heldBefore(ref, info, base),
      { kind: 'doc.kept', body: { term, hash, text, of: 'disk' }, ref },
      { kind: 'doc.conflicted', body: { term, hash, overlaps: overlaps.length, line: overlaps[0]!.line }, ref },
    ]);
    return 'withheld';
  }

  /**
   * Makes the entry that the disk held the text on which a conflict is based, where an earlier process died before it
   * could tell: the choice is about that text, whatever the disk holds by then.
   */
  #heldBefore(ref: string, info: DocumentInfo, base: JournalRecord | null): Parameters<SessionClient['publishAll']>[0] {
    if (base === null || base.before) return [];
    const text = textOf(base.base);
    if (info.saved?.hash === hashText(text)) return [];
    return [{ kind: 'doc.saved', body: savedAs(this.#term, info.path!, text, base.format), ref }];
  }

  /**
   * Makes an edit by the replica "disk" of the disk's text, after which the text of `live` is `target`. Text typed
   * since then stays.
   */
  async #takeIn(
    ref: string,
    document: TextDocument,
    base: JournalRecord | null,
    { path, hash, text, format }: Found,
    target: string,
    live = document.encode(),
  ): Promise<void> {
    const step = changed(base?.base ?? live, text, this.#environment);
    const both = merged(live, step.state);
    // Where the character-wise merge of Yjs differs from the merge of lines and words, one more edit corrects it.
    const { journal } = this.#options;
    const isWhole = textOf(both) === target;
    // The outcome of an earlier such edit may not be in the log yet.
    const before = (await journal.records(ref)).current?.document;
    const known = merged(live, base?.base ?? live);
    const whole = isWhole
      ? before && both
      : corrected({ base: base?.base ?? live, known, both, client: step.client }, target, this.#environment);
    const brought = base?.brought ?? [];
    await journal.put(ref, { path, hash, base: step.state, brought, format, ...(whole && { document: whole }) });
    // Text that people have not sent yet, or that a merge has mended, is none of an agent's work.
    const isPlain = whole === undefined && base !== null;
    const told = isPlain ? this.#options.told?.find(path, hashText(text), hashText(textOf(base.base))) : null;
    // Parts of the base that may never reach the log are on the disk all the same: they come with their own ids, never
    // twice.
    document.applyOwn(whole ?? step.state, brought, told && covers(document.encode(), base!.base) ? told : null);
    document.flush();
  }

  /** Tells the log the disk's text, and the end of a conflict. */
  async #tell(
    ref: string,
    text: string,
    format: TextFormat,
    ending: { choice: ConflictChoice | 'none'; person: string | null } | null,
    written: { written?: true } = {},
  ): Promise<void> {
    const term = this.#term;
    const { path } = this.#info(ref);
    const saved = { ...savedAs(term, path!, text, format), ...written };
    const end = ending ? [{ kind: 'doc.resolved' as const, body: { term, ...ending }, ref }] : [];
    await this.#say([{ kind: 'doc.saved', body: saved, ref }, ...end]);
  }

  #say(entries: Parameters<SessionClient['publishAll']>[0]): Promise<void> {
    const { client } = this.#options;
    return whileOnline(client, client.publishAll(entries));
  }

  /** Gives the disk's text that a conflict keeps out. Throws `not-found` where there is none (any more). */
  async withheld(ref: string, document: TextDocument): Promise<{ hash: string; text: string }> {
    const { text } = await this.#waiting(ref, document, null);
    return { hash: hashText(text), text };
  }

  async #waiting(ref: string, document: TextDocument, unsent: Uint8Array | null): Promise<Found> {
    const before = expectedState(this.#options.client).documents[ref];
    if (before?.conflict) await this.absorb(ref, document, unsent);
    const info = expectedState(this.#options.client).documents[ref];
    const found = info?.conflict ? await this.#look(info, await this.#options.journal.records(ref)) : 'gone';
    if (typeof found === 'string')
      throw new EnsembleError('not-found', 'There is no conflict (any more): nothing needs to be chosen.');
    return found;
  }

  /**
   * Ends a conflict by a choice. Gives both texts as they were. Throws `not-found` where no conflict stands (any more),
   * `changed-on-disk` where the disk holds another text than was seen.
   */
  async resolve(
    ref: string,
    document: TextDocument,
    { choice, hash, person }: Choice,
    { update: unsent, brought }: Lawful,
  ): Promise<{ mine: string; theirs: string }> {
    const { journal } = this.#options;
    const found = await this.#waiting(ref, document, unsent);
    const info = this.#info(ref);
    if (hashText(found.text) !== hash) throw changedAgain(found.path);
    const base = this.#baseOf(ref, info, found.text, await journal.records(ref));
    const live = document.encode();
    const known = merged(live, base?.base ?? live);
    const state = merged(known, unsent);
    const [mine, theirs] = [textOf(state), found.text];
    if (choice === 'mine') {
      const whole = { state, brought: [...(base?.brought ?? []), ...brought] };
      await this.#overwrite(ref, info, whole, person, found.hash).catch((thrown) => {
        throw thrown instanceof ChangedMeanwhile ? changedAgain(found.path) : thrown;
      });
    } else {
      const target =
        choice === 'theirs' ? theirs : this.judge(base ? textOf(base.base) : '', textOf(known), theirs).text;
      const kept = { term: this.#term, hash: hashText(mine), text: mine, of: 'document' as const };
      if (choice === 'theirs') await this.#say([{ kind: 'doc.kept', body: kept, ref }]);
      await this.#takeIn(ref, document, base, found, target, live);
      await this.#tell(ref, theirs, found.format, { choice, person });
    }
    this.#sure.add(ref);
    return { mine, theirs };
  }

  async #overwrite(
    ref: string,
    info: DocumentInfo,
    { state, brought }: { state: Uint8Array; brought: Brought },
    person: string,
    expected: string,
  ): Promise<void> {
    const text = textOf(state);
    const format = { ...info.format, mixedEol: false };
    const bytes = encodeText(text, format);
    const record = { path: info.path!, hash: hashBytes(bytes), base: state, brought, format };
    await writeNoted(this.#options, ref, record, bytes, expected);
    await this.#tell(ref, text, format, { choice: 'mine', person }, { written: true });
  }

  /**
   * Lets the disk's text win where both changed the same lines: its change is an act of a person who knows of the work
   * here, such as the abort of a merge. `before` is the text before that act; where it is not the same any more, it is
   * kept and offered to all, as after any choice, with what was typed since where that gives way as well. Gives the
   * text that was kept.
   */
  async giveWay(ref: string, document: TextDocument, before: string, person: string): Promise<string | null> {
    const outcome = await this.absorb(ref, document);
    const info = this.#info(ref);
    const kept = (text: string) => ({ term: this.#term, hash: hashText(text), text, of: 'document' as const });
    const choice = { choice: 'theirs' as const, person };
    if (outcome === 'withheld') {
      const records = await this.#options.journal.records(ref);
      const found = await this.#look(info, records);
      if (typeof found === 'string') return null;
      const base = this.#baseOf(ref, info, found.text, records);
      const live = document.encode();
      const mine = textOf(merged(live, base?.base ?? live));
      const { text } = mergeTexts(base ? textOf(base.base) : mine, mine, found.text, 'theirs');
      await this.#say([{ kind: 'doc.kept', body: kept(mine), ref }]);
      await this.#takeIn(ref, document, base, found, text, live);
      await this.#tell(ref, found.text, found.format, choice);
      this.#sure.add(ref);
      return mine;
    }
    if (outcome !== 'taken in' || document.toString() === before) return null;
    await this.#say([
      { kind: 'doc.kept', body: kept(before), ref },
      { kind: 'doc.resolved', body: { term: this.#term, ...choice }, ref },
    ]);
    return before;
  }

  /**
   * Reads the file's bytes in another encoding; that text is everyone's from here on. Throws `changed-on-disk` while
   * there is unsaved work or a conflict; `encoding` where some of the bytes mean nothing in it.
   */
  async reopen(ref: string, document: TextDocument, encoding: string): Promise<void> {
    const { path } = this.#info(ref);
    if (path === null)
      throw new EnsembleError('bad-request', 'An untitled document has no file to be read in another encoding.');
    const outcome = await this.absorb(ref, document);
    if (outcome === 'withheld') throw conflictStands(path);
    const bytes = await this.#options.disk.read(path);
    if (bytes === null) throw new EnsembleError('not-found', `${path} does not exist (any more).`);
    const { saved, diskFormat, conflict } = this.#info(ref);
    if (conflict || diskFormat || saved?.hash !== hashText(document.toString())) throw unsavedWork(path);
    const found = { path, hash: hashBytes(bytes), ...decodeAs(bytes, encoding) };
    await this.#takeIn(ref, document, (await this.#options.journal.records(ref)).current, found, found.text);
    this.#sure.add(ref);
    await this.#tell(ref, found.text, found.format, null);
  }
}
