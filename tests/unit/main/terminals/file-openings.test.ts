import { expect, it, vi } from 'vitest';
import { FileOpenings } from '../../../../src/main/terminals/file-openings.ts';
import type { FileOpening } from '../../../../src/shared/capabilities/terminals/methods.ts';
import type { Stream, Workspace } from '../../../../src/shared/session/contract.ts';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { openShell } from './attached.ts';

/** A window that opens files, as it is asked to. */
class Opener {
  readonly asked: FileOpening[] = [];
  readonly stream: Stream<'terminals.openings'>;

  constructor(way: Pick<Workspace, 'open'>) {
    this.stream = way.open('terminals.openings', {});
    void this.#follow().catch(() => undefined);
  }

  async #follow(): Promise<void> {
    for await (const asked of this.stream) {
      this.asked.push(asked);
      await this.stream.send({ opening: asked.opening, is: asked.path === 'gone.txt' ? 'missing' : 'opened' });
    }
  }

  async opens(count: number): Promise<FileOpening> {
    await expect.poll(() => this.asked.length, { timeout: 15_000 }).toBe(count);
    return this.asked.at(-1)!;
  }
}

it('gives up on a window that does not answer, but for a file that it has opened and that is waited for', async () => {
  const openings = new FileOpenings(50);
  const { signal } = new AbortController();
  type Answer = { opening: number; is: 'opened' | 'closed' };
  let hear = (_answer: Answer) => {};
  const asked: number[] = [];
  const window = {
    send: async ({ opening }: FileOpening) => void asked.push(opening),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        yield await new Promise<Answer>((resolve) => {
          hear = resolve;
        });
      }
    },
  };
  void openings.follow('window', window as never, signal);
  const file = { path: 'a.txt', line: null, takesFocus: true };
  await expect(openings.open('window', { ...file, waits: false }, signal)).rejects.toThrow(/did not answer/);
  const waited = openings.open('window', { ...file, waits: true }, signal);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  const opening = asked[1]!;
  hear({ opening, is: 'opened' });
  let isOver = false;
  void waited.then(() => {
    isOver = true;
  });
  // The patience with this one, which begins later, is at its end: so is that with the other.
  const later = openings.open('window', { ...file, waits: false }, signal);
  await expect(later).rejects.toThrow(/did not answer/);
  expect(isOver).toBe(false);
  hear({ opening, is: 'closed' });
  await waited;
});

it('files that are named in a terminal open in the window that types there, and are waited for', async () => {
  const host = await new SharedFolder({ 'a.txt': 'a', 'gone.txt': '' }).host();
  const { client, direct } = await windowOf(host.host.url);
  const shell = await openShell(direct);
  const mine = new Opener(direct);
  await shell.type('ensemble open a.txt:7; echo opened $?\r');
  expect(await mine.opens(1)).toMatchObject({ path: 'a.txt', line: 7, waits: false, takesFocus: true });
  await shell.shows('opened 0');
  await shell.type('cd /; ensemble open /etc/passwd; echo outside $?\r');
  await shell.shows(/not in the folder[\s\S]*outside 1/);
  await shell.type('cd -; ensemble open nothing.txt gone.txt; echo missing $?\r');
  await shell.shows(/There is no[\s\S]*missing 1/);

  const { place } = await direct.request('copies.make', { person: client.person! });
  const copied = await openShell(direct, { cwd: place });
  await copied.type('ensemble open a.txt; echo of the copy $?\r');
  expect(await mine.opens(3)).toMatchObject({ path: 'a.txt', line: null });
  await copied.shows('of the copy 0');

  const guest = await guestOf(await host.share('editor'), 'Ada');
  const { ref } = await direct.request('terminals.share', { id: shell.id, access: 'write', people: [] });
  await guest.until(({ terminals }) => terminals[ref!] !== undefined);
  const adas = new Opener(guest);
  const before = mine.asked.length;
  const type = (data: string) => guest.request('terminals.type', { terminal: ref!, data });
  await type('EDITOR="ensemble open --wait"; $EDITOR a.txt; echo closed $?\r');
  const { opening } = await adas.opens(1);
  expect(mine.asked).toHaveLength(before);
  expect(shell.text).not.toMatch(/\rclosed/);
  await adas.stream.send({ opening, is: 'closed' });
  await shell.shows(/\rclosed 0/);
  await type('ensemble open --wait a.txt; echo left $?\r');
  await adas.opens(2);
  adas.stream.cancel();
  await shell.shows(/is gone[\s\S]*left 1/);
}, 60_000);
