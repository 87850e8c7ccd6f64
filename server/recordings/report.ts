import { lengthWords } from '../../src/shared/length-words.ts';
import { markdownOf, plainWords } from '../../src/shared/text/shown.ts';
import type { Amount, Summary } from './summary.ts';

/** Names of a recording, as a report tells them. */
export interface Titled {
  title: string;
  folder: string;
  /** Damage of its file, in words. */
  damage: string | null;
}

const utc = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
const number = (value: number) => value.toLocaleString('en-GB');
const amount = ({ typed, deleted }: Amount) => [own(number(typed)), own(number(deleted))];

/** Words of ours stand as they are; all others are somebody's, and stay words. */
type Words = string | { own: string };

const own = (words: string): Words => ({ own: words });

/** A report as sections of words and tables, before it is written in a form. */
interface Section {
  heading: string;
  /** Shown where the table has no row. */
  empty: string;
  columns: string[];
  /** Columns of numbers. */
  numbers: number[];
  rows: Words[][];
}

function headOf({ title, folder, damage }: Titled, summary: Summary): { title: string; lines: Words[][] } {
  const { startedMs, endedMs, recordedMs, rests, people, files, saves } = summary;
  const count = (value: number, one: string) => `${number(value)} ${one}${value === 1 ? '' : 's'}`;
  return {
    title: title === '' ? `Recording of ${utc(startedMs)}` : title,
    lines: [
      [
        own('Folder '),
        folder === '' ? own('without a name') : folder,
        own(
          `, from ${utc(startedMs)} to ${utc(endedMs)} (UTC): ${lengthWords(recordedMs)} recorded${rests === 0 ? '' : `, without ${count(rests, 'rest')}`}.`,
        ),
      ],
      [own(`${count(people.length, 'author')}, ${count(files.length, 'file')} changed, ${count(saves, 'save')}.`)],
      ...(damage === null ? [] : [[damage]]),
    ],
  };
}

function sectionsOf({ people, files, commits, terminals, marks, startedMs }: Summary): Section[] {
  const when = (atMs: number) => own(`${utc(atMs)} (+${lengthWords(atMs - startedMs)})`);
  return [
    {
      heading: 'People',
      empty: 'Nobody wrote anything.',
      columns: ['Who', 'Characters typed', 'Characters deleted', 'Files'],
      numbers: [1, 2, 3],
      rows: people.map((each) => [each.name, ...amount(each), own(number(each.files))]),
    },
    {
      heading: 'Files',
      empty: 'No file was changed.',
      columns: ['File', 'Who', 'Characters typed', 'Characters deleted'],
      numbers: [2, 3],
      rows: files.flatMap(({ path, people }) => people.map((each) => [path, each.name, ...amount(each)])),
    },
    {
      heading: 'Commits',
      empty: 'Nothing was committed.',
      columns: ['When', 'Who', 'Message'],
      numbers: [],
      rows: commits.map(({ atMs, name, words }) => [when(atMs), name, words]),
    },
    {
      heading: 'Terminals',
      empty: 'No terminal was shared.',
      columns: ['Terminal', 'Since', 'Bytes of output'],
      numbers: [2],
      rows: terminals.map(({ title, atMs, outputBytes }) => [title, when(atMs), own(number(outputBytes))]),
    },
    {
      heading: 'Markers',
      empty: 'No moment was marked.',
      columns: ['When', 'Who', 'Words'],
      numbers: [],
      rows: marks.map(({ atMs, name, words }) => [when(atMs), name, words]),
    },
  ];
}

const markdown = (words: Words) => (typeof words === 'string' ? markdownOf(words) : words.own);

/** Writes a summary as Markdown, in which everybody's words are words. */
export function markdownReport(titled: Titled, summary: Summary): string {
  const { title, lines } = headOf(titled, summary);
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const sections = sectionsOf(summary).map(({ heading, empty, columns, numbers, rows }) => {
    if (rows.length === 0) return `## ${heading}\n\n${empty}`;
    const rule = columns.map((_, index) => (numbers.includes(index) ? '--:' : '---'));
    return `## ${heading}\n\n${[columns, rule].map(row).join('\n')}\n${rows.map((cells) => row(cells.map(markdown))).join('\n')}`;
  });
  return `# ${markdownOf(title)}\n\n${lines.map((each) => each.map(markdown).join('')).join('\n\n')}\n\n${sections.join('\n\n')}\n`;
}

const style = `
:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid #8886; text-align: start; vertical-align: top; }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; font-size: 10pt; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
`;

/** Writes a summary as one page of HTML, to be read or printed. It runs nothing and loads nothing. */
export function htmlReport(titled: Titled, summary: Summary): string {
  const { title, lines } = headOf(titled, summary);
  const sections = sectionsOf(summary).map(({ heading, empty, columns, numbers, rows }) => {
    if (rows.length === 0) return `<h2>${heading}</h2>\n<p>${empty}</p>`;
    const cell = (tag: string, words: Words, index: number) =>
      `<${tag}${numbers.includes(index) ? ' class="number"' : ''}>${escaped(words)}</${tag}>`;
    const line = (tag: string, cells: readonly Words[]) =>
      `<tr>${cells.map((words, index) => cell(tag, words, index)).join('')}</tr>`;
    const body = rows.map((cells) => line('td', cells)).join('\n');
    return `<h2>${heading}</h2>\n<table><thead>${line('th', columns)}</thead><tbody>\n${body}\n</tbody></table>`;
  });
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head>
<body><h1>${escaped(title)}</h1>
${lines.map((each) => `<p>${each.map(escaped).join('')}</p>`).join('\n')}
${sections.join('\n')}
</body></html>
`;
}

function escaped(words: Words): string {
  return plainWords(typeof words === 'string' ? words : words.own).replace(
    /[&<>"'`]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
