import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AgentTexts } from '../../../../src/client/agents/agent-texts.ts';
import { SharedLocks } from '../../../../src/client/sdk/shared-locks.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import type { Params } from '../../../../src/shared/session/contract.ts';
import { Random } from '../../../sim/random.ts';
import { guestOf, SharedFolder, textBecomes } from './host-fixture.ts';

const five = 'one\ntwo\nthree\nfour\nfive\n';

/** A shared repository whose files are committed, with its host. */
class Stage {
  readonly folder: SharedFolder;
  link = '';

  constructor(files: Record<string, string>) {
    this.folder = new SharedFolder(files);
    this.git('init', '-q', '-b', 'main');
    this.git('config', 'user.name', 'Olga');
    this.git('config', 'user.email', 'olga@example.org');
    this.git('config', 'commit.gpgSign', 'false');
    this.git('add', '--all');
    this.git('commit', '-q', '-m', 'Begin');
  }

  async begin(): Promise<this> {
    this.link = await (await this.folder.host()).share();
    return this;
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder.folder, encoding: 'utf8', stdio: 'pipe' });
  }

  head(path: string): string {
    return this.git('show', `HEAD:${path}`);
  }

  disk(path: string): string {
    return readFileSync(join(this.folder.folder, path), 'utf8');
  }
}

type Wish = Params<'git.commitWork'>;

const wishOf = ({ person }: SessionClient): Wish => ({
  repository: '',
  person: person!,
  message: 'Mine',
  takesBoth: false,
  takesUnsigned: false,
  paths: [],
});

const commitOf = (client: SessionClient, wish: Partial<Wish> = {}) =>
  client.request('git.commitWork', { ...wishOf(client), ...wish });

const at = (document: TextDocument, words: string) => document.toString().indexOf(words);
const put = (document: TextDocument, offset: number, insertText: string) =>
  document.edit([{ offset, deleteLength: 0, insertText }]);

/** Ada and Bo, who have edited lines of their own in a file; it is saved. */
async function edited(text = five) {
  const stage = await new Stage({ 'a.txt': text }).begin();
  const [ada, bo] = [await guestOf(stage.link, 'Ada'), await guestOf(stage.link, 'Bo')];
  const [mine, theirs] = [await openFile(ada, 'a.txt'), await openFile(bo, 'a.txt')];
  put(mine, at(mine, 'two'), 'of Ada\n');
  await ada.settled();
  await textBecomes(theirs, (now) => now.includes('of Ada'));
  put(theirs, at(theirs, 'four') + 4, ' of Bo');
  await bo.settled();
  await textBecomes(mine, (now) => now.includes('of Bo'));
  await saveFile(ada, mine);
  return { stage, ada, bo, mine, theirs };
}

