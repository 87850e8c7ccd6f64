import { expect, it } from 'vitest';
import { loadEmulator } from '../../../../../src/shared/capabilities/terminals/emulator.ts';
import { FoldedScreen } from '../../../../../src/shared/capabilities/terminals/folded-screen.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('keeps a few of very many links, and no long sequence for a checkpoint until it has ended', async () => {
  const screen = new FoldedScreen(await loadEmulator());
  screen.write(
    bytes(Array.from({ length: 9_000 }, (_, at) => `\x1b]8;;https://a.example/${at}\x07x\x1b]8;;\x07`).join('')),
  );
  expect(screen.shown().terminal.markers.length).toBeLessThan(2_100);
  screen.write(bytes('\r\nbefore\x1b]0;'));
  expect(screen.encode()).not.toBeNull();
  for (let part = 0; part < 5; part++) screen.write(bytes('t'.repeat(1_000_000)));
  expect(screen.encode()).toBeNull();
  screen.write(bytes('\x07 after'));
  const encoded = screen.encode();
  expect(encoded?.screen).toContain('before');
  expect(new TextDecoder().decode(encoded?.after)).toBe(' after');
  screen.dispose();
});
