/** A meeting, as a calendar keeps it. */
export interface CalendarEvent {
  /** Unique id; a file with the same one replaces the meeting. */
  uid: string;
  title: string;
  description: string;
  url: string;
  startMs: number;
  durationMs: number;
  /** Time at which the file was made. */
  madeMs: number;
}

/** Most bytes of a line before it goes on in the next. */
const mostBytes = 75;

/** Text of a property (RFC 5545, section 3.3.11). */
const escaped = (text: string) =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replace(/\r\n|\r|\n/g, '\\n');

/** Time in UTC (RFC 5545, section 3.3.5). */
const timestamp = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '');

/** Folds a line (RFC 5545, section 3.1), between characters. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  const lines: string[] = [];
  let now = '';
  let bytes = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (bytes + size > mostBytes) {
      lines.push(now);
      now = ' ';
      bytes = 1;
    }
    now += character;
    bytes += size;
  }
  return [...lines, now].join('\r\n');
}

/** Makes the file of a meeting (iCalendar, RFC 5545) for any calendar program. */
export function calendarFile({ uid, title, description, url, startMs, durationMs, madeMs }: CalendarEvent): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Ensemble//Ensemble//EN',
    'BEGIN:VEVENT',
    `UID:${uid}@ensemble`,
    `DTSTAMP:${timestamp(madeMs)}`,
    `DTSTART:${timestamp(startMs)}`,
    `DTEND:${timestamp(startMs + durationMs)}`,
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(description)}`,
    `URL:${url.replace(/[\r\n]/g, '')}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
