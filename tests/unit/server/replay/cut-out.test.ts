import { expect, it } from 'vitest';
import { castsOf } from '../../../../server/recordings/casts.ts';
import { findText } from '../../../../server/replay/find-text.ts';
import { lineHistory } from '../../../../server/replay/line-history.ts';
import { ReplayHistory } from '../../../../server/replay/replay-history.ts';
import { Work } from '../../../../server/replay/text-walk.ts';
import { TextCopy } from '../../../../src/shared/capabilities/documents/text-copy.ts';
import { decodeTerminalBody } from '../../../../src/shared/capabilities/terminals/decode.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { ref } from '../session/session-fixture.ts';
import { textOf } from '../session/typist.ts';
import { packed } from './packed-session.ts';

const all = Number.MAX_SAFE_INTEGER;

/** A session in which a password was typed and taken out again, and other words were left. */
async function typed(entriesOfSegment: number) {
  const session = await packed(entriesOfSegment);
  const { stage, typist, work } = session;
  await work(['first ', 'second ']);
  const after = stage.session.head;
  await typist.type('stands ');
  await typist.type('password ');
  const inside = stage.session.head;
  await stage.host.say('people.gathered', { path: 'a.txt', line: 7 });
  await typist.erase('password '.length);
  const upTo = stage.session.head;
  await work(['later ', 'last ']);
  const cut = async (stretch = { after, upTo }) => {
    const cutting = stage.session.cut(stretch, ref);
    await stage.world.run(1_000);
    await cutting;
  };
  return { ...session, after, inside, upTo, cut };
}

it.each([4, 500])(
  'cuts one file out of a stretch: no byte of what was deleted in it is left, and all else is as it was (segments of %i)',
  async (count) => {
    const { stage, typist, log, cut, isOnDisk, moments, restart, after, inside, upTo, reports } = await typed(count);
    expect(isOnDisk('password')).toBe(true);
    expect(await stage.session.standingFrom({ after, upTo }, ref)).toEqual([{ path: 'a.txt', characters: 7 }]);
    const state = stage.session.state;
    await cut();
    expect(isOnDisk('password')).toBe(false);
    expect(stage.session.state).toEqual(state);
    for (const isAgain of [false, true]) {
      if (isAgain) await restart();
      const shown = await ReplayHistory.open(log(), 's');
      for (const { seq, text } of moments) expect(await shown.textAt(ref, seq)).toBe(text);
      expect([after, after + 1, inside, upTo - 1, upTo].map((seq) => shown.isCut(ref, seq))).toEqual([
        false,
        true,
        true,
        true,
        false,
      ]);
      await expect(shown.textAt(ref, inside)).rejects.toThrow('was cut out');
      expect(shown.index.events.filter(({ kind }) => kind === 'doc.cut')).toMatchObject([{ seq: upTo }]);
      const gathered = (await shown.between(after, upTo)).filter(({ kind }) => kind === 'people.gathered');
      expect(gathered).toHaveLength(1);
      const newcomer = await stage.guest(isAgain ? 'Eve' : 'Dan');
      await newcomer.send({ t: 'subscribe', ref, subscription: 1 });
      await stage.world.run(500);
      expect(textOf(newcomer.last('backfill')!.checkpoint!)).toBe(typist.text);
    }
    expect(reports).toEqual([]);
  },
);

it('gives somebody who comes back from before the cut its outcome, on top of what they have', async () => {
  const { stage, guest, typist, cut, after, upTo, log } = await typed(500);
  const mine = new TextCopy();
  const past = await log().readRef('s', ref, 0, after, all);
  for (const entry of past) mine.fold(entry, { replica: entry.by, author: 'ann', isDisk: false });
  guest.transport.close();
  await stage.world.run(100);
  await cut();
  const missed = await log().readRef('s', ref, after, all, all);
  expect(missed.slice(0, 2)).toMatchObject([
    { kind: 'doc.cut', seq: after + 1 },
    { kind: 'doc.cut', seq: upTo },
  ]);
  for (const entry of missed) mine.fold(entry, { replica: entry.by, author: 'ann', isDisk: false });
  expect(mine.text.toString()).toBe(typist.text);
});

