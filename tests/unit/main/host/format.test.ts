import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import type { WrittenAs } from '../../../../src/shared/capabilities/documents/document-state.ts';
import { GuestStage } from './guest-stage.ts';
import { guestOf, SharedFolder, textBecomes } from './host-fixture.ts';

const cafe = [0x63, 0x61, 0x66, 0xe9, 0x0a];
const hello = [0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, 0x0a];

class Stage extends GuestStage {
  /** Ada has opened a file of these bytes. */
  static async with(bytes: readonly number[] | string): Promise<Stage> {
    const stage = new Stage({});
    stage.put(bytes);
    return stage.begin();
  }

  append(text: string): Promise<void> {
    return this.type(this.document.length, text);
  }

  async choose(part: Partial<WrittenAs>): Promise<void> {
    await this.document.format.choose({ ...this.document.format.now, ...part });
  }

  async save(): Promise<void> {
    await saveFile(this.ada, this.document);
    await this.ada.until(() => this.info.diskFormat === undefined);
  }

  reopen(encoding: string): Promise<unknown> {
    return this.ada.request('documents.reopen', { ref: this.document.ref, encoding: encoding as 'koi8r' });
  }
}

describe('a text whose encoding cannot hold it', () => {
  it('is not written, and is saved by the way that the message names', async () => {
    const stage = await Stage.with(cafe);
    await stage.append('日');
    await expect(saveFile(stage.ada, stage.document)).rejects.toMatchObject({
      code: 'encoding',
      message: expect.stringMatching(/Windows 1252.*“日”.*“Save with Encoding”.*UTF-8/),
    });
    expect([...stage.diskBytes]).toEqual(cafe);
    await stage.choose({ encoding: 'utf8' });
    await stage.save();
    expect(stage.disk).toBe('café\n日');
    expect(stage.info).toMatchObject({ format: { encoding: 'utf8', bom: false, eol: 'lf' } });
  });
});

