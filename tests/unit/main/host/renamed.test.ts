import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { GuestStage } from './guest-stage.ts';

/** Ada has a file open, with something in it that is not saved, while other programs rename files. */
class Stage extends GuestStage {
  static async open(): Promise<Stage> {
    const stage = await new Stage({ 'notes/a.txt': 'one\n', 'b.txt': 'other\n' }, 'notes/a.txt').begin();
    await stage.type(0, 'Ada ');
    return stage;
  }

  /** The document has gone along, with all that was typed. */
  async follows(path: string): Promise<void> {
    await this.ada.until(() => this.info.path === path && !this.info.deleted);
    expect(this.document.toString()).toBe('Ada one\n');
    await saveFile(this.ada, this.document);
    expect(readFileSync(this.at(path), 'utf8')).toBe('Ada one\n');
    expect(existsSync(this.at('notes/a.txt'))).toBe(false);
  }
}

describe('a document whose file another program renames', () => {
  it('goes along', async () => {
    const stage = await Stage.open();
    renameSync(stage.at('notes/a.txt'), stage.at('notes/better.txt'));
    await stage.follows('notes/better.txt');
  });

  it('goes along into another folder, and again after a save', async () => {
    const stage = await Stage.open();
    mkdirSync(stage.at('diary'));
    renameSync(stage.at('notes/a.txt'), stage.at('diary/a.txt'));
    await stage.follows('diary/a.txt');
    renameSync(stage.at('diary/a.txt'), stage.at('a.txt'));
    await stage.follows('a.txt');
  });

  it('goes along with its folder', async () => {
    const stage = await Stage.open();
    renameSync(stage.at('notes'), stage.at('diary'));
    await stage.follows('diary/a.txt');
  });

  it('stays where an editor has put the file aside to write it anew', async () => {
    const stage = await Stage.open();
    renameSync(stage.at('notes/a.txt'), stage.at('notes/a.txt~'));
    await stage.ada.until(() => stage.info.deleted);
    stage.folder.write('notes/a.txt', 'one\ntwo\n');
    await stage.ada.until(() => !stage.info.deleted);
    rmSync(stage.at('notes/a.txt~'));
    renameSync(stage.at('b.txt'), stage.at('c.txt'));
    await stage.ada.until(() => stage.document.toString() === 'Ada one\ntwo\n');
    expect(stage.info.path).toBe('notes/a.txt');
  });

  it('is gone where the file is, whatever is new beside it', async () => {
    const stage = await Stage.open();
    rmSync(stage.at('notes/a.txt'));
    stage.folder.write('notes/new.txt', 'one\n');
    await stage.ada.until(() => stage.info.deleted);
    const other = await openFile(stage.ada, 'notes/new.txt');
    expect(other.ref).not.toBe(stage.document.ref);
    expect([stage.info.path, stage.document.toString()]).toEqual(['notes/a.txt', 'Ada one\n']);
  });

  it('leaves another that is open under the new name', async () => {
    const stage = await Stage.open();
    const other = await openFile(stage.ada, 'b.txt');
    renameSync(stage.at('notes/a.txt'), stage.at('b.txt'));
    await stage.ada.until(() => stage.info.deleted && other.toString() === 'one\n');
    expect(stage.document.toString()).toBe('Ada one\n');
    expect(stage.ada.state.documents[other.ref]!.path).toBe('b.txt');
  });

  it('leaves the session where the new name is hidden from guests', async () => {
    const stage = await Stage.open();
    renameSync(stage.at('notes/a.txt'), stage.at('.env'));
    await stage.ada.until(({ documents }) => documents[stage.document.ref] === undefined);
  });
});
