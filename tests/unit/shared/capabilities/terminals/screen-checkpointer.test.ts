import { beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, loadEmulator } from '../../../../../src/shared/capabilities/terminals/emulator.ts';
import { FoldedScreen } from '../../../../../src/shared/capabilities/terminals/folded-screen.ts';
import { decodeScreenCheckpoint } from '../../../../../src/shared/capabilities/terminals/screen-checkpoint.ts';
import { screenCheckpointer } from '../../../../../src/shared/capabilities/terminals/screen-checkpointer.ts';
import { madeOutput, seenOn } from '../../../../lib/made-output.ts';
import { Random } from '../../../../sim/random.ts';
import { entryOf } from '../../session/entries.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await loadEmulator();
});

const bytesOf = (text: string) => new TextEncoder().encode(text);
const size = { columns: 80, rows: 24 };
const opened = entryOf('terminal.opened', { term: 1, title: '', shell: 'bash', ...size, access: 'read', people: [] });
const output = (data: Uint8Array, isScreen?: boolean) =>
  entryOf('terminal.output', isScreen === undefined ? { data } : { data, isScreen });

/** Describes the screen after output in one piece. */
function whole(data: Uint8Array): string[] {
  const screen = new FoldedScreen(emulator, 80, 24);
  screen.write(data);
  return seenOn(screen.shown());
}

describe('a checkpoint of a terminal, and what came after it', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('show what all of it would: seed %i', async (seed) => {
    const random = new Random(seed);
    const data = bytesOf(madeOutput(random, 150));
    const cut = Math.floor(random.next() * data.length);
    const first = await screenCheckpointer.begin();
    first.fold([opened, output(data.subarray(0, cut))], () => null);
    const screen = new FoldedScreen(emulator);
    screen.load(decodeScreenCheckpoint(first.encode()!));
    screen.write(data.subarray(cut));
    expect(seenOn(screen.shown())).toEqual(whole(data));
  });

  it.each([0, 1, 2])('lose no character of much output at once (%i bytes on)', (shift) => {
    const screen = new FoldedScreen(emulator, 80, 24);
    screen.write(bytesOf(`${'x'.repeat(shift)}${'›'.repeat(60_000)}\r\n`));
    const rows = seenOn(screen.shown()).join('');
    expect(rows.split('›').length - 1).toBe(60_000);
  });

  it('wrap lines anew where the size changes, as the whole does', () => {
    const data = bytesOf(
      [
        `\x1b[42m${'green '.repeat(30)}\x1b[0m\r\n`,
        `${'漢'.repeat(60)}\r\n${'x'.repeat(79)}漢字\r\n`,
        `${'y'.repeat(100)}\x1b[3D\x1b[1K\r\n`,
        'last\r\n'.repeat(30),
      ].join(''),
    );
    const before = new FoldedScreen(emulator, 80, 24);
    before.write(data);
    const screen = new FoldedScreen(emulator);
    screen.load(before.encode()!);
    for (const [columns, rows] of [
      [33, 10],
      [120, 40],
    ] as const) {
      for (const each of [before, screen]) each.resize(columns, rows);
      expect(seenOn(screen.shown())).toEqual(seenOn(before.shown()));
    }
  });

  it('keep characters that come in pieces', () => {
    const data = bytesOf('“quoted” – ‹so› • 漢');
    const screen = new FoldedScreen(emulator, 80, 24);
    for (const byte of data) screen.write(Uint8Array.of(byte));
    expect(seenOn(screen.shown())).toEqual(whole(data));
  });

  it('go on from one checkpoint to the next', async () => {
    const random = new Random(7);
    const data = bytesOf(madeOutput(random, 400));
    let kept: Uint8Array | null = null;
    for (let at = 0; at < data.length; at += 37) {
      const folded = await screenCheckpointer.begin();
      if (kept) folded.load(kept);
      folded.fold([...(kept ? [] : [opened]), output(data.subarray(at, at + 37))], () => null);
      kept = folded.encode();
      folded.close();
    }
    const screen = new FoldedScreen(emulator);
    screen.load(decodeScreenCheckpoint(kept!));
    expect(seenOn(screen.shown())).toEqual(whole(data));
  });

  it('have the marks of the shell where they stood, again and again, and no more than so many', async () => {
    const mark = (data: string) => `\x1b]633;${data}\x07`;
    const prompt = (code: number) => `${mark(`D;${code}`)}${mark('P;Cwd=/a')}${mark('A')}$ ${mark('B')}`;
    const told = `${mark('P;Rich=True')}first\r\n${prompt(0)}false${mark('E;false;word')}\r\n${mark('C')}out\r\n${prompt(1)}`;
    const placed = async (data: string | Uint8Array) => {
      const folded = await screenCheckpointer.begin();
      folded.fold([opened, output(typeof data === 'string' ? bytesOf(data) : data)], () => null);
      return decodeScreenCheckpoint(folded.encode()!).screen;
    };
    const screen = await placed(told);
    expect(screen).toContain(`first\x1b[0m\r\n${prompt(0)}false${mark('E;false;word')}`);
    expect(screen).toContain(`${mark('C')}out\x1b[0m\r\n${prompt(1)}`);
    expect(screen.startsWith(mark('P;Rich=True'))).toBe(true);
    expect(await placed(screen)).toBe(screen);
    expect(await placed(`${told}\x1bc`)).not.toContain('633;A');
    expect((await placed(`${mark('A')}`.repeat(100_000))).length).toBeLessThan(100_000);
  });

  it('begin anew where an output is a whole screen', async () => {
    const folded = await screenCheckpointer.begin();
    folded.fold([opened, output(bytesOf('old\x1b[')), output(bytesOf('new'), true)], () => null);
    const { screen, after } = decodeScreenCheckpoint(folded.encode()!);
    expect(screen + new TextDecoder().decode(after)).toContain('new');
    expect(screen).not.toContain('old');
  });

  it('have the size that it has', async () => {
    const folded = await screenCheckpointer.begin();
    const sized = entryOf('terminal.output', { data: new Uint8Array(), size: { columns: 100, rows: 30 } });
    folded.fold([opened, sized], () => null);
    expect(decodeScreenCheckpoint(folded.encode()!)).toMatchObject({ columns: 100, rows: 30 });
  });

  it('leave out what is not of its form', async () => {
    const folded = await screenCheckpointer.begin();
    folded.fold([opened, { ...opened, kind: 'terminal.output' }, output(bytesOf('fine\r\n'))], () => null);
    expect(decodeScreenCheckpoint(folded.encode()!).screen).toContain('fine');
  });
});
