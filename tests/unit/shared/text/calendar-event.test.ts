import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarFile } from '../../../../src/shared/text/calendar-event.ts';

const meeting = {
  uid: 'abc',
  title: 'Review; boats, sails',
  description: 'First line\nsecond \\ line',
  url: 'https://example.org/#secret',
  startMs: Date.UTC(2026, 11, 1, 15, 0),
  durationMs: 90 * 60_000,
  madeMs: Date.UTC(2026, 10, 27, 9, 5, 7, 123),
};

/** Properties of a file by name, unfolded and read back. */
function read(file: string): Record<string, string> {
  const lines = file.replaceAll('\r\n ', '').split('\r\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const at = line.indexOf(':');
      if (at < 0) return [];
      const value = line.slice(at + 1).replace(/\\([\\;,nN])/g, (_, each: string) => (/n/i.test(each) ? '\n' : each));
      return [[line.slice(0, at), value]];
    }),
  );
}

test('a meeting has its times in UTC, and its words as they are', () => {
  expect(read(calendarFile(meeting))).toMatchObject({
    DTSTART: '20261201T150000Z',
    DTEND: '20261201T163000Z',
    DTSTAMP: '20261127T090507Z',
    SUMMARY: meeting.title,
    DESCRIPTION: meeting.description,
    URL: meeting.url,
  });
});

test('no words make a line of their own, and no line is longer than 75 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (title) => {
      const file = calendarFile({ ...meeting, title: `${title}\r\nBEGIN:VALARM` });
      const lines = file.split('\r\n');
      expect(lines.filter((line) => line.startsWith('BEGIN:'))).toEqual(['BEGIN:VCALENDAR', 'BEGIN:VEVENT']);
      for (const line of lines) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    }),
  );
});
