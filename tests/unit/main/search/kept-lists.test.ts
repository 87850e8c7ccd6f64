import { describe, expect, it } from 'vitest';
import { FileListMaker } from '../../../../src/main/search/file-list.ts';
import { KeptLists } from '../../../../src/main/search/kept-lists.ts';

/** A folder that is listed, with a clock that is moved on. */
class Stage {
  nowMs = 0;
  isWatched = true;
  listed = 0;
  files = ['a.ts', 'src/b.ts'];
  readonly lists = new KeptLists(
    () => this.isWatched,
    () => this.nowMs,
  );

  readonly make = async () => {
    this.listed++;
    const maker = new FileListMaker();
    for (const path of this.files) maker.add(path);
    return maker.list(true);
  };

  async names(isOwner = true, ...args: string[]): Promise<string[]> {
    const kept = this.lists.of(isOwner, args);
    const { list, added } = await kept.get(this.isWatched, this.make);
    return [...new Set([...list.paths, ...added])];
  }

  anew(): Promise<unknown> {
    return this.lists.of(true, []).getAnew(this.isWatched, this.make);
  }
}

describe('a list of a folder that is watched', () => {
  it('is made once, however often it is asked for', async () => {
    const stage = new Stage();
    for (let count = 0; count < 10; count++) {
      stage.nowMs += 60_000;
      expect(await stage.names()).toEqual(['a.ts', 'src/b.ts']);
    }
    expect(stage.listed).toBe(1);
  });

  it('has what appears in its folders at once, and is made anew behind', async () => {
    const stage = new Stage();
    await stage.names();
    stage.files.push('src/new.ts');
    stage.lists.note([{ path: 'src/new.ts', type: 'created' }]);
    stage.nowMs += 5000;
    expect(await stage.names()).toEqual(['a.ts', 'src/b.ts', 'src/new.ts']);
    expect(stage.listed).toBe(2);
    expect(await stage.names()).toEqual(['a.ts', 'src/b.ts', 'src/new.ts']);
    expect(stage.listed).toBe(2);
  });

  it('shows nothing of a folder that is in it with nothing, such as what is built and ignored', async () => {
    const stage = new Stage();
    await stage.names();
    stage.lists.note([
      { path: 'dist', type: 'created' },
      { path: 'dist/built.js', type: 'created' },
    ]);
    expect(await stage.names()).toEqual(['a.ts', 'src/b.ts', 'dist']);
  });

  it('is not made anew at every key while a folder keeps changing', async () => {
    const stage = new Stage();
    await stage.names();
    for (let count = 0; count < 100; count++) {
      stage.nowMs += 50;
      stage.lists.note([{ path: `src/${count}`, type: 'deleted' }]);
      await stage.names();
    }
    expect(stage.listed).toBeLessThanOrEqual(6);
  });

  it('is left as it is when files only change, and made anew when what is ignored does', async () => {
    const stage = new Stage();
    await stage.names();
    stage.nowMs += 5000;
    stage.lists.note([{ path: 'a.ts', type: 'changed' }]);
    await stage.names();
    expect(stage.listed).toBe(1);
    stage.lists.note([{ path: 'src/.gitignore', type: 'changed' }]);
    await stage.names();
    expect(stage.listed).toBe(2);
  });

  it('is made anew for who finds nothing, but not for one that was made just now', async () => {
    const stage = new Stage();
    await stage.names();
    expect(await stage.anew()).toBeNull();
    stage.nowMs += 5000;
    expect(await stage.anew()).not.toBeNull();
    stage.lists.note([{ path: 'x', type: 'deleted' }]);
    expect(await stage.anew()).not.toBeNull();
  });
});

it('is made anew behind, again and again, where nothing tells of changes', async () => {
  const stage = new Stage();
  stage.isWatched = false;
  await stage.names();
  stage.nowMs += 500;
  await stage.names();
  expect(stage.listed).toBe(1);
  stage.nowMs += 5000;
  await stage.names();
  expect(stage.listed).toBe(2);
});

it('keeps the owner’s lists whatever guests ask for, and no more than a few', async () => {
  const stage = new Stage();
  await stage.names(true, 'quick open');
  for (let count = 0; count < 50; count++) await stage.names(false, `${count}`);
  await stage.names(true, 'quick open');
  expect(stage.listed).toBe(51);
  await stage.names(false, '49');
  expect(stage.listed).toBe(51);
  await stage.names(false, '0');
  expect(stage.listed).toBe(52);
});

it('keeps no list that was stopped before its end, nor one that failed', async () => {
  const stage = new Stage();
  const kept = stage.lists.of(true, []);
  await expect(kept.get(true, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await kept.get(true, async () => ({ ...(await stage.make()), isComplete: false }));
  await stage.names();
  expect(stage.listed).toBe(2);
});