describe('committing the work of a person', () => {
  it('leaves what others have not committed, in the tree and in the index', async () => {
    const { stage, ada, bo } = await edited();
    const { files, unsigned } = await ada.request('git.work', { repository: '', person: ada.person! });
    const others = [{ person: bo.person, lines: 1 }];
    expect({ files, unsigned }).toEqual({ files: [{ path: 'a.txt', lines: 1, shared: [], others }], unsigned: [] });
    const whole = stage.disk('a.txt');
    await commitOf(ada);
    expect(stage.head('a.txt')).toBe('one\nof Ada\ntwo\nthree\nfour\nfive\n');
    expect(stage.disk('a.txt')).toBe(whole);
    expect(stage.git('status', '--porcelain')).toBe(' M a.txt\n');
    expect(stage.git('log', '-1', '--format=%an %s%b')).toBe('Ada Mine\n');
    await commitOf(bo, { message: 'Of Bo' });
    expect(stage.head('a.txt')).toBe(whole);
    expect(stage.git('status', '--porcelain')).toBe('');
    await expect(commitOf(bo)).rejects.toThrow('nothing was committed');
  });

  it('leaves what is staged of others as it was, and stages nothing else', async () => {
    const { stage, ada } = await edited();
    const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], {
      cwd: stage.folder.folder,
      input: 'one\ntwo\nthree\nfour of Bo\nfive\n',
      encoding: 'utf8',
    });
    stage.git('update-index', '--cacheinfo', `100644,${blob.trim()},a.txt`);
    await commitOf(ada);
    expect(stage.git('show', ':a.txt')).toBe(stage.disk('a.txt'));
    expect(stage.git('status', '--porcelain')).toBe('M  a.txt\n');
    expect(stage.head('a.txt')).toBe('one\nof Ada\ntwo\nthree\nfour\nfive\n');
  });

  it('commits somebody else’s for them, names them, and takes lines of both or neither', async () => {
    const { stage, ada, bo, mine, theirs } = await edited();
    put(theirs, at(theirs, 'of Ada'), 'half ');
    await bo.settled();
    await textBecomes(mine, (now) => now.includes('half'));
    await saveFile(ada, mine);
    const { files } = await ada.request('git.work', { repository: '', person: bo.person! });
    expect(files).toMatchObject([{ lines: 1, shared: [{ line: 2, people: [ada.person] }] }]);
    await commitOf(ada, { person: bo.person! });
    expect(stage.head('a.txt')).toBe('one\ntwo\nthree\nfour of Bo\nfive\n');
    expect(stage.git('log', '-1', '--format=%an: %(trailers:key=Co-authored-by,valueonly)').trim()).toBe(
      'Ada: Bo <bo@users.noreply.ensemble.invalid>',
    );
    await commitOf(ada, { takesBoth: true });
    expect(stage.head('a.txt')).toBe(stage.disk('a.txt'));
    expect(stage.git('status', '--porcelain')).toBe('');
  });

  it('asks about what changed on the disk, and about files of which nobody knows', async () => {
    const { stage, ada, mine } = await edited();
    stage.folder.write('a.txt', stage.disk('a.txt').replace('five', 'five by a tool'));
    await textBecomes(mine, (now) => now.includes('tool'));
    stage.folder.write('made.bin', 'made');
    chmodSync(join(stage.folder.folder, 'made.bin'), 0o755);
    const { files, unsigned } = await ada.request('git.work', { repository: '', person: ada.person! });
    expect(files[0]!.others).toContainEqual({ person: 'disk', lines: 1 });
    expect(unsigned).toEqual(['made.bin']);
    await commitOf(ada);
    expect(stage.head('a.txt')).not.toContain('tool');
    await commitOf(ada, { takesUnsigned: true, paths: ['made.bin'] });
    expect(stage.head('a.txt')).toContain('five by a tool');
    expect(stage.git('ls-tree', 'HEAD', 'made.bin')).toContain('100755');
    expect(stage.git('status', '--porcelain')).toBe(' M a.txt\n');
  });

  it('knows the authors also after a restart of the host, and of a file that is new or has other line ends', async () => {
    const stage = new Stage({ 'a.txt': five.replaceAll('\n', '\r\n') });
    const first = await stage.folder.host();
    const ada = await guestOf(await first.share(), 'Ada');
    const bo = await guestOf(await first.share(), 'Bo');
    const mine = await openFile(ada, 'a.txt');
    put(mine, 0, 'of Ada\n');
    await saveFile(ada, mine);
    await bo.request('files.write', { path: 'new.txt', content: new Uint8Array(), create: true, overwrite: false });
    const fresh = await openFile(bo, 'new.txt');
    put(fresh, 0, 'of Bo\n');
    await saveFile(bo, fresh);
    const theirs = await openFile(bo, 'a.txt');
    put(theirs, theirs.length, 'end of Bo\n');
    await saveFile(bo, theirs);
    await first.close();
    const again = await stage.folder.host();
    const owner = again.host.client;
    await again.share();
    const people = Object.entries(owner.state.participants);
    const idOf = (name: string) => people.find(([, each]) => each.name === name)![0];
    const cleo = await guestOf(await again.share(), 'Cleo');
    await commitOf(cleo, { person: idOf('Ada') });
    expect(stage.head('a.txt')).toBe(`of Ada\n${five}`.replaceAll('\n', '\r\n'));
    await commitOf(cleo, { person: idOf('Bo') });
    expect(stage.head('a.txt')).toBe(stage.disk('a.txt'));
    expect(stage.head('new.txt')).toBe('of Bo\n');
    expect(stage.git('status', '--porcelain')).toBe('');
  });
});

it('knows the authors of what comes after a commit of another program', async () => {
  const { stage, ada, bo, mine, theirs } = await edited();
  await ada.until(({ git }) => git?.repositories[0]?.changes.length === 1);
  stage.git('commit', '-qam', 'By another program');
  await ada.until(({ git }) => git?.repositories[0]?.changes.length === 0);
  for (const words of ['once ', 'twice ', 'thrice ']) {
    put(theirs, at(theirs, 'three'), words);
    await saveFile(bo, theirs);
  }
  await textBecomes(mine, (text) => text.includes('thrice'));
  const gone = at(mine, 'five');
  mine.edit([{ offset: gone, deleteLength: 5, insertText: '' }]);
  await saveFile(ada, mine);
  await commitOf(ada);
  expect(stage.head('a.txt')).toBe('one\nof Ada\ntwo\nthree\nfour of Bo\n');
  await commitOf(bo);
  expect(stage.git('status', '--porcelain')).toBe('');
});

