import { describe, expect, it, vi } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import { Sieve } from '../../../../src/main/documents/seed.ts';
import { guestOf, SharedFolder, textBecomes } from '../host/host-fixture.ts';

const add = (insertText: string) => [{ offset: 0, deleteLength: 0, insertText }];

class Stage {
  readonly folder = new SharedFolder({ 'a.txt': 'one\n' });
  ada!: SessionClient;
  bob!: SessionClient;
  mine!: TextDocument;
  theirs!: TextDocument;

  static async open(): Promise<Stage> {
    const stage = new Stage();
    const link = await (await stage.folder.host()).share();
    [stage.ada, stage.bob] = [await guestOf(link, 'Ada'), await guestOf(link, 'Bob')];
    [stage.mine, stage.theirs] = [await openFile(stage.ada, 'a.txt'), await openFile(stage.bob, 'a.txt')];
    return stage;
  }

  /** Resolves once everybody hears that the edits of just these people are unsaved. */
  async told(...people: SessionClient[]): Promise<void> {
    const wanted = JSON.stringify(people.map(({ person }) => person));
    const { ref } = this.mine;
    await this.bob.until(({ documents }) => JSON.stringify(documents[ref]?.unsaved ?? []) === wanted);
  }
}

describe('whose edits the disk does not have', () => {
  it('is told, the first to edit first, until they are saved', async () => {
    const stage = await Stage.open();
    stage.mine.edit(add('Ada '));
    await stage.told(stage.ada);
    stage.theirs.edit(add('Bob '));
    await stage.told(stage.ada, stage.bob);
    await saveFile(stage.bob, stage.theirs);
    await stage.told();
  });

  it('is nobody’s where the text is again what the disk holds, and not the disk’s own', async () => {
    const stage = await Stage.open();
    stage.mine.edit(add('Ada '));
    await stage.told(stage.ada);
    stage.mine.undo();
    await stage.told();
    stage.folder.write('a.txt', 'one\ntwo\n');
    stage.theirs.edit(add('Bob '));
    await stage.told(stage.bob);
  });

  it('is the sharer’s of a new text', async () => {
    const stage = await Stage.open();
    const { ref } = await stage.ada.request('documents.create', { title: 'Untitled-1', text: 'new' });
    await stage.bob.until(({ documents }) => documents[ref]?.unsaved?.[0] === stage.ada.person);
  });

  it('is found by looking at each edit once, however often more is typed', async () => {
    const looks = vi.spyOn(Sieve.prototype, 'isNew');
    const stage = await Stage.open();
    for (let round = 0; round < 15; round++) {
      const { length } = stage.theirs;
      stage.mine.edit(add('A'));
      await textBecomes(stage.theirs, (text) => text.length > length);
      stage.theirs.edit(add('B'));
      await textBecomes(stage.mine, (text) => text.length > length + 1);
    }
    await stage.told(stage.ada, stage.bob);
    await vi.waitFor(() => expect(looks.mock.calls.length).toBeGreaterThan(3), 20_000);
    for (let more = 1; more <= 2; more++) {
      const before = looks.mock.calls.length;
      stage.mine.edit(add('A'));
      await vi.waitFor(() => expect(looks.mock.calls.length).toBeGreaterThan(before), 20_000);
    }
    expect(looks.mock.calls.length).toBeLessThanOrEqual(32);
  });
});
