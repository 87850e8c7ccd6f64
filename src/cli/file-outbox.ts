import { appendFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import PQueue from 'p-queue';
import type { OutboxItem, OutboxStorage } from '../client/outbox.ts';
import { append } from '../shared/core/append.ts';
import { entryTuple, fromTuple, toTuple } from '../shared/core/entry.ts';
import { pack, unpack } from '../shared/core/message-pack.ts';

/** An outbox in a file, a line for each item: appended and synced before anything is sent. */
export class FileOutbox implements OutboxStorage {
  readonly #path: string;
  #items: OutboxItem[] = [];
  readonly #queue = new PQueue({ concurrency: 1 });

  constructor(path: string) {
    this.#path = path;
  }

  append(items: readonly OutboxItem[]): Promise<void> {
    append(this.#items, items);
    const lines = items.map(encode).join('');
    return this.#queue.add(async () => {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await appendFile(this.#path, lines, { mode: 0o600 });
      const file = await open(this.#path, 'r+');
      await file.sync();
      await file.close();
    });
  }

  remove(upToN: number): Promise<void> {
    this.#items = this.#items.filter(({ entry }) => entry.n > upToN);
    const text = this.#items.map(encode).join('');
    return this.#queue.add(async () => {
      if (text === '') return rm(this.#path, { force: true });
      await writeFile(`${this.#path}.new`, text, { mode: 0o600 });
      await rename(`${this.#path}.new`, this.#path);
    });
  }

  async load(): Promise<OutboxItem[]> {
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    // The last line may be cut short: it was never sent.
    this.#items = text.split('\n').flatMap(decode);
    return [...this.#items];
  }
}

function encode({ entry, madeMs }: OutboxItem): string {
  return `${Buffer.from(pack([madeMs, { ...toTuple(entry) }, entry.body])).toString('base64')}\n`;
}

function decode(line: string): OutboxItem[] {
  if (line === '') return [];
  try {
    const [madeMs, fields, body] = unpack(Buffer.from(line, 'base64')) as [number, Record<string, unknown>, Uint8Array];
    const tuple = Object.values(fields);
    // A body on its way may be larger than one in a frame.
    tuple[9] = new Uint8Array(0);
    return [{ madeMs, entry: { ...fromTuple(entryTuple.parse(tuple)), body } }];
  } catch {
    return [];
  }
}