it('widens an earlier cut, and says so while somebody has not heard all of it', async () => {
  const { stage, guest, cut, after, upTo, log } = await typed(500);
  const [connection] = [...stage.session.connections].filter(({ replica }) => replica === guest.replica);
  const cursor = connection!.cursor;
  connection!.cursor = after;
  await expect(stage.session.cut({ after, upTo }, ref)).rejects.toThrow('cannot be cut now');
  connection!.cursor = cursor;
  await cut();
  await cut({ after: after + 1, upTo: stage.session.head });
  expect(await log().cuts('s')).toHaveLength(1);
  await cut({ after, upTo: stage.session.head });
  expect(await log().cuts('s')).toHaveLength(1);
  const shown = await ReplayHistory.open(log(), 's');
  expect([after, after + 1, upTo].map((seq) => shown.isCut(ref, seq))).toEqual([false, true, true]);
});

it('is a gap also where everything at its bounds has left with other stretches, in exports and after a move too', async () => {
  const { stage, cut, after, inside, log, restart, typist } = await typed(4);
  await cut();
  for (const stretch of [
    { after: inside + 1, upTo: stage.session.head - 1 },
    { after: after - 1, upTo: inside },
  ]) {
    const cutting = stage.session.cut(stretch);
    await stage.world.run(1_000);
    await cutting;
  }
  await cut({ after: 0, upTo: inside + 1 });
  for (const isAgain of [false, true]) {
    if (isAgain) await restart();
    const shown = await ReplayHistory.open(log(), 's');
    expect(shown.clamped(inside + 1)).toBe(inside + 1);
    await expect(shown.textAt(ref, inside + 1)).rejects.toThrow('was cut out');
    expect(shown.timeline.cuts.some((each) => inside + 1 > each.after && inside + 1 < each.upTo)).toBe(true);
    expect(await shown.textAt(ref, stage.session.head)).toBe(typist.text);
  }
});

it.each([true, false])(
  'cuts a terminal out: what is on its screen stays while it is shared, and nothing once it has ended (ended: %s)',
  async (hasEnded) => {
    const { stage, log, isOnDisk, work } = await packed(8);
    const terminal = idOf('terminal');
    const about = { ref: terminal };
    const size = { columns: 40, rows: 5 };
    const print = (words: string) =>
      stage.host.say('terminal.output', { data: new TextEncoder().encode(words) }, about);
    await stage.host.say(
      'terminal.opened',
      { term: 1, title: 'bash', shell: 'bash', ...size, access: 'read', people: [] },
      about,
    );
    await print('secretword\r\n');
    await stage.host.say(
      'terminal.proposed',
      { term: 1, line: idOf('line'), person: stage.host.last('welcome')!.welcome.person, text: 'echo hiddenline' },
      about,
    );
    await print('\u001bc\u001b[3Jshown');
    if (hasEnded) await stage.host.say('terminal.ended', { term: 1, reason: 'closed', exitCode: null }, about);
    const upTo = stage.session.head;
    await work(['later ', 'last ']);
    expect([isOnDisk('secretword'), isOnDisk('hiddenline')]).toEqual([true, true]);
    const standing = await stage.session.standingFrom({ after: 0, upTo }, terminal);
    expect(standing).toEqual(hasEnded ? [] : [{ path: 'terminal bash', characters: 5 }]);
    const cutting = stage.session.cut({ after: 0, upTo }, terminal);
    await stage.world.run(1_000);
    await cutting;
    expect([isOnDisk('secretword'), isOnDisk('hiddenline')]).toEqual([false, false]);
    const shown = await ReplayHistory.open(log(), 's');
    const cut = shown.index.events.find(({ kind }) => kind === 'terminal.cut')!;
    expect([cut.seq - 1, cut.seq].map((seq) => shown.isCut(terminal, seq))).toEqual([true, false]);
    const entry = (await log().readRef('s', terminal, 0, all, all)).findLast(({ kind }) => kind === 'terminal.cut')!;
    const { output } = decodeTerminalBody(entry.kind, entry.body)!;
    expect(new TextDecoder().decode(output!.data)).toContain(hasEnded ? '' : 'shown');
    expect(output).toMatchObject({ isScreen: true });
  },
);

