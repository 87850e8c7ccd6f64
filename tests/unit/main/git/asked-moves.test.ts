import { expect, it, onTestFinished, vi } from 'vitest';
import { type AskedPeople, agreedOver } from '../../../../src/main/git/asked-moves.ts';
import type { GitServiceOptions } from '../../../../src/main/git/git-service.ts';
import { gitStreams } from '../../../../src/shared/capabilities/git/methods.ts';
import type { TransferProgress } from '../../../../src/shared/capabilities/git/questions.ts';
import type { Right } from '../../../../src/shared/core/rights.ts';
import type { Caller } from '../../../../src/shared/session/contract.ts';
import { ada, GitFolder, HeardStream, nobodyAsked } from './git-fixture.ts';

const until = (isSo: () => boolean) => vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 10_000 });

type Question = Parameters<GitServiceOptions['ask']>[1];

const here = { repository: '' };
const toTopic = { method: 'git.checkout', params: { target: { branch: 'topic' } } } as const;

/** A repository with a branch `topic`; Bo has made a file, and Cleo has text that is not saved. */
function scene(people: Partial<AskedPeople> = {}) {
  const folder = GitFolder.committed({ 'a.txt': 'one\n', 'c.txt': 'one\n' });
  folder.git('branch', 'topic');
  folder.write('new.txt', 'of Bo\n');
  const makers = new Map([['new.txt', 'Bo']]);
  const unsaved = [{ path: 'c.txt', people: ['Cleo'] }];
  const asked = new Map<string, { question: Question; signal: AbortSignal; answer: (choice: string | null) => void }>();
  let changed = () => {};
  const { handlers } = folder.service({
    ask: (_asker, question, signal) => {
      const { promise, resolve } = Promise.withResolvers<{ choice: string; person: string } | null>();
      const { wish } = question;
      if (wish?.is !== 'tree') throw new Error('another question');
      const answer = (choice: string | null) => resolve(choice === null ? null : { choice, person: wish.of });
      signal.addEventListener('abort', () => resolve(null));
      asked.set(wish.of, { question, signal, answer });
      return promise;
    },
    tree: {
      leased: async () => undefined,
      freed: async () => undefined,
      unsaved: () => unsaved,
      locks: () => [],
      people: {
        ...nobodyAsked,
        onChanged: (listener) => {
          changed = listener;
          return () => undefined;
        },
        ...people,
      },
    },
    work: { has: () => false, of: async () => null, makerOf: (_, path) => makers.get(path) ?? null },
  });
  const heard = new HeardStream<TransferProgress>();
  const ending = new AbortController();
  const mark = async () => (await handlers['git.others'](here, ada, ending.signal)).mark;
  const ask = async (caller: Caller = ada, over?: string) =>
    handlers['git.askToMove'](
      { ...here, over: over ?? (await mark()), move: toTopic },
      caller,
      ending.signal,
      heard as never,
    );
  const branch = () => folder.git('branch', '--show-current').trim();
  const questions = (count: number) => until(() => asked.size === count);
  return { folder, makers, unsaved, asked, heard, ending, ask, mark, branch, questions, changed: () => changed() };
}

it('asks each whose work is in the way of theirs, and does the act once all agree: it is kept, and they are told', async () => {
  const { folder, asked, heard, ask, branch, questions } = scene();
  const moving = ask();
  await questions(2);
  expect(asked.get('Bo')!.question).toMatchObject({
    title: 'Switch to topic',
    wish: { is: 'tree', of: 'Bo', files: [{ path: 'new.txt', isSaved: true }], more: 0 },
  });
  expect(asked.get('Cleo')!.question.wish).toMatchObject({ files: [{ path: 'c.txt', isSaved: false }] });
  asked.get('Bo')!.answer('go-ahead');
  await until(() => heard.parts.some(({ words }) => words === 'Bo says: go ahead. Waiting for Cleo'));
  expect(branch()).toBe('main');
  asked.get('Cleo')!.answer('go-ahead');
  expect((await moving).notice).toContain('kept as a stash');
  expect(branch()).toBe('topic');
  expect(folder.git('stash', 'list')).toContain('work of Bo');
  expect(folder.deeds.at(-1)).toMatchObject({ act: 'checked-out', over: ['Bo', 'Cleo'] });
});