describe('files that people make, move and remove', () => {
  it('are theirs as a whole, and those of other programs are nobody’s', async () => {
    const files = { 'a.txt': five, 'old.txt': 'old\n', 'sub/gone.bin': 'gone', 'tool.txt': 'tool\n' };
    const stage = await new Stage(files).begin();
    const [ada, bo] = [await guestOf(stage.link, 'Ada'), await guestOf(stage.link, 'Bo')];
    const content = new TextEncoder().encode('first\n');
    await ada.request('files.write', { path: 'new.txt', content, create: true, overwrite: false });
    const fresh = await openFile(bo, 'new.txt');
    put(fresh, fresh.length, 'of Bo\n');
    await saveFile(bo, fresh);
    await openFile(bo, 'old.txt');
    await bo.request('files.move', { from: 'old.txt', to: 'moved.txt', overwrite: false });
    await ada.request('files.remove', { path: 'sub', recursive: true });
    rmSync(join(stage.folder.folder, 'tool.txt'));
    await commitOf(ada);
    expect(stage.head('new.txt')).toBe('first\n');
    expect(stage.git('status', '--porcelain').split('\n').sort()).toEqual(
      ['', ' D old.txt', ' D tool.txt', ' M new.txt', '?? moved.txt'].sort(),
    );
    const { unsigned } = await bo.request('git.work', { repository: '', person: bo.person! });
    expect(unsigned).toEqual(['tool.txt']);
    await commitOf(bo);
    expect(stage.git('status', '--porcelain')).toBe(' D tool.txt\n');
    expect(stage.git('show', '--name-status', '--format=', '-M', 'HEAD')).toContain('R100\told.txt\tmoved.txt');
  });
});

describe('the work of an agent', () => {
  it('is committed for it with its turns named, and taken back turn by turn', async () => {
    const { stage, ada, bo, mine } = await edited();
    const { link } = await ada.request('agents.invite', { role: 'editor' });
    const agent = await guestOf(link, 'Agent', 'agent');
    const texts = new AgentTexts(agent);
    const replace = async (old: string, insertText: string, turn: string) => {
      const { text, version } = await texts.read('a.txt');
      const edit = { offset: text.indexOf(old), deleteLength: old.length, insertText };
      const outcome = await texts.edit('a.txt', version, [edit], { turn, call: `call of ${turn}` });
      expect(outcome.is).toBe('applied');
    };
    await replace('five\n', 'FIVE\n', 'turn-1');
    await replace('one\n', '', 'turn-2');
    await textBecomes(mine, (text) => text.includes('FIVE') && !text.includes('one'));
    const { people } = await bo.request('documents.workers', { sinceMs: 0 });
    expect(people.find(({ person }) => person === agent.person)!.calls).toEqual([
      { turn: 'turn-1', call: 'call of turn-1' },
      { turn: 'turn-2', call: 'call of turn-2' },
    ]);
    const asked = { person: agent.person!, sinceMs: 0, turn: 'turn-2' };
    const [found] = (await bo.request('documents.workOf', asked)).texts;
    expect(found!.parts).toMatchObject([{ line: 1, gone: '', back: 'one\n' }]);
    await saveFile(ada, mine);
    await commitOf(ada, { person: agent.person! });
    expect(stage.head('a.txt')).toBe('two\nthree\nfour\nFIVE\n');
    expect(stage.git('log', '-1', '--format=%an%n%(trailers:only)').trim()).toBe(
      'Ada\nCo-authored-by: Agent <agent@users.noreply.ensemble.invalid>\nEnsemble-Turn: turn-2\nEnsemble-Turn: turn-1',
    );
    mine.revert({ ...found!.parts[0]!.step, group: null }, 'reverted');
    await ada.settled();
    expect(mine.toString()).toContain('one\n');
  });
});

