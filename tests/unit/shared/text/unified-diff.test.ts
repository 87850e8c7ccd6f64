import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { unifiedDiff } from '../../../../src/shared/text/unified-diff.ts';
import { Random } from '../../../sim/random.ts';

it('shows a change with the lines around it, and nothing of equal texts', () => {
  const before = 'a\nb\nc\nd\ne\nf\n';
  expect(unifiedDiff(before, before)).toBe('');
  expect(unifiedDiff(before, before.replace('e', 'E'))).toBe('@@ -2,5 +2,5 @@\n b\n c\n d\n-e\n+E\n f\n');
});

it('is what Git applies, whatever was changed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-diff-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const random = new Random(7);
  const line = () => ['', 'one', 'two', '}', '  three'][random.below(5)]!;
  const wanted = new Map<string, string>();
  let patch = '';
  for (let file = 0; file < 150; file++) {
    const lines = Array.from({ length: random.below(40) + 1 }, line);
    const changed = lines.flatMap((each) => [[], [line()], [each, line()]][random.below(12)] ?? [each]);
    const [before, after] = [lines, changed].map((each) => each.join('\n') + ['', '\n'][random.below(2)]!);
    const hunks = unifiedDiff(before!, after!);
    writeFileSync(join(folder, `${file}.txt`), before!);
    wanted.set(`${file}.txt`, after!);
    if (hunks !== '') patch += `--- a/${file}.txt\n+++ b/${file}.txt\n${hunks}`;
  }
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: patch });
  for (const [name, text] of wanted) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
});
