import { expect, it } from 'vitest';
import { loadEmulator } from '../../../../../src/shared/capabilities/terminals/emulator.ts';
import { FoldedScreen } from '../../../../../src/shared/capabilities/terminals/folded-screen.ts';

interface Internals {
  _core: { _oscLinkService: { _dataByLinkId: Map<number, { data: { uri: string } }> } };
}

const bytes = (text: string) => new TextEncoder().encode(text);

it('keeps the newest of very many links, and none with an endless address', async () => {
  const screen = new FoldedScreen(await loadEmulator());
  const link = (address: string) => `\x1b]8;;https://a.example/${address}\x07x\x1b]8;;\x07`;
  screen.write(bytes(link('a'.repeat(10_000))));
  expect(screen.shown().terminal.markers.length).toBe(0);
  for (const between of ['', '\r\n']) {
    screen.write(bytes(Array.from({ length: 9_000 }, (_, at) => `${link(`${at}`)}${between}`).join('')));
    expect(screen.shown().terminal.markers.length).toBeLessThan(510);
  }
  const { _oscLinkService: own } = (screen.shown().terminal as never as Internals)._core;
  const kept = [...own._dataByLinkId.values()].map(({ data }) => data.uri);
  expect(kept.at(-1)).toBe('https://a.example/8999');
  expect(kept.length).toBeGreaterThan(300);
  screen.dispose();
});

it('has a checkpoint inside of a title without end, which is small, and from which the rest is left out too', async () => {
  const [screen, later] = [new FoldedScreen(await loadEmulator()), new FoldedScreen(await loadEmulator())];
  screen.write(bytes('before\x1b]0;'));
  for (let part = 0; part < 5; part++) screen.write(bytes('t'.repeat(1_000_000)));
  const inside = screen.encode();
  expect(inside.after.length).toBeLessThan(200_000);
  later.load(inside);
  for (const each of [screen, later]) {
    each.write(bytes('tttt\x07 after'));
    expect(each.shown().terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('before after');
    each.dispose();
  }
});

it('cuts a long title short, and takes no endless words of a shell', async () => {
  const screen = new FoldedScreen(await loadEmulator());
  const titles: string[] = [];
  screen.shown().terminal.onTitleChange((title) => titles.push(title));
  screen.write(bytes(`\x1b]0;short\x07\x1b]2;${'t'.repeat(100_000)}\x07\x1b]633;E;${'w'.repeat(100_000)}\x07`));
  screen.shown();
  expect(titles).toEqual(['short', 't'.repeat(1_000)]);
  expect(screen.encode().screen).not.toContain('www');
  screen.dispose();
});
