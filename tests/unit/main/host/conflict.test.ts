import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withUnsent } from '../../../../src/client/saving.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import type { ConflictChoice } from '../../../../src/shared/text/conflict-choices.ts';
import { hashText } from '../../../../src/shared/text/hash.ts';
import { GuestStage } from './guest-stage.ts';
import { guestOf, SharedFolder, textBecomes } from './host-fixture.ts';

const base = 'one\ntwo\nthree\nfour\n';
const mine = 'one\ntwo by Ada\nthree\nfour\n';
const theirs = 'one\nTWO\nthree\nFOUR\n';

const conflictOf = (client: SessionClient, { ref }: TextDocument) => client.state.documents[ref]?.conflict;

class Stage extends GuestStage {
  /** Ada has changed a line that another program then writes anew. */
  static async conflicted(): Promise<Stage> {
    const stage = await Stage.typed();
    stage.folder.write('a.txt', theirs);
    await stage.ada.until(() => conflictOf(stage.ada, stage.document) !== undefined);
    return stage;
  }

  static async typed(): Promise<Stage> {
    const stage = await new Stage({ 'a.txt': base }).begin();
    await stage.type(7, ' by Ada');
    return stage;
  }

  async choose(choice: ConflictChoice, hash = hashText(theirs)): Promise<void> {
    const { ref } = this.document;
    await withUnsent(this.ada, this.document, (unsent) =>
      this.ada.request('documents.resolve', { ref, choice, hash, ...unsent }),
    );
    await this.ada.until(() => conflictOf(this.ada, this.document) === undefined);
  }
}

describe('a change on the disk of lines that were changed here', () => {
  it('waits: the document keeps its text, the disk its own, and what is withheld can be asked for', async () => {
    const { ada, document, disk } = await Stage.conflicted();
    expect([document.toString(), disk]).toEqual([mine, theirs]);
    expect(conflictOf(ada, document)).toEqual({ hash: hashText(theirs), overlaps: 1, line: 2 });
    const { ref } = document;
    expect(await ada.request('documents.withheld', { ref })).toEqual({ hash: hashText(theirs), text: theirs });
  });

  it('is never saved over, and the refusal says what is safe and what to do', async () => {
    const stage = await Stage.conflicted();
    const words = /both versions are safe.*Resolve Conflict/i;
    await expect(saveFile(stage.ada, stage.document)).rejects.toMatchObject({
      code: 'changed-on-disk',
      message: expect.stringMatching(words),
    });
    expect(stage.disk).toBe(theirs);
  });

  it('is told again where the file was deleted meanwhile and comes back as it was', async () => {
    const { folder, ada, document } = await Stage.conflicted();
    rmSync(join(folder.folder, 'a.txt'));
    await ada.until(() => ada.state.documents[document.ref]!.deleted);
    folder.write('a.txt', theirs);
    await ada.until(() => conflictOf(ada, document) !== undefined);
    expect(ada.state.documents[document.ref]!.deleted).toBe(false);
  });

  it('is noticed by a save whose last words the host had not heard of', async () => {
    const stage = await Stage.typed();
    stage.folder.write('a.txt', base.replace('three', 'THREE'));
    await textBecomes(stage.document, (text) => text.includes('THREE'));
    stage.document.edit([{ offset: 0, deleteLength: 3, insertText: 'first' }]);
    stage.folder.write('a.txt', base.replace('one', 'ONE').replace('three', 'THREE'));
    await expect(saveFile(stage.ada, stage.document)).rejects.toMatchObject({ code: 'changed-on-disk' });
    expect(stage.disk).toContain('ONE');
  });

  it('ends by itself when the disk takes it back, and saving works again', async () => {
    const stage = await Stage.conflicted();
    stage.folder.write('a.txt', base);
    await stage.ada.until(() => conflictOf(stage.ada, stage.document) === undefined);
    await saveFile(stage.ada, stage.document);
    expect(stage.disk).toBe(mine);
  });

  it('is another one when the disk changes again: who chose for the one before has seen another text', async () => {
    const stage = await Stage.conflicted();
    stage.folder.write('a.txt', 'one\nzwei\nthree\nfour\n');
    await expect(stage.choose('mine')).rejects.toMatchObject({ code: 'changed-on-disk' });
    expect(stage.disk).toBe('one\nzwei\nthree\nfour\n');
    await stage.choose('mine', hashText('one\nzwei\nthree\nfour\n'));
    expect(stage.disk).toBe(mine);
  });

  it('is none where only other lines changed: both changes are there, and nobody is asked', async () => {
    const { ada, document, folder } = await Stage.typed();
    folder.write('a.txt', base.replace('three', 'THREE'));
    await textBecomes(document, (text) => text === mine.replace('three', 'THREE'));
    expect(conflictOf(ada, document)).toBeUndefined();
  });

  it('comes out once where both sides did the same', async () => {
    const stage = await Stage.typed();
    stage.folder.write('a.txt', `${mine}five\n`);
    await textBecomes(stage.document, (text) => text.includes('five'));
    expect(stage.document.toString()).toBe(`${mine}five\n`);
  });
});

