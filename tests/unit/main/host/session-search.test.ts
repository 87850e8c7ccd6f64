import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import type { StreamParams } from '../../../../src/shared/session/contract.ts';
import { searchText } from '../../../lib/search-text.ts';
import { guestOf, SharedFolder } from './host-fixture.ts';

const files = {
  'src/a.txt': 'one\nold needle\n',
  'src/b.txt': 'needle\n',
  'logs/c.txt': 'c\n',
  '.gitignore': 'logs\n',
};

class Stage {
  readonly folder = new SharedFolder(files);
  ada!: SessionClient;
  bob!: SessionClient;

  static async open(): Promise<Stage> {
    const stage = new Stage();
    const link = await (await stage.folder.host()).share();
    [stage.ada, stage.bob] = [await guestOf(link, 'Ada'), await guestOf(link, 'Bob')];
    return stage;
  }

  /** Ada makes a text another, and does not save it. */
  async types(path: string, text: string): Promise<TextDocument> {
    const document = await openFile(this.ada, path);
    document.edit([{ offset: 0, deleteLength: document.length, insertText: text }]);
    await this.ada.settled();
    await this.bob.until(({ documents }) => (documents[document.ref]?.unsaved?.length ?? 0) > 0);
    return document;
  }

  /** Bob's findings, as path:line:column. */
  async finds(pattern: string, options: Partial<StreamParams<'search.text'>> = {}): Promise<string[]> {
    const { matches } = await searchText(this.bob, { pattern, ...options });
    return matches.flatMap(({ path, line, ranges }) => ranges.map(({ column }) => `${path}:${line}:${column}`)).sort();
  }
}

describe('a search', () => {
  it('finds what somebody else has typed and not saved, and not what the disk still holds in its place', async () => {
    const stage = await Stage.open();
    await stage.types('src/a.txt', 'new\n\n  needle and needle\n');
    expect(await stage.finds('needle')).toEqual(['src/a.txt:2:13', 'src/a.txt:2:2', 'src/b.txt:0:0']);
    expect(await stage.finds('old')).toEqual([]);
    expect(readFileSync(join(stage.folder.folder, 'src/a.txt'), 'utf8')).toBe(files['src/a.txt']);
  });

  it('has the same options for both', async () => {
    const stage = await Stage.open();
    await stage.types('src/a.txt', 'Needle needles\n');
    expect(await stage.finds('needle', { isCaseSensitive: true })).toEqual(['src/a.txt:0:7', 'src/b.txt:0:0']);
    expect(await stage.finds('needle', { isWordMatch: true })).toEqual(['src/a.txt:0:0', 'src/b.txt:0:0']);
    expect(await stage.finds('ne+dles', { isRegExp: true })).toEqual(['src/a.txt:0:7']);
    expect(await stage.finds('needle', { includes: ['src/b.*'] })).toEqual(['src/b.txt:0:0']);
    expect(await stage.finds('needle', { excludes: ['src/a.*'] })).toEqual(['src/b.txt:0:0']);
    const { matches, limitHit } = await searchText(stage.bob, { pattern: 'needle', maxResults: 2 });
    expect([matches.flatMap(({ ranges }) => ranges).length, limitHit]).toEqual([2, true]);
  });

  it('leaves out what is ignored, also where that is open', async () => {
    const stage = await Stage.open();
    await stage.types('logs/c.txt', 'needle\n');
    expect(await stage.finds('needle', { excludes: ['src'] })).toEqual([]);
    expect(await stage.finds('needle', { excludes: ['src'], useIgnoreFiles: false })).toEqual(['logs/c.txt:0:0']);
  });

  it('that would take for ever ends, and keeps nobody waiting', async () => {
    const stage = await Stage.open();
    const document = await stage.types('src/a.txt', `${'a'.repeat(2000)}!\n`);
    const controller = new AbortController();
    const endless = searchText(
      stage.bob,
      { pattern: '(?=(a+)+$)b|(a+)+$(?<=x)', isRegExp: true },
      { signal: controller.signal },
    );
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'still typing ' }]);
    await stage.ada.settled();
    controller.abort();
    await endless.catch(() => undefined);
  });
});