it('names comments from the stretch that a cut leaves, with the lines that they quote', async () => {
  const { stage, after, guest } = await typed(500);
  const [thread, other] = [idOf('thread'), idOf('other-thread')];
  const quote = { before: [], lines: ['four'], after: [], count: 1, only: [] };
  const place = { selection: null, lines: { start: 1, end: 1 }, quote, hash: 'a'.repeat(64) };
  const started = { place, mentions: [], moment: null };
  for (const [id, words] of [
    [thread, 'seven77'],
    [other, 'gone'],
  ] as const)
    await stage.host.say('comment.started', { ...started, thread: id, comment: idOf(`${id}-c`), words }, { ref });
  await stage.host.say('comment.deleted', { thread: other, comment: idOf(`${other}-c`) }, { ref });
  const upTo = stage.session.head;
  for (const only of [ref, null]) {
    const standing = await stage.session.standingFrom({ after, upTo }, only);
    expect(standing.filter(({ path }) => path.startsWith('comments'))).toEqual([
      { path: 'comments on a.txt', characters: 11 },
    ]);
  }
  await guest.say('people.gathered', { path: 'a.txt', line: 1 });
});

it('searches and line histories go on from the outcome of a cut', async () => {
  const { stage, typist, work, log } = await packed(500);
  await work(['first ']);
  const after = stage.session.head;
  await typist.type('stands ');
  await typist.type('password ');
  await typist.erase('password '.length);
  const upTo = stage.session.head;
  await work(['later']);
  const cutting = stage.session.cut({ after, upTo }, ref);
  await stage.world.run(1_000);
  await cutting;
  const history = await ReplayHistory.open(log(), 's');
  const head = stage.session.head;
  const shown = await history.textAt(ref, head);
  expect(shown).toBe(typist.text);
  const question = () => new Work(new AbortController().signal);
  const found: { text: string; line: number }[] = [];
  await findText(
    history,
    { text: 'later', ref, matchCase: true },
    question(),
    async (some) => void found.push(...some),
  );
  expect(found.at(-1)?.text).toBe(shown);
  const stands: unknown[] = [];
  await findText(
    history,
    { text: 'stands', ref, matchCase: true },
    question(),
    async (some) => void stands.push(...some),
  );
  expect(stands).toHaveLength(1);
  const versions: { text: string }[] = [];
  await lineHistory(history, { ref, line: 1, seq: upTo }, question(), async (some) => void versions.push(...some));
  expect(versions.at(-1)?.text).toBe(shown);
});

it('a cut over an earlier one names the text of that which stands', async () => {
  const { stage, typist, work } = await packed(500);
  await work(['first ']);
  const after = stage.session.head;
  await typist.type('stands ');
  const upTo = stage.session.head;
  await typist.type('x');
  await typist.erase(1);
  const end = stage.session.head;
  const named = await stage.session.standingFrom({ after, upTo: end }, ref);
  const cutting = stage.session.cut({ after, upTo }, ref);
  await stage.world.run(1_000);
  await cutting;
  expect(named).toEqual([{ path: 'a.txt', characters: 7 }]);
  expect(await stage.session.standingFrom({ after, upTo: end }, ref)).toEqual(named);
});

it('a cast of a recording that begins inside a gap does not begin with a screen from before it', async () => {
  const { stage, log, work } = await packed(500);
  const [terminal, recording] = [idOf('terminal'), idOf('recording')];
  const size = { columns: 40, rows: 5 };
  const print = (words: string) =>
    stage.host.say('terminal.output', { data: new TextEncoder().encode(words) }, { ref: terminal });
  const opening = { term: 1, title: 'bash', shell: 'bash', ...size, access: 'read' as const, people: [] };
  await stage.host.say('terminal.opened', opening, { ref: terminal });
  await print('oldscreen\r\n');
  const after = stage.session.head;
  await print('secretword\r\n');
  await stage.host.say('recording.started', { title: 'Monday' }, { ref: recording });
  await print('more\u001bc\u001b[3Jshown');
  const upTo = stage.session.head;
  await work(['later ']);
  await stage.host.say('recording.stopped', {}, { ref: recording });
  const cutting = stage.session.cut({ after, upTo }, terminal);
  await stage.world.run(1_000);
  await cutting;
  const history = await ReplayHistory.open(log(), 's', { recording });
  const [cast] = await castsOf({ history, getBlob: async () => new Uint8Array() });
  expect(cast!.content).toContain('shown');
  expect(cast!.content).not.toContain('oldscreen');
});
