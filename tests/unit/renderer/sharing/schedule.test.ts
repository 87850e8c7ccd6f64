import { expect, test } from 'vitest';
import { timeFrom, timeInWords } from '../../../../src/renderer/features/sharing/schedule.ts';

test('a local time is read as it is written', () => {
  const ms = new Date(2026, 11, 1, 9, 5).getTime();
  expect(timeInWords(ms)).toBe('2026-12-01 09:05');
  expect(timeFrom('2026-12-01 09:05')).toBe(ms);
  expect(timeFrom(' 2026-12-1 9:05 ')).toBe(ms);
});

test.each([
  '',
  'tomorrow',
  '2026-02-30 10:00',
  '2026-13-01 10:00',
  '2026-12-01 24:30',
  '2026-12-01 10:60',
  '2026-12-01',
])('“%s” is no time', (words) => expect(timeFrom(words)).toBeNull());
