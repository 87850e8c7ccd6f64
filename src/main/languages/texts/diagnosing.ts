import type { Environment, TimerHandle } from '../../../shared/core/environment.ts';
import type { Rpc } from '../process/rpc.ts';
import type { Places, Sees } from '../wire/places.ts';
import { type Diagnostic, diagnosticsIn, problemsOf } from './problems.ts';
import type { ServerText, ServerTexts } from './server-texts.ts';
import type { ToldProblems } from './told-problems.ts';

/** Pause in typing after which a server is asked, and longest time without. */
const pauseMs = 120;
const longestMs = 500;
/** Pause after which other texts are asked about, which may have other problems by now. */
const othersPauseMs = 600;
/** Most files whose diagnostics are kept. */
const mostFiles = 3000;

interface DiagnosingOptions {
  environment: Environment;
  /** Id of the server. */
  source: string;
  places: Places;
  guestsSee: Sees;
  problems: ToldProblems;
  texts: ServerTexts;
  rpc: Rpc;
}

interface Turn {
  timer: TimerHandle;
  sinceMs: number;
}

/** Finds the problems of texts: asks a server that wants to be asked, and listens to one that tells by itself. */
export class Diagnosing {
  readonly #options: DiagnosingOptions;
  readonly #turns = new Map<string, Turn>();
  readonly #asking = new Set<string>();
  readonly #resultIds = new Map<string, string>();
  /** Diagnostics by path, as the server gave them: its fixes want them back. */
  readonly #found = new Map<string, Diagnostic[]>();
  /** Set once the server answers questions for diagnostics. */
  #abilities: { identifier?: string; interFileDependencies?: boolean } | null = null;
  #others: TimerHandle | null = null;
  #isClosed = false;

  constructor(options: DiagnosingOptions) {
    this.#options = options;
  }

  /** Notes that the server wants to be asked, and how. */
  setAbilities(provider: unknown): void {
    if (typeof provider !== 'object' || provider === null) return;
    this.#abilities = provider;
    this.refresh();
  }

  /** Diagnostics of a file that touch some lines. */
  around(path: string, from: number, to: number): Diagnostic[] {
    const all = this.#found.get(path) ?? [];
    return all.filter(({ range }) => range.start.line <= to && range.end.line >= from);
  }

  /** Notes that a text has changed, or is new. */
  changed(text: ServerText): void {
    this.#schedule(text, pauseMs);
    if (this.#abilities?.interFileDependencies) this.othersChanged();
  }

  /** Notes that something else has changed on which all texts may depend. */
  othersChanged(): void {
    const { environment } = this.#options;
    if (this.#others !== null || this.#abilities === null || this.#isClosed) return;
    this.#others = environment.setTimer(() => {
      this.#others = null;
      this.refresh();
    }, othersPauseMs);
  }

  /** Asks about all texts anew. */
  refresh(): void {
    for (const text of this.#options.texts.all) this.#schedule(text, 0);
  }

  #schedule(text: ServerText, waitMs: number): void {
    const { environment } = this.#options;
    if (this.#isClosed) return;
    const nowMs = environment.nowMs();
    const turn = this.#turns.get(text.ref);
    if (turn) environment.clearTimer(turn.timer);
    const sinceMs = turn?.sinceMs ?? nowMs;
    const delayMs = Math.max(0, Math.min(waitMs, sinceMs + longestMs - nowMs));
    const timer = environment.setTimer(() => {
      this.#turns.delete(text.ref);
      void this.#look(text);
    }, delayMs);
    this.#turns.set(text.ref, { timer, sinceMs });
  }

  async #look(text: ServerText): Promise<void> {
    const { texts, rpc, environment } = this.#options;
    const isHere = () => !this.#isClosed && texts.at(text.path) === text;
    if (!isHere() || !text.document.isEditable) return;
    const nowMs = environment.nowMs();
    texts.putAll(nowMs);
    if (texts.isAskedAbout(text, nowMs)) return this.#schedule(text, pauseMs);
    if (this.#abilities === null) return;
    // One question at a time: the next is about the newest text anyhow.
    if (this.#asking.has(text.ref)) return this.#schedule(text, pauseMs);
    this.#asking.add(text.ref);
    try {
      const { identifier } = this.#abilities;
      const previousResultId = this.#resultIds.get(text.ref);
      const report = await rpc.request('textDocument/diagnostic', {
        textDocument: { uri: text.uri },
        ...(identifier === undefined ? {} : { identifier }),
        ...(previousResultId === undefined ? {} : { previousResultId }),
      });
      if (isHere()) this.#reported(text, report);
    } catch {
      // A server that was overtaken says so, and is asked again with the next change.
    } finally {
      this.#asking.delete(text.ref);
    }
  }

  #reported(text: ServerText, report: unknown): void {
    const { kind, items, resultId, relatedDocuments } = (report ?? {}) as Record<string, unknown>;
    if (typeof resultId === 'string') this.#resultIds.set(text.ref, resultId);
    if (kind === 'full') this.#set(text.path, items);
    for (const [uri, related] of Object.entries(relatedDocuments ?? {})) {
      const path = this.#options.places.pathOf(uri);
      const { kind: relatedKind, items: relatedItems } = (related ?? {}) as Record<string, unknown>;
      if (path !== null && relatedKind === 'full') this.#set(path, relatedItems);
    }
  }

  /** Takes in diagnostics that a server tells by itself. */
  published(params: unknown): void {
    const { uri, diagnostics } = (params ?? {}) as { uri?: unknown; diagnostics?: unknown };
    if (typeof uri !== 'string' || this.#isClosed) return;
    const path = this.#options.places.pathOf(uri);
    // A server that is asked tells the rest by itself, such as what is wrong in a configuration.
    if (path !== null) this.#set(path, diagnostics, this.#abilities === null ? '' : ':told');
  }

  #set(path: string, items: unknown, kind = ''): void {
    const { places, guestsSee, problems, source } = this.#options;
    if (path === '' || path.length > 4096 || !guestsSee(path)) return;
    const key = path + kind;
    const found = diagnosticsIn(items);
    if (found.length > 0 && (this.#found.has(key) || this.#found.size < mostFiles)) this.#found.set(key, found);
    else this.#found.delete(key);
    const all = [...(this.#found.get(path) ?? []), ...(this.#found.get(`${path}:told`) ?? [])];
    problems.set({ path, source, ...problemsOf(all, places, guestsSee) });
  }

  /** Forgets what is known of a text that is closed at the server. */
  closed({ ref, path }: ServerText): void {
    const turn = this.#turns.get(ref);
    if (turn) this.#options.environment.clearTimer(turn.timer);
    this.#turns.delete(ref);
    this.#resultIds.delete(ref);
    if (this.#abilities !== null && !this.#isClosed) this.#set(path, []);
  }

  close(): void {
    const { environment } = this.#options;
    this.#isClosed = true;
    for (const { timer } of this.#turns.values()) environment.clearTimer(timer);
    if (this.#others !== null) environment.clearTimer(this.#others);
    this.#turns.clear();
    this.#found.clear();
  }
}