describe('the single calls of an agent', () => {
  /** An agent that has edited in two calls of a turn and one of another, beside Ada and Bo; all of it is saved. */
  async function called() {
    const { stage, ada, bo, mine } = await edited();
    const { link } = await ada.request('agents.invite', { role: 'editor' });
    const agent = await guestOf(link, 'Agent', 'agent');
    const texts = new AgentTexts(agent);
    const replace = async (old: string, insertText: string, turn: string, call: string) => {
      const { text, version } = await texts.read('a.txt');
      const edit = { offset: text.indexOf(old), deleteLength: old.length, insertText };
      expect((await texts.edit('a.txt', version, [edit], { turn, call })).is).toBe('applied');
    };
    await replace('five\n', 'FIVE\nsix\n', 'turn', 'first');
    await replace('one\n', '', 'turn', 'second');
    await replace('six', 'SIX', 'turn', 'second');
    await replace('two', 'TWO', 'other', 'first');
    await textBecomes(mine, (text) => text.includes('TWO') && text.includes('SIX') && !text.includes('one'));
    await saveFile(ada, mine);
    const asked = { repository: '', person: agent.person! };
    return { stage, ada, bo, agent, asked };
  }

  it('are told with their lines, and committed alone or with those that they share', async () => {
    const { stage, ada, bo, agent, asked } = await called();
    const { calls } = await ada.request('git.work', asked);
    const names = calls!.map(({ turn, call }) => `${turn} ${call}`).toSorted();
    expect(names).toEqual(['other first', 'turn first', 'turn second']);
    const second = { ...asked, turn: 'turn', call: 'second' };
    const { files } = await ada.request('git.work', second);
    const others = [ada, bo].map(({ person }) => ({ person, lines: 1 }));
    expect(files).toEqual([{ path: 'a.txt', lines: 1, shared: [{ line: 6, people: [agent.person] }], others }]);
    const { content } = await ada.request('git.workText', { ...second, path: 'a.txt', takesBoth: false });
    expect(new TextDecoder().decode(content!)).toBe('two\nthree\nfour\nfive\n');
    const meant = { person: agent.person! };
    await commitOf(ada, { ...meant, turn: 'turn', call: 'second', message: 'Second' });
    expect(stage.head('a.txt')).toBe('two\nthree\nfour\nfive\n');
    expect(stage.git('log', '-1', '--format=%(trailers:key=Ensemble-Turn,valueonly)').trim()).toBe('turn');
    await commitOf(ada, { ...meant, turn: 'turn', call: 'first', takesBoth: true });
    expect(stage.head('a.txt')).toBe('two\nthree\nfour\nFIVE\nSIX\n');
    await expect(commitOf(ada, { ...meant, turn: 'turn', takesBoth: true })).rejects.toThrow('nothing was committed');
    await commitOf(ada, { ...meant, turn: 'other' });
    expect(stage.head('a.txt')).toBe('TWO\nthree\nfour\nFIVE\nSIX\n');
    await commitOf(ada);
    await commitOf(bo);
    expect(stage.head('a.txt')).toBe(stage.disk('a.txt'));
    expect(stage.git('status', '--porcelain')).toBe('');
  });

  it('are found again after a commit of another program, as far as lines are theirs alone', async () => {
    const { stage, ada, agent } = await called();
    const run = { cwd: stage.folder.folder, input: `one\nof Ada\n${five.slice(4)}`, encoding: 'utf8' as const };
    const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], run);
    stage.git('update-index', '--cacheinfo', `100644,${blob.trim()},a.txt`);
    stage.git('commit', '-q', '-m', 'Another');
    await commitOf(ada, { person: agent.person!, turn: 'other', call: 'first' });
    expect(stage.head('a.txt')).toBe('one\nof Ada\nTWO\nthree\nfour\nfive\n');
  });

  it('are taken back one by one, but for lines in which a later call has written', async () => {
    const { ada, agent } = await called();
    const of = (meant: object) => ada.request('documents.workOf', { person: agent.person!, sinceMs: 0, ...meant });
    const [second] = (await of({ turn: 'turn', call: 'second' })).texts;
    expect(second!.parts.map(({ gone, back }) => ({ gone, back }))).toEqual([
      { gone: '', back: 'one\n' },
      { gone: 'SIX', back: 'six' },
    ]);
    const [first] = (await of({ turn: 'turn', call: 'first' })).texts;
    expect(first!.overlaps).toMatchObject([{ people: [agent.person] }]);
  });
});

