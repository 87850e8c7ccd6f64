import { describe, expect, it } from 'vitest';
import { loadEmulator } from '../../../../../src/shared/capabilities/terminals/emulator.ts';
import { Screen } from '../../../../../src/shared/capabilities/terminals/screen.ts';

const made = await loadEmulator();
const most = 2 ** 31 - 1;
/** Finals of all sequences that ECMA-48 and DEC give a count, with their intermediates. */
const finals = [...'@ABCDEFGHIJKLMPSTXZ`abdeg', ' @', ' A', "'}", "'~"];

/** Rows of a screen with words and tabs, after a sequence. */
function rowsAfter(sequence: string): string[] {
  const screen = new Screen(made, 40, 10);
  screen.write(`${Array.from({ length: 30 }, (_, at) => `line\t${at}`).join('\r\n')}\x1b[5;9H${sequence}`);
  const { active } = screen.terminal.buffer;
  const rows = Array.from({ length: active.length }, (_, at) => active.getLine(at)!.translateToString(true));
  screen.dispose();
  return rows;
}

describe('a sequence that says a count', () => {
  it.each(finals)('costs no more than a screen: %s', (final) => {
    const screen = new Screen(made, 80, 24);
    const beganMs = performance.now();
    for (let times = 0; times < 100; times++) screen.write(`x\x1b[${most}${final}`);
    expect(performance.now() - beganMs).toBeLessThan(2000);
    screen.dispose();
  });

  it.each([
    ...[...'STLM'].map((final) => [final, 10] as const),
    ...['I', 'Z', ' @', ' A', "'}", "'~"].map((final) => [final, 40] as const),
  ])('does as much where it says more than there is: %s', (final, all) => {
    expect(rowsAfter(`\x1b[5000${final}x`)).toEqual(rowsAfter(`\x1b[${all}${final}x`));
  });
});
