import { rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EntryTuple } from '../../src/shared/core/entry.ts';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';
import { TerminalGuest } from './lib/terminal-guest.ts';

/** A window's title, a line of one's own, colours (also by C1), an override of the direction, and what is not seen. */
const escapes = '\x1b]0;pwned\x07\x1b[2J\u202e\u2066\nFORGED: line\r\nready: http://evil\u009b31m\u200b\u0000\u007f';
/** Nothing of this goes to a terminal, or stands in a name. */
const raw = /[^\P{Cc}\n\t]|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2028\u2029\ufeff]/u;

let host: AttackedHost;

beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.goesOn());
afterAll(() => host.close());

/** A terminal's output must be text, and no line in it another's. */
const expectHarmless = (output: string): void => {
  const lines = output.split('\n');
  expect(lines.filter((line) => raw.test(line)).map((line) => JSON.stringify(line))).toEqual([]);
  expect(lines.filter((line) => /^(FORGED|ready: http:\/\/evil)/.test(line))).toEqual([]);
};

describe('a name at the door', () => {
  const evil: string[] = [
    escapes,
    'a\x1b]0;pwned\x07b',
    'a\u202egnp.exe',
    'a\nready: http://evil/',
    'a\u0000b',
    'Ow\u200bner',
    'a\u2028b\u2029c',
    'x'.repeat(1200),
    `a${'\u0301'.repeat(500)}`,
    '\ud800x',
    '\u{e0041}\u{e0042}x',
    'a\u180eb\u061cc',
    '👩\u200d👩\u200d👩'.repeat(100),
  ];
  it.each(evil)('with escapes and the like (%#) is kept as one short line in which all is seen', async (name) => {
    const guest = await host.guest('editor', { name });
    const { person } = guest.welcome!;
    const told = (guest.keyframe!.participants as Record<string, { name: string }>)[person]!.name;
    expect(told).not.toMatch(raw);
    expect(told).not.toMatch(/[\p{Cc}\p{Cs}]|\p{M}{7}/u);
    expect(told.length).toBeLessThanOrEqual(60);
    guest.close();
    const isTheirs = (joining: { person: string }) => joining.person === person;
    const joined = await host.witness.until((frame) => {
      const bodies =
        'entries' in frame ? frame.entries.filter(([, , , , , kind]) => kind === 'participant.joined') : [];
      return bodies.map((entry) => unpack(entry[9]) as { person: string; name: string }).find(isTheirs);
    });
    expect(joined.name).toBe(told);
  });

  const unseenNames = ['', '  ', '\u200b\u200c', '\u3164', '\u115f\u1160', '\u00a0', '\u{e0020}', '\n'];
  const blankNames = ['\u2800', '\ufe0f\ufe0f', '\u{e0100}', '\u{1d159}', '\u0301', '\ufdd0', '\u180b', '\u{1bca0}'];
  it.each([...unseenNames, ...blankNames])('of which nothing is seen (%#) is turned down', async (name) => {
    const stranger = await host.stranger();
    expect((await stranger.hello({ invite: host.invite, name })).t).toBe('closed');
  });

  it.each(['Writer\ufe0f', 'Wri\ufe00ter', 'W\u{e0100}riter', 'Wri\u200cter', 'Wri\u200dter', '\u0301Writer\u2800'])(
    'with what is not seen in it (%#) is kept as what is seen',
    async (name) => {
      const guest = await host.guest('editor', { name });
      const people = guest.keyframe!.participants as Record<string, { name: string }>;
      expect(people[guest.welcome!.person]!.name).toBe('Writer');
    },
  );

  it('is no other when it is changed later', async () => {
    const guest = await host.guest('editor');
    for (const name of [escapes, '\u200b', 'Wri\ufe00ter', '\u2800', 'Ada\u200d', 'x'.repeat(61), '\u0301Ada'])
      expect(await guest.verdict('participant.renamed', { name })).toBe('bad-request');
    expect(await guest.verdict('participant.renamed', { name: 'Ada ❤\ufe0f 👩🏽\u200d💻' })).toBe('taken');
    const late = await host.guest('viewer');
    const people = late.keyframe!.participants as Record<string, { name: string }>;
    const { name } = people[guest.welcome!.person]!;
    expect(name).toBe('Ada ❤\ufe0f 👩🏽\u200d💻');
  });
});

