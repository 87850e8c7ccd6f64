import { chatLimits } from '../../../shared/capabilities/chat/limits.ts';
import type { ChatFile } from '../../../shared/capabilities/chat/message.ts';
import { plainWords } from '../../../shared/text/shown.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';

/** Pause before files that could not go for want of a connection are tried again. */
const retryMs = 5_000;

/** A file for the next message. */
export interface AttachedFile {
  key: number;
  name: string;
  sizeBytes: number;
  /** Bytes that are on the server. */
  sentBytes: number;
  /** Hash under which it is on the server; null while it is on its way. */
  hash: string | null;
  /** Reason for which it cannot go; null while all is well. */
  problem: string | null;
  /** True while it waits for the connection. */
  waits: boolean;
  /** Length of a voice message; absent for any other file. */
  lengthMs?: number;
}

/** Name of a file without its folder, and without anything that is not seen. */
export function plainFileName(name: string): string {
  const last = plainWords(name).split(/[/\\]/).at(-1)!.trim().slice(0, chatLimits.fileName);
  return last === '' || last === '.' || last === '..' ? 'file' : last;
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_024 * 1_024) return `${Math.round(bytes / 1_024)} kB`;
  return `${(bytes / 1_024 / 1_024).toFixed(bytes < 10 * 1_024 * 1_024 ? 1 : 0)} MB`;
}

/** Files for the next message: each is sent to the server at once, one after another, and named by the message. */
export class Attaching {
  readonly store = createStore<readonly AttachedFile[]>([]);
  readonly #app: App;
  readonly #files = new Map<number, { file: File; cancel: AbortController }>();
  #sending = Promise.resolve();
  #retrying: ReturnType<typeof setTimeout> | undefined;
  #lastKey = 0;

  constructor(app: App) {
    this.#app = app;
    app.client.events.on('status', ({ is }) => {
      if (is === 'online') this.#retry();
    });
  }

  /** `lengthMs`: of a voice message. */
  add(files: readonly File[], lengthMs?: number): void {
    const room = chatLimits.files - this.store.get().length;
    if (files.length > room)
      void this.#app.workbench.notifications.show('warning', `A message takes ${chatLimits.files} files at most.`);
    for (const file of files.slice(0, room)) {
      const key = ++this.#lastKey;
      this.#files.set(key, { file, cancel: new AbortController() });
      const added = {
        key,
        name: plainFileName(file.name),
        sizeBytes: file.size,
        sentBytes: 0,
        hash: null,
        waits: false,
      };
      const problem = problemOf(file);
      const voice = lengthMs === undefined ? {} : { lengthMs };
      this.store.set([...this.store.get(), { ...added, problem, ...voice }]);
      if (problem === null) this.#send(key);
    }
  }

  /** Sends one that could not go once more. */
  again(key: number): void {
    this.#change(key, { problem: null, waits: false });
    this.#send(key);
  }

  remove(key: number): void {
    this.#files.get(key)?.cancel.abort();
    this.#files.delete(key);
    this.store.set(this.store.get().filter((each) => each.key !== key));
  }

  /** Hands the files over to a message. */
  take(): ChatFile[] {
    const taken = this.store
      .get()
      .flatMap(({ name, sizeBytes, hash, lengthMs }) =>
        hash ? { name, sizeBytes, hash, ...(lengthMs === undefined ? {} : { lengthMs }) } : [],
      );
    this.store.set([]);
    this.#files.clear();
    return taken;
  }

  #change(key: number, change: Partial<AttachedFile>): void {
    this.store.set(this.store.get().map((each) => (each.key === key ? { ...each, ...change } : each)));
  }

  /** Has one go by itself once the connection is back; that it is gone is noticed here first. */
  #wait(key: number): void {
    this.#change(key, { waits: true, sentBytes: 0 });
    this.#retrying ??= setTimeout(() => this.#retry(), retryMs);
  }

  #retry(): void {
    clearTimeout(this.#retrying);
    this.#retrying = undefined;
    for (const { key, waits } of this.store.get()) if (waits) this.again(key);
  }

  #send(key: number): void {
    this.#sending = this.#sending
      .then(() => this.#sendNow(key))
      .catch((thrown: unknown) => {
        const isAway = this.#app.client.status.is !== 'online' || !navigator.onLine;
        if (isAway && (thrown as { code?: string }).code === 'disconnected') return this.#wait(key);
        const words = thrown instanceof Error ? thrown.message : String(thrown);
        this.#change(key, { problem: thrown instanceof DOMException ? 'It cannot be read.' : words });
      });
  }

  async #sendNow(key: number): Promise<void> {
    const entry = this.#files.get(key);
    const { blobs } = this.#app.client.options;
    if (!entry || !blobs) return;
    const bytes = new Uint8Array(await entry.file.arrayBuffer());
    const hash = await blobs.put(bytes, {
      signal: entry.cancel.signal,
      onBytes: (sentBytes) => this.#change(key, { sentBytes }),
    });
    this.#change(key, { hash, sentBytes: bytes.length });
  }
}

function problemOf({ size }: File): string | null {
  if (size === 0) return 'It is empty, or a folder.';
  const [has, most] = [sizeInWords(size), sizeInWords(chatLimits.fileBytes)];
  if (size <= chatLimits.fileBytes) return null;
  return `It has ${has === most ? 'more' : has}: a file may have ${most}.`;
}
