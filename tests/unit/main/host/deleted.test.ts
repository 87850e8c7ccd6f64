import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { GuestStage } from './guest-stage.ts';
import { guestOf, textBecomes } from './host-fixture.ts';

const add = (offset: number, insertText: string) => [{ offset, deleteLength: 0, insertText }];

class Stage extends GuestStage {
  bob!: SessionClient;

  /** Ada has a file open that is then deleted on the disk; `typed` is what she has put in before, and not saved. */
  static async deleted(typed = ''): Promise<Stage> {
    const stage = await new Stage({ 'a.txt': 'one\ntwo\nthree\n' }).begin();
    stage.bob = await guestOf(stage.link, 'Bob');
    if (typed !== '') await stage.type(0, typed);
    else await stage.ada.settled();
    rmSync(stage.at());
    await stage.ada.until(() => stage.info.deleted);
    return stage;
  }
}

describe('a file that was deleted while it was open, and is there again', () => {
  it('is the same document, with what is on the disk now, for those who have it open and those who come', async () => {
    const stage = await Stage.deleted();
    stage.folder.write('a.txt', 'one\nTWO\nthree\n');
    await textBecomes(stage.document, (text) => text === 'one\nTWO\nthree\n');
    await stage.ada.until(() => !stage.info.deleted);
    const theirs = await openFile(stage.bob, 'a.txt');
    expect([theirs.ref, theirs.toString()]).toEqual([stage.document.ref, 'one\nTWO\nthree\n']);
    theirs.edit(add(0, 'Bob '));
    await textBecomes(stage.document, (text) => text === 'Bob one\nTWO\nthree\n');
    await saveFile(stage.ada, stage.document);
    expect(stage.disk).toBe('Bob one\nTWO\nthree\n');
  });

  it('keeps what was typed and not saved, beside what is new on the disk', async () => {
    const stage = await Stage.deleted('Ada ');
    stage.folder.write('a.txt', 'one\ntwo\nTHREE\n');
    await textBecomes(stage.document, (text) => text === 'Ada one\ntwo\nTHREE\n');
    await saveFile(stage.ada, stage.document);
    expect(stage.disk).toBe('Ada one\ntwo\nTHREE\n');
  });

  it('asks where both have changed the same lines, and overwrites nothing before', async () => {
    const stage = await Stage.deleted('Ada ');
    stage.folder.write('a.txt', 'ONE\ntwo\nthree\n');
    await stage.ada.until(() => stage.info.conflict !== undefined);
    await expect(saveFile(stage.ada, stage.document)).rejects.toMatchObject({ code: 'changed-on-disk' });
    expect([stage.info.deleted, stage.document.toString(), stage.disk]).toEqual([
      false,
      'Ada one\ntwo\nthree\n',
      'ONE\ntwo\nthree\n',
    ]);
  });

  it('stays deleted where something that is no text has come in its place', async () => {
    const stage = await Stage.deleted('Ada ');
    stage.folder.write('a.txt', '\0\0\0');
    await expect(openFile(stage.bob, 'a.txt')).rejects.toMatchObject({ code: 'not-text' });
    await expect(saveFile(stage.ada, stage.document)).rejects.toMatchObject({ code: 'not-text' });
    expect([stage.info.deleted, stage.document.toString(), stage.disk]).toEqual([
      true,
      'Ada one\ntwo\nthree\n',
      '\0\0\0',
    ]);
  });
});