describe('a chosen format', () => {
  it('is everyone’s at once, differs from the disk until it is written, and is written', async () => {
    const stage = await Stage.with('a\r\nb\r\n');
    const ben = await guestOf(stage.link, 'Ben');
    await stage.choose({ eol: 'lf' });
    await ben.until(({ documents }) => documents[stage.document.ref]?.format.eol === 'lf');
    expect(stage.info).toMatchObject({ format: { eol: 'lf' }, diskFormat: { eol: 'crlf' } });
    await stage.save();
    expect(stage.disk).toBe('a\nb\n');
  });

  it('is UTF-16 with its mark', async () => {
    const stage = await Stage.with('a\n');
    await stage.choose({ encoding: 'utf16le', bom: true });
    await stage.save();
    expect([...stage.diskBytes]).toEqual([0xff, 0xfe, 0x61, 0, 0x0a, 0]);
    expect(stage.info.format).toMatchObject({ encoding: 'utf16le', bom: true });
  });

  it('is saved also where it changes no byte, and before the log has it', async () => {
    const stage = await Stage.with('one line');
    const { document, ada } = stage;
    const choice = document.format.choose({ encoding: 'utf8', bom: false, eol: 'crlf' });
    expect(document.format.unacknowledged).toMatchObject({ eol: 'crlf' });
    await saveFile(ada, document);
    await choice;
    expect(stage.info).toMatchObject({ format: { eol: 'crlf' } });
    expect(stage.info).not.toHaveProperty('diskFormat');
    await stage.append('\nmore');
    await stage.save();
    expect(stage.disk).toBe('one line\r\nmore');
  });

  it('is taken back by undo, in the order of the steps, and done again', async () => {
    const stage = await Stage.with('a\n');
    await stage.append('b');
    await stage.choose({ eol: 'crlf' });
    await stage.append('c');
    const { document, ada } = stage;
    const seen = async () => {
      await ada.settled();
      return [document.toString(), stage.info.format.eol];
    };
    document.undo();
    expect(await seen()).toEqual(['a\nb', 'crlf']);
    document.undo();
    expect(await seen()).toEqual(['a\nb', 'lf']);
    expect(stage.info).not.toHaveProperty('diskFormat');
    document.redo();
    expect(await seen()).toEqual(['a\nb', 'crlf']);
    document.undo();
    document.undo();
    expect(await seen()).toEqual(['a\n', 'lf']);
  });

  it('is taken back as far as nobody else has changed the same of it since', async () => {
    const stage = await Stage.with('a\n');
    const { ada, document } = stage;
    const ben = await guestOf(stage.link, 'Ben');
    const bens = await openFile(ben, 'a.txt');
    await stage.choose({ eol: 'crlf' });
    await ben.until(({ documents }) => documents[document.ref]?.format.eol === 'crlf');
    await bens.format.choose({ ...bens.format.now, encoding: 'utf16be', bom: true });
    await ada.until(() => stage.info.format.encoding === 'utf16be');
    document.undo();
    await ada.settled();
    expect(stage.info.format).toMatchObject({ encoding: 'utf16be', eol: 'lf' });
    await ben.until(({ documents }) => documents[document.ref]?.format.eol === 'lf');
    await bens.format.choose({ ...bens.format.now, eol: 'cr' });
    await ada.until(() => stage.info.format.eol === 'cr');
    document.redo();
    await ada.settled();
    expect(stage.info.format).toMatchObject({ encoding: 'utf16be', eol: 'cr' });
  });

  it('outlives the host', async () => {
    const folder = new SharedFolder({ 'a.txt': 'Привет\n' });
    const first = await folder.host();
    const ada = await guestOf(await first.share(), 'Ada');
    const document = await openFile(ada, 'a.txt');
    await document.format.choose({ encoding: 'koi8r', bom: false, eol: 'lf' });
    await saveFile(ada, document);
    await first.close();
    const second = await folder.host();
    const ben = await guestOf(await second.share(), 'Ben');
    const again = await openFile(ben, 'a.txt');
    expect(again.toString()).toBe('Привет\n');
    expect(ben.state.documents[again.ref]!.format.encoding).toBe('koi8r');
    writeFileSync(join(folder.folder, 'a.txt'), Uint8Array.from([...hello, ...hello]));
    await textBecomes(again, (text) => text === 'Привет\nПривет\n');
  });

  it('must be one that is known, and may be chosen only by who may edit the file', async () => {
    const folder = new SharedFolder({ 'a.txt': 'a\n' });
    const ada = await guestOf(await (await folder.host()).share('viewer'), 'Ada');
    const document = await openFile(ada, 'a.txt');
    await expect(document.format.choose({ ...document.format.now, eol: 'crlf' })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    const stage = await Stage.with('a\n');
    await expect(stage.choose({ encoding: 'base64' })).rejects.toMatchObject({ code: 'encoding' });
    expect(stage.document.format.now.encoding).toBe('utf8');
  });
});

describe('a file of mixed or lone line ends', () => {
  it('is shown as it will be written, and written as shown', async () => {
    const stage = await Stage.with('one\rtwo\nthree\r\n');
    expect(stage.info.format).toMatchObject({ eol: 'lf', mixedEol: true });
    await stage.save();
    expect(stage.disk).toBe('one\ntwo\nthree\n');
    expect(stage.info.format).toMatchObject({ eol: 'lf', mixedEol: false });
  });

  it('keeps CR until somebody chooses otherwise', async () => {
    const stage = await Stage.with('one\rtwo\r');
    await stage.append('three\n');
    await stage.save();
    expect(stage.disk).toBe('one\rtwo\rthree\r');
    await stage.choose({ eol: 'lf' });
    await stage.save();
    expect(stage.disk).toBe('one\ntwo\nthree\n');
  });

  it('is what another program has made of it', async () => {
    const stage = await Stage.with('a\nb\n');
    stage.put('a\r\nb\r\n');
    await stage.ada.until(() => stage.info.format.eol === 'crlf');
    await stage.append('c\n');
    await stage.save();
    expect(stage.disk).toBe('a\r\nb\r\nc\r\n');
  });
});

describe('reopening', () => {
  it('reads the bytes anew, for everyone, and the disk keeps them', async () => {
    const stage = await Stage.with(hello);
    const ben = await guestOf(stage.link, 'Ben');
    const bens = await openFile(ben, 'a.txt');
    expect(bens.toString()).toBe('ðÒÉ×ÅÔ\n');
    await stage.reopen('koi8r');
    await textBecomes(bens, (text) => text === 'Привет\n');
    await stage.ada.until(() => stage.info.format.encoding === 'koi8r');
    expect([...stage.diskBytes]).toEqual(hello);
    await stage.append('!');
    await stage.save();
    expect([...stage.diskBytes]).toEqual([...hello, 0x21]);
    await stage.reopen('windows1252');
    await textBecomes(bens, (text) => text === 'ðÒÉ×ÅÔ\n!');
  });

  it('is refused in words while there is unsaved work, be it text or a format', async () => {
    const stage = await Stage.with(hello);
    await stage.append('!');
    const refusal = { code: 'changed-on-disk', message: expect.stringContaining('Save it first') };
    await expect(stage.reopen('koi8r')).rejects.toMatchObject(refusal);
    expect(stage.document.toString()).toBe('ðÒÉ×ÅÔ\n!');
    await stage.save();
    await stage.choose({ eol: 'crlf' });
    await expect(stage.reopen('koi8r')).rejects.toMatchObject(refusal);
  });

  it('is refused where some of the bytes mean nothing, and nothing changes', async () => {
    const stage = await Stage.with(cafe);
    await expect(stage.reopen('utf8')).rejects.toMatchObject({ code: 'encoding' });
    expect(stage.document.toString()).toBe('café\n');
    expect(stage.info.format.encoding).toBe('windows1252');
  });

  it('is for a file that has no document yet too', async () => {
    const folder = new SharedFolder();
    writeFileSync(join(folder.folder, 'a.txt'), Uint8Array.from([0x83, 0x81, 0x83, 0x82]));
    const ada = await guestOf(await (await folder.host()).share(), 'Ada');
    await expect(ada.request('documents.open', { path: 'a.txt' })).rejects.toMatchObject({
      code: 'encoding',
      message: expect.stringContaining('“Reopen with Encoding”'),
    });
    const { ref } = await ada.request('documents.open', { path: 'a.txt', encoding: 'shiftjis' });
    expect((await ada.documents.open(ref)).toString()).toBe('メモ');
  });
});