it('an agent commits for its owner, who is the author, and signs nothing off', async () => {
  const { stage, ada } = await edited();
  const { link } = await ada.request('agents.invite', { role: 'editor' });
  const agent = await guestOf(link, 'Agent', 'agent');
  await agent.request('git.stage', { repository: '', paths: 'all' });
  const wish = { repository: '', message: 'Staged', amend: false };
  await expect(agent.request('git.commit', { ...wish, signOff: true })).rejects.toThrow('word of a person');
  await agent.request('git.commit', { ...wish, signOff: false });
  expect(stage.git('log', '-1', '--format=%an %ae%n%(trailers:only)').trim()).toBe(
    'Ada ada@users.noreply.ensemble.invalid\nCo-authored-by: Agent <agent@users.noreply.ensemble.invalid>',
  );
});

describe('an act on the whole tree', () => {
  it('over others’ work is refused by name, goes on once they are shown, and no text of theirs is lost', async () => {
    const { stage, ada, bo } = await edited();
    await commitOf(ada);
    stage.git('branch', 'topic', 'HEAD~1');
    const whole = stage.disk('a.txt');
    const target = { branch: 'topic' };
    const toTopic = (over = {}) => ada.request('git.checkout', { repository: '', target, ...over });
    await expect(toTopic()).rejects.toThrow('a.txt has uncommitted work of Bo.');
    const { files, mark } = await ada.request('git.others', { repository: '' });
    expect(files).toEqual([{ path: 'a.txt', people: [bo.person], isSaved: true }]);
    const wish = { repository: '', message: '', untracked: false };
    await ada.request('git.stash', { ...wish, over: mark });
    await toTopic();
    expect(stage.git('show', 'stash@{0}:a.txt')).toBe(whole);
    await bo.until(({ locks }) => locks.tree === undefined);
  });

  it('waits for locks of others, and ends without a lease, whatever becomes of it', async () => {
    const { stage, ada, bo } = await edited();
    await commitOf(ada, { takesBoth: true });
    await commitOf(bo);
    stage.git('branch', 'topic');
    const locks = new SharedLocks(bo);
    const held = await locks.acquireAll('*.txt');
    const target = { branch: 'topic' };
    await expect(ada.request('git.checkout', { repository: '', target })).rejects.toThrow('Bo has locked *.txt');
    await locks.release((held as { id: string }).id);
    const acts: (string | undefined)[] = [];
    bo.events.on('state', ({ locks: { tree } }) => acts.at(-1) !== tree?.act && acts.push(tree?.act));
    await ada.request('git.checkout', { repository: '', target });
    await bo.settled();
    expect(acts).toEqual(['switch', undefined]);
    expect(stage.git('branch', '--show-current')).toBe('topic\n');
  });
});

describe('the commits of all', () => {
  for (const seed of process.env.ENSEMBLE_LONG_ATTACKS === '1' ? [1, 2, 3] : [1])
    it(`come to the working tree, whatever they edit, and in any order (seed ${seed})`, async () => {
      const random = new Random(seed);
      const names = ['a.txt', 'sub/b.txt', 'c.txt'];
      const stage = await new Stage(Object.fromEntries(names.map((name) => [name, five.repeat(2)]))).begin();
      const people = [];
      for (const name of ['Ada', 'Bo', 'Cleo']) {
        const client = await guestOf(stage.link, name);
        const documents = [];
        for (const path of names) documents.push(await openFile(client, path));
        people.push({ client, documents });
      }
      for (let round = 0; round < 2; round++) {
        for (let step = 0; step < 30; step++) {
          const { client, documents } = people[random.below(3)]!;
          const document = documents[random.below(3)]!;
          const offset = random.below(document.length + 1);
          const deleteLength = random.below(3) === 0 ? Math.min(random.below(12), document.length - offset) : 0;
          const insertText = ['', 'x', ' word', '\n', 'line\n'][random.below(5)]!;
          document.edit([{ offset, deleteLength, insertText }]);
          if (random.below(6) === 0) document.undo();
          if (random.below(4) === 0) await client.settled();
          if (random.below(8) === 0) await saveFile(client, document);
        }
        for (const { client } of people) await client.settled();
        for (const [index, path] of names.entries()) {
          await saveFile(people[0]!.client, people[0]!.documents[index]!);
          expect(stage.disk(path)).toBe(people[0]!.documents[index]!.toString());
        }
        const texts = names.map((path) => stage.disk(path));
        const order = random.below(2) === 0 ? people : people.toReversed();
        for (const { client } of order)
          await commitOf(client, { takesBoth: true }).catch((thrown) =>
            expect(String(thrown)).toContain('nothing was committed'),
          );
        expect(names.map((path) => stage.head(path))).toEqual(texts);
        expect(names.map((path) => stage.disk(path))).toEqual(texts);
        expect(stage.git('status', '--porcelain')).toBe('');
      }
    });
});
