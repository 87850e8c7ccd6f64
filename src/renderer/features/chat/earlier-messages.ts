import type { Page } from '../../../client/past-pages.ts';
import type { FoldedRoom, TakenEntry } from '../../../shared/capabilities/chat/folded-room.ts';
import type { Entry } from '../../../shared/core/entry.ts';
import { readBody } from '../../../shared/session/table.ts';

/** Pause after which a page is asked for again that came too fast. */
const tooFastMs = 1_000;

interface Parts {
  ref: string;
  /** The messages that are here; others once the past was asked for anew. */
  folded: () => FoldedRoom;
  page: (before: number | null) => Promise<Page>;
  first: () => number;
  tell: (change: { isPaging?: boolean; pageProblem?: string | null; first?: number }) => void;
}

/** Messages before those that came at the beginning: a page at a time, up to the first of the session. */
export class EarlierMessages {
  readonly #parts: Parts;
  /** Entries since a page was asked for: it may be of a moment before them. */
  #since: TakenEntry[] | null = null;
  #loading: Promise<boolean> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Notes an entry of the conversation, before it is taken. */
  note(entry: Entry, person: string | null): void {
    this.#since?.push({ entry, person });
    const pinned = entry.kind === 'chat.pinned' || entry.kind === 'direct.pinned' ? entry.kind : null;
    const body = pinned && readBody(pinned, entry.body);
    const { earlier, room } = this.#parts.folded();
    if (body?.isPinned && earlier > 0 && !room.get(body.message)) void this.#loadPins();
  }

  /** Brings the page before. Resolves to false where there is none, or it did not come. */
  load(): Promise<boolean> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /** Brings all pages, one after another. */
  async all(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.load()));
  }

  /** Brings pages until a message is here; says whether it is. */
  async bring(message: string, signal?: AbortSignal, report?: (words: string) => void): Promise<boolean> {
    for (;;) {
      const { room, earlier } = this.#parts.folded();
      if (room.get(message)) return true;
      report?.(`${earlier.toLocaleString('en')} earlier messages are left.`);
      if (signal?.aborted || !(await this.load())) return false;
    }
  }

  async #load(): Promise<boolean> {
    const { folded, page, tell, first } = this.#parts;
    const room = folded();
    const oldest = room.room.at(0);
    if (room.earlier === 0 || !oldest) return false;
    const since: TakenEntry[] = [];
    this.#since = since;
    tell({ isPaging: true, pageProblem: null });
    try {
      const { content, upTo } = await this.#paced(() => page(oldest.seq));
      // Its past was asked for anew meanwhile.
      if (room !== folded()) return false;
      const before = room.room.size;
      if (content)
        room.takePage(
          content,
          since.filter(({ entry: { seq } }) => seq > upTo),
        );
      const came = room.room.size - before;
      tell({ first: first() - Math.max(0, came) });
      return came > 0;
    } catch (thrown) {
      tell({ pageProblem: thrown instanceof Error ? thrown.message : String(thrown) });
      return false;
    } finally {
      this.#since = null;
      tell({ isPaging: false });
    }
  }

  /** Waits where more is asked for at once than the session tells: a long search does. */
  async #paced(ask: () => Promise<Page>): Promise<Page> {
    for (;;) {
      try {
        return await ask();
      } catch (thrown) {
        if ((thrown as { code?: string }).code !== 'too-fast') throw thrown;
        await new Promise((resolve) => setTimeout(resolve, tooFastMs));
      }
    }
  }

  /** Somebody has pinned a message that is not here. */
  async #loadPins(): Promise<void> {
    const { folded, page, tell } = this.#parts;
    await this.#loading;
    const room = folded();
    const { content } = await page(null).catch(() => ({ content: null }));
    if (content && room === folded()) room.takePins(content);
    tell({});
  }
}
