import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { castsOf } from '../../../../server/recordings/casts.ts';
import { fileNameOf } from '../../../../server/recordings/file-names.ts';
import { htmlReport, markdownReport } from '../../../../server/recordings/report.ts';
import { type Summary, summaryOf } from '../../../../server/recordings/summary.ts';
import { RecordingFile } from '../../../../server/server.ts';
import { exported, opened, recordedSession } from './recording-fixture.ts';

const sample = fileURLToPath(new URL('../../../../examples/boat-race.ensemble', import.meta.url));

async function readable(file: RecordingFile) {
  return { history: await file.history(), getBlob: (hash: string) => file.blob(hash) };
}

it('a summary tells who wrote how much in which file, without rests, from a session and from its file alike', async () => {
  const recorded = await recordedSession();
  const { gateway, recording } = recorded;
  const summary = await summaryOf(await readable(await opened(await exported(recorded))));
  const typed = ' one'.length + ' two'.length + 200_000 + ' three'.length;
  expect(summary.files).toEqual([{ path: 'notes.txt', people: [{ name: 'Somebody', typed, deleted: 200_000 }] }]);
  expect(summary.people).toEqual([{ name: 'Somebody', typed, deleted: 200_000, files: 1 }]);
  expect(summary.marks.map(({ words }) => words)).toEqual(['look here']);
  expect(summary.terminals.map(({ title }) => title)).toEqual(['build']);
  expect(summary.rests).toBe(1);
  const [report] = await gateway.server.library.texts(gateway.session, recording, 'markdown');
  const ofFile = markdownReport({ title: 'Monday', folder: 'folder', damage: null }, summary);
  expect(new TextDecoder().decode(report!.content)).toBe(ofFile);
  expect(report!.name).toBe('monday.md');
});

it('a terminal becomes an asciicast, with its screen, its letters whole, marks, and no time of rests', async () => {
  const file = await RecordingFile.open(sample);
  onTestFinished(() => file.close());
  const [cast, ...others] = await castsOf(await readable(file));
  expect(others).toEqual([]);
  expect(cast!.name).toBe('tests.cast');
  const [header, ...events] = cast!.content
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(header).toMatchObject({ version: 3, term: { cols: 80, rows: 12 }, title: 'tests' });
  for (const event of events)
    expect(event).toEqual([expect.any(Number), expect.stringMatching(/^[omrx]$/), expect.any(String)]);
  const shown = events.filter(([, code]) => code === 'o').map(([, , data]) => data);
  expect(shown.join('')).toContain('✔ the fastest boat wins');
  const seconds = events.reduce((sum, [interval]) => sum + interval, 0);
  expect(seconds).toBeGreaterThan(20);
  expect(seconds).toBeLessThan(40);
  expect(events.at(-1)).toEqual([expect.any(Number), 'm', 'Ties share a place']);

  const recorded = await recordedSession();
  const [build] = await castsOf(await readable(await opened(await exported(recorded))));
  const said = build!.content
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line));
  // The screen comes again behind a rest, in place of what was shown.
  expect(said.filter(([, , data]) => data.startsWith('\u001bc'))).toHaveLength(1);
  expect(said.filter(([, code]) => code === 'o').map(([, , data]) => data)).toEqual([
    '$ make\r\n',
    'done é\r\n',
    expect.stringContaining('done é'),
  ]);
});

const evil = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '![x](https://evil.example/x.png)',
  '`code` **bold** _it_ ~~no~~',
  '# heading\n- list\n> quote',
  '| cell | cell |',
  'https://evil.example www.evil.example',
  '\u001b]0;title\u0007\u001b[31mred',
  '\u202egpj.exe',
  '&lt;b&gt; &amp;#60;',
  '$(rm -rf) `id` $HOME',
  '../../etc/passwd',
  'CON',
  '',
];

it.each(evil)('%j stays words in every form, and leads nowhere as the name of a file', (words) => {
  const happened = [{ atMs: 0, name: words, words }];
  const amount = { typed: 1, deleted: 2 };
  const summary: Summary = {
    startedMs: 0,
    endedMs: 1,
    recordedMs: 1,
    rests: 0,
    people: [{ name: words, files: 1, ...amount }],
    files: [{ path: words, people: [{ name: words, ...amount }] }],
    commits: happened,
    marks: happened,
    saves: 0,
    terminals: [{ title: words, atMs: 0, outputBytes: 0 }],
  };
  const titled = { title: words, folder: words, damage: words };
  const [html, markdown] = [htmlReport(titled, summary), markdownReport(titled, summary)];
  for (const text of [html, markdown]) expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  // Nothing but our own tags, and no attribute with others' words.
  const tags = new Set([...html.matchAll(/<\/?([a-z0-9!]+)([^>]*)>/g)].map(([, tag, rest]) => `${tag}${rest}`));
  expect([...tags].filter((tag) => /evil|script|img|onerror|javascript/.test(tag))).toEqual([]);
  expect(html.replace(/<[^>]*>/g, '')).not.toContain('<');
  // Every sign of punctuation in others' words is escaped, so no rule of Markdown applies to it.
  const cells = markdown.split('\n').filter((line) => line.startsWith('| ') && !line.includes('---'));
  for (const line of cells) expect(line.replace(/\\./g, '').split('|').length).toBeLessThanOrEqual(6);
  const bare = markdown.replace(/\\[!-/:-@[-`{-~]/g, '').replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '');
  expect(bare).not.toMatch(/[<>[\]`*_~!$&]|https:|www\./);
  const taken = new Set<string>();
  for (let i = 0; i < 3; i++)
    expect(fileNameOf(words, '.cast', taken)).toMatch(/^(?!(con|prn|aux|nul)\.)[a-z0-9]+[a-z0-9-]*\.cast$/);
  expect(taken.size).toBe(3);
});