/** Everything with words that a guest can say or make, all of them evil. */
async function saysEverything(guest: RawClient): Promise<string> {
  await guest.verdict('participant.renamed', { name: `renamed ${escapes}` });
  const name = `file ${escapes.replaceAll('/', '').replaceAll('\u0000', '')}.txt`;
  const content = Buffer.from(`text ${escapes.replaceAll('\u0000', '')}`);
  await guest.request('files.write', { path: name, content, create: true, overwrite: true }, host.host);
  await guest.request('files.createFolder', { path: `folder ${name}` }, host.host);
  await guest.request('documents.create', { title: `title ${escapes}`, text: escapes }, host.host);
  const typist = await HonestTypist.join(guest, host.host, name);
  await typist.types(`typed ${escapes.replaceAll('\u0000', '')}`);
  const lock = { lock: freshId(), path: null, selection: null, lines: null, beside: [], untilMs: null, note: escapes };
  await guest.verdict('lock.acquired', lock, { ref: typist.ref });
  await guest.verdict('lock.stolen', { lock: lock.lock, reason: `reason ${escapes}` });
  await guest.verdict('people.gathered', { path: name, line: 3 });
  await guest.verdict('presence.focused', { path: name, line: 3 });
  return name;
}

/** A word of a script's line that holds no line's end of any kind. */
const inAscii = (word: string): string =>
  JSON.stringify(word).replace(/[\u007f-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);

describe('a terminal in which somebody', () => {
  it('takes part shows names, paths, titles, texts and errors of others as text', async () => {
    const robot = new TerminalGuest(host.link, host.home);
    await robot.prints('online');
    const guest = await host.guest('editor', { name: `guest ${escapes}` });
    const name = await saysEverything(guest);
    const quoted = inAscii(name);
    for (const command of ['files', 'people', `open ${quoted}`, `files ${quoted}`]) robot.says(command);
    for (const command of [`open "missing ${quoted.slice(1)}`, `print ${quoted}`]) robot.says(command);
    robot.says('print boats.json');
    await robot.prints('"name"');
    const output = await robot.leaves();
    expect(output).toContain('missing ');
    const besides = output.replace(/(typed|text) \u241b[^\u2421]*\u2421/g, '(the text of a file)');
    expect(besides).toContain('(the text of a file)');
    expect(output.split('\n').filter((line) => /[^\P{Cc}\t]/u.test(line))).toEqual([]);
    expectHarmless(besides);
  });

  it('saves shows the path as one line', async () => {
    const robot = new TerminalGuest(host.link, host.home);
    await robot.prints('online');
    const name = await saysEverything(await host.guest('editor'));
    robot.says(`save ${inAscii(name)}`);
    robot.says('print boats.json');
    await robot.prints('"name"');
    expectHarmless(await robot.leaves());
  });

  it('hosts shows nothing of it that is no text, also of files that go wrong', async () => {
    const guest = await host.guest('editor', { name: `guest ${escapes}` });
    const name = await saysEverything(guest);
    const path = join(host.folder, name);
    const typist = await HonestTypist.join(guest, host.host, name);
    for (const wrong of [
      () => symlink('../outside/nothing', path),
      () => symlink('/proc/self/mem', path),
      () => symlink(path, path),
      () => writeFile(path, Buffer.from([0, 159, 146, 150, 0, 255])),
    ]) {
      await rm(path, { force: true, recursive: true });
      await wrong();
      await typist.types();
      await guest.request('documents.save', { ref: typist.ref, seq: 0, update: Uint8Array.of(0, 0) }, host.host);
      await guest.request('documents.open', { path: name }, host.host);
      await unlink(path);
      await guest.request('files.stat', { path: name }, host.host);
    }
    expect(host.output).toContain('is not text');
    expect(host.output.split('\n').filter((line) => raw.test(line))).toEqual([]);
  });

  it('hosts shows a path as one line', () => {
    expect(host.output).toContain('is not text');
    expectHarmless(host.output);
  });

  it('takes part under a host who answers with escapes shows them as text', async () => {
    const own = await AttackedHost.start();
    try {
      const robot = new TerminalGuest(own.link, own.home);
      await robot.prints('online');
      const evil = await own.guest('editor');
      await own.give(evil, 'owner');
      expect(await evil.verdict('host.claimed', { term: own.term + 1, folder: `folder ${escapes}` })).toBe('taken');
      const answers = (entry: EntryTuple): void => {
        const { id } = unpack(entry[9]) as { id: number };
        const error = { code: 'not-found', message: `answered ${escapes}` };
        const result = { entries: [{ name: `name ${escapes}`, type: 'file' }] };
        evil.say('request.answered', entry[5] === 'files.list' ? { id, result } : { id, error }, { to: entry[2] });
      };
      for (const [command, kind] of [
        ['files', 'files.list'],
        ['open nothing.txt', 'documents.open'],
      ] as const) {
        robot.says(command);
        answers(
          await evil.until((frame) =>
            'entries' in frame
              ? frame.entries.find((entry) => entry[5] === kind && entry[8] === evil.replica)
              : undefined,
          ),
        );
      }
      await robot.prints('answered ');
      const output = await robot.leaves();
      expect(output).toContain('name ');
      expectHarmless(output);
      expectHarmless(own.output);
    } finally {
      await own.close();
    }
  });
});