it('does nothing once one says no, or has not answered in time, and takes the other questions back', async () => {
  for (const [choice, words] of [
    ['not-now', 'Bo says: not now, so nothing was done.'],
    [null, 'Bo has not answered, so nothing was done.'],
  ] as const) {
    const { asked, ask, branch, questions } = scene();
    const moving = ask();
    moving.catch(() => undefined);
    await questions(2);
    asked.get('Bo')!.answer(choice);
    await expect(moving).rejects.toThrow(words);
    expect([asked.get('Cleo')!.signal.aborted, branch()]).toEqual([true, 'main']);
  }
});

it('ends in words of its own where its asker cancels it, and takes all questions back', async () => {
  const { asked, ending, ask, branch, questions } = scene();
  const moving = ask();
  moving.catch(() => undefined);
  await questions(2);
  ending.abort();
  await expect(moving).rejects.toMatchObject({ code: 'cancelled' });
  expect([...asked.values()].map(({ signal }) => signal.aborted)).toEqual([true, true]);
  expect(branch()).toBe('main');
});

it('waits no more for somebody whose work is there no more', async () => {
  const { asked, heard, ask, branch, questions, unsaved, changed } = scene();
  const moving = ask();
  await questions(2);
  unsaved.pop();
  changed();
  await until(() => asked.get('Cleo')!.signal.aborted);
  expect(heard.parts.at(-1)!.words).toBe('Cleo has no work there any more. Waiting for Bo');
  asked.get('Bo')!.answer('go-ahead');
  await moving;
  expect(branch()).toBe('topic');
});

it('goes over nothing that was not asked about, and asks nobody for other work than was shown', async () => {
  const { asked, ask, branch, questions, makers, folder, mark } = scene();
  await expect(ask(ada, 'x'.repeat(32))).rejects.toThrow('There is other work by now');
  expect(asked.size).toBe(0);
  const moving = ask(ada, await mark());
  moving.catch(() => undefined);
  await questions(2);
  folder.write('more.txt', 'of Bo\n');
  makers.set('more.txt', 'Bo');
  for (const { answer } of asked.values()) answer('go-ahead');
  await expect(moving).rejects.toThrow('There is other work by now than was asked about, so nothing was done');
  expect(branch()).toBe('main');
});

it('asks only who is here, each agent’s owner for it, and nobody twice', async () => {
  const here = new Set(['Bo']);
  const answererOf = (person: string) => (person === 'Cleo' ? 'Bo' : person);
  const { asked, ask, questions, branch } = scene({ answererOf, awayMs: (person) => (here.has(person) ? 0 : 60_000) });
  const moving = ask();
  await questions(1);
  expect(asked.get('Bo')!.question.wish).toMatchObject({ files: [{ path: 'new.txt' }, { path: 'c.txt' }] });
  asked.get('Bo')!.answer('go-ahead');
  await moving;
  expect(branch()).toBe('topic');
  const empty = scene({ awayMs: () => 60_000 });
  await expect(empty.ask()).rejects.toThrow('is here to be asked (Bo, Cleo), so nothing was done.');
});

it('names no file that is not for everybody, and does nothing for one who may not move the tree any more', async () => {
  let may = true;
  const { asked, ask, questions, folder, makers, changed, branch } = scene({ may: () => may });
  folder.write('.env', 'secret of Bo\n');
  makers.set('.env', 'Bo');
  const moving = ask();
  moving.catch(() => undefined);
  await questions(2);
  expect(asked.get('Bo')!.question.wish).toMatchObject({ files: [{ path: 'new.txt' }], more: 1 });
  may = false;
  changed();
  await expect(moving).rejects.toThrow('You may not move the tree any more');
  expect(branch()).toBe('main');
});

/** Asking alone, without a repository: Bo and Cleo have work in one file, and are here unless `away` says since when. */
function asking(over: Partial<Parameters<typeof agreedOver>[0]> = {}) {
  const away = new Map<string, number>();
  const told: string[] = [];
  const answers = new Map<string, (choice: string) => void>();
  const lost = new Set<Right>();
  let changed = () => {};
  const parts: Parameters<typeof agreedOver>[0] = {
    asker: 'Ada',
    move: toTopic,
    over: 'mark',
    look: async () => ({ files: [{ path: 'a.txt', people: ['Bo', 'Cleo'], isSaved: true }], locks: [], mark: 'mark' }),
    isForAll: () => true,
    ask: (_asker, { wish }, signal) =>
      new Promise((resolve) => {
        if (wish?.is !== 'tree') throw new Error('another question');
        const { of } = wish;
        answers.set(of, (choice) => resolve({ choice, person: of }));
        signal.addEventListener('abort', () => resolve(null));
      }),
    people: {
      ...nobodyAsked,
      awayMs: (person) => away.get(person) ?? 0,
      may: (_person, right) => !lost.has(right),
      onChanged: (listener) => {
        changed = listener;
        return () => undefined;
      },
    },
    nameOf: (person) => person,
    tell: (words) => void told.push(words),
    restMs: 1,
    ...over,
  };
  const begin = () => agreedOver(parts, new AbortController().signal);
  return { away, told, answers, lost, begin, changed: () => changed() };
}