describe('who chooses in a conflict', () => {
  it('theirs: has the disk’s text, and the log keeps the other', async () => {
    const stage = await Stage.conflicted();
    const kept: string[] = [];
    stage.ada.events.on('entry', ({ kind, body }) => {
      if (kind === 'doc.kept') kept.push(new TextDecoder().decode(body));
    });
    await stage.choose('theirs');
    await textBecomes(stage.document, (text) => text === theirs);
    expect(stage.disk).toBe(theirs);
    expect(kept.join('')).toContain('two by Ada');
    expect(stage.ada.state.documents[stage.document.ref]?.saved?.hash).toBe(hashText(theirs));
  });

  it('mine: has the document’s text on the disk', async () => {
    const stage = await Stage.conflicted();
    await stage.choose('mine');
    expect([stage.document.toString(), stage.disk]).toEqual([mine, mine]);
  });

  it('merge: has the lines of both, not saved yet, and then saves them', async () => {
    const stage = await Stage.conflicted();
    const both = 'one\ntwo by Ada\nTWO\nthree\nFOUR\n';
    await stage.choose('merge');
    await textBecomes(stage.document, (text) => text === both);
    expect(stage.disk).toBe(theirs);
    await saveFile(stage.ada, stage.document);
    expect(stage.disk).toBe(both);
  });

  it('is told when somebody else has chosen before', async () => {
    const stage = await Stage.conflicted();
    await stage.choose('mine');
    await expect(stage.choose('theirs')).rejects.toMatchObject({ code: 'not-found' });
    expect(stage.disk).toBe(mine);
  });

  it('may not, without the right to save', async () => {
    const folder = new SharedFolder({ 'a.txt': base });
    const viewer = await guestOf(await (await folder.host()).share('viewer'));
    const params = {
      ref: 'r'.repeat(22),
      choice: 'mine',
      hash: hashText(theirs),
      seq: 0,
      update: new Uint8Array([0, 0]),
    } as const;
    await expect(viewer.request('documents.resolve', params)).rejects.toMatchObject({ code: 'not-permitted' });
  });
});

it('a conflict stands after the host has started again, and also when it began while the host was away', async () => {
  const folder = new SharedFolder({ 'a.txt': base, 'b.txt': base });
  const first = await folder.host();
  const ada = await guestOf(await first.share(), 'Ada');
  const documents = [await openFile(ada, 'a.txt'), await openFile(ada, 'b.txt')];
  for (const document of documents) document.edit([{ offset: 7, deleteLength: 0, insertText: ' by Ada' }]);
  await ada.settled();
  folder.write('a.txt', theirs);
  await ada.until(() => conflictOf(ada, documents[0]!) !== undefined);
  await first.close();
  folder.write('b.txt', theirs);
  const again = await guestOf(await (await folder.host()).share(), 'Bob');
  for (const path of ['a.txt', 'b.txt']) {
    const document = await openFile(again, path);
    await again.until(() => conflictOf(again, document) !== undefined);
    expect(document.toString()).toBe(mine);
    const resolve = {
      ref: document.ref,
      choice: 'mine',
      hash: hashText(theirs),
      seq: 0,
      update: new Uint8Array([0, 0]),
    } as const;
    await again.request('documents.resolve', resolve);
    expect(readFileSync(join(folder.folder, path), 'utf8')).toBe(mine);
  }
});
