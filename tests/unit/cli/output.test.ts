import { afterEach, describe, expect, test, vi } from 'vitest';
import { output } from '../../../src/cli/output.ts';
import { evilWords, neverShown } from '../shared/text/evil-words.ts';

const written: string[] = [];
const note = (words: unknown) => {
  written.push(String(words));
  return true;
};

afterEach(() => {
  written.length = 0;
  vi.restoreAllMocks();
});

describe.each(Object.entries(evilWords))('words with %s', (_, words) => {
  test('are one line of a terminal, and no escape', () => {
    vi.spyOn(process.stdout, 'write').mockImplementation(note);
    output.line(`${words} joined`);
    const [line = ''] = written;
    expect(line.endsWith('\n')).toBe(true);
    expect(line.slice(0, -1)).not.toMatch(neverShown);
  });

  test('in a text or an error are no escape', () => {
    vi.spyOn(process.stdout, 'write').mockImplementation(note);
    vi.spyOn(process.stderr, 'write').mockImplementation(note);
    output.text(words);
    output.problem(words);
    for (const text of written) expect(text).not.toMatch(/[^\P{Cc}\n\t]/u);
    expect(written[1]?.indexOf('\n')).toBe(written[1]!.length - 1);
  });
});