it('waits for nobody who stays away', async () => {
  const { away, told, answers, begin, changed } = asking({ graceMs: 20 });
  const agreed = begin();
  await until(() => answers.size === 2);
  answers.get('Cleo')!('go-ahead');
  await until(() => told.at(-1) === 'Cleo says: go ahead. Waiting for Bo');
  away.set('Bo', 1);
  changed();
  expect(await agreed).toBe('mark');
});

it('asks who is loading their window anew, and waits for them as for others', async () => {
  const { away, told, answers, begin } = asking();
  away.set('Bo', 500);
  const agreed = begin();
  await until(() => told.at(-1) === 'Waiting for Bo, Cleo');
  answers.get('Cleo')!('go-ahead');
  away.delete('Bo');
  await until(() => told.at(-1) === 'Cleo says: go ahead. Waiting for Bo');
  answers.get('Bo')!('not-now');
  await expect(agreed).rejects.toThrow('Bo says: not now, so nothing was done.');
});

it('goes over no work where all whose it is have only just gone, and stay away', async () => {
  const { away, begin } = asking({ graceMs: 20 });
  away.set('Bo', 1).set('Cleo', 1);
  await expect(begin()).rejects.toThrow('is here to be asked (Bo, Cleo), so nothing was done.');
});

it('asks who comes back after a longer absence, be it with the last answer', async () => {
  const { away, told, answers, begin } = asking();
  away.set('Bo', 60_000);
  const agreed = begin();
  await until(() => told.at(-1) === 'Bo is not here. Waiting for Cleo');
  away.delete('Bo');
  answers.get('Cleo')!('go-ahead');
  await until(() => answers.has('Bo'));
  expect(told.at(-1)).toBe('Bo is not here. Cleo says: go ahead. Waiting for Bo');
  answers.get('Bo')!('go-ahead');
  expect(await agreed).toBe('mark');
});

it('asks nobody where more than so many people would have to be asked', async () => {
  const people = Array.from({ length: 21 }, (_, at) => `Person ${at}`);
  const { answers, begin } = asking({
    look: async () => ({ files: [{ path: 'a.txt', people, isSaved: true }], locks: [], mark: 'mark' }),
  });
  await expect(begin()).rejects.toThrow('More than 20 people have work there, so nothing was done.');
  expect(answers.size).toBe(0);
});

it('pulls for nobody who may not ask a remote any more, whatever all others have agreed to', async () => {
  const { answers, lost, begin } = asking({ move: { method: 'git.pull', params: {} } });
  const agreed = begin();
  agreed.catch(() => undefined);
  await until(() => answers.size === 2);
  lost.add(gitStreams['git.pull'].right);
  for (const answer of answers.values()) answer('go-ahead');
  await expect(agreed).rejects.toThrow('You may not ask a remote any more, so nothing was done.');
});

it('looks once at a time and once more behind that, and neither looks nor tells anything once it is over', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const found = { files: [{ path: 'a.txt', people: ['Bo', 'Cleo'], isSaved: true }], locks: [], mark: 'mark' };
  const looks: (() => void)[] = [];
  let count = 0;
  const look = () => {
    count += 1;
    if (count === 1) return Promise.resolve(found);
    return new Promise<typeof found>((resolve) => looks.push(() => resolve(found)));
  };
  const { away, told, answers, begin, changed } = asking({ look });
  const agreed = begin();
  agreed.catch(() => undefined);
  await until(() => answers.size === 2);
  changed();
  await until(() => count === 2);
  for (let each = 0; each < 5; each++) changed();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(count).toBe(2);
  looks.shift()!();
  await until(() => count === 3);
  changed();
  away.set('Cleo', 1);
  answers.get('Bo')!('not-now');
  await expect(agreed).rejects.toThrow('Bo says: not now');
  const last = told.length;
  looks.shift()!();
  changed();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([count, told.length]).toEqual([3, last]);
});
