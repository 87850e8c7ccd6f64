import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileLocker } from '../../../../src/main/locks/file-locker.ts';
import { formatYaml, type LockFile, parseLock, parseYaml } from '../../../../src/main/locks/lock-file.ts';
import { diskLockFolder } from '../../../../src/main/locks/lock-folder.ts';
import { LockStore } from '../../../../src/main/locks/lock-store.ts';
import { MemoryLockFolder } from '../../../contract/locker-stages.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const [a, b, ann, bob] = [idOf('lock-a'), idOf('lock-b'), idOf('ann'), idOf('bob')];
const wish = { id: a, ref: null, path: 'src/a b.ts', section: null, untilMs: null, note: 'käse: "x"\n#' };
let world: VirtualWorld;

function lockerOf(folder: MemoryLockFolder | ReturnType<typeof diskLockFolder>, person = ann): FileLocker {
  const name = person === ann ? 'Ann' : 'Bob';
  return new FileLocker({ folder, environment: world.environment(), person, name, machine: 'desk' });
}

const fileOf = (change: Partial<LockFile> = {}): LockFile => ({
  lock: a,
  path: 'one.txt',
  startLine: null,
  endLine: null,
  person: bob,
  name: 'Bob',
  machine: 'desk',
  sinceMs: world.nowMs,
  heartbeatMs: world.nowMs,
  untilMs: null,
  note: '',
  ...change,
});

beforeEach(() => {
  world = new VirtualWorld(1);
});

describe('the YAML of lock files', () => {
  it('comes back as it was written', () => {
    const scalar = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null));
    const values = fc.dictionary(fc.stringMatching(/^[a-zA-Z]{1,8}$/), scalar);
    fc.assert(
      fc.property(values, (all) => {
        expect(parseYaml(formatYaml(all))).toEqual({ ...all });
      }),
    );
    expect(parseYaml('a: 1\r\n\r\nb: "x"\r\n')).toEqual({ a: 1, b: 'x' });
  });

  it('is nothing else, however much of YAML that may be', () => {
    for (const text of [
      'a: b',
      'a:\n  b: 1',
      '- a',
      'a: 1\na: 2',
      'a: {"b":1}',
      'a: [1]',
      'a: true',
      '!!x',
      'a: 1 # c',
    ])
      expect(parseYaml(text), text).toBeNull();
  });

  it('makes no lock of what is not of the form', () => {
    expect(parseLock(formatYaml(fileOf()))).toEqual(fileOf());
    for (const change of [
      { lock: '../../x' },
      { path: '' },
      { sinceMs: -1 },
      { person: 'bob' },
      { name: 'x'.repeat(61) },
    ])
      expect(parseLock(formatYaml(fileOf(change)))).toBeNull();
  });
});

describe('the lock folder on a disk', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ensemble-locks-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is made with the first lock, keeps itself out of Git, and leaves nothing but what stands', async () => {
    const locker = lockerOf(diskLockFolder(root));
    await locker.refresh();
    expect(existsSync(join(root, '.ensemble'))).toBe(false);
    expect(await locker.acquire(wish)).toEqual({ is: 'held' });
    const folder = join(root, '.ensemble', 'locks');
    expect(readdirSync(folder).toSorted()).toEqual(['.gitignore', `${a}.yaml`]);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
    expect(parseLock(readFileSync(join(folder, `${a}.yaml`), 'utf8'))).toMatchObject({
      path: 'src/a b.ts',
      name: 'Ann',
    });
    await locker.close();
    expect(readdirSync(folder)).toEqual(['.gitignore']);
  });

  it.each(['.ensemble', '.ensemble/locks'])(
    'writes nowhere else, where a repository has made %s a link',
    async (at) => {
      const elsewhere = mkdtempSync(join(tmpdir(), 'ensemble-elsewhere-'));
      if (at.includes('/')) mkdirSync(join(root, '.ensemble'));
      symlinkSync(elsewhere, join(root, at));
      await expect(lockerOf(diskLockFolder(root)).acquire(wish)).rejects.toMatchObject({ code: 'no-access' });
      expect(readdirSync(elsewhere)).toEqual([]);
      rmSync(elsewhere, { recursive: true });
    },
  );

  it('reads no links and nothing large', async () => {
    mkdirSync(join(root, '.ensemble', 'locks'), { recursive: true });
    const at = (name: string) => join(root, '.ensemble', 'locks', name);
    writeFileSync(join(root, 'outside'), formatYaml(fileOf()));
    symlinkSync(join(root, 'outside'), at(`${a}.yaml`));
    writeFileSync(at(`${b}.yaml`), formatYaml(fileOf({ lock: b })) + '\n'.repeat(20_000));
    const locker = lockerOf(diskLockFolder(root));
    await locker.refresh();
    expect(locker.list()).toEqual([]);
  });
});

describe('lock files of others', () => {
  it('count only under their own name', async () => {
    const folder = new MemoryLockFolder();
    const names = [`${b}.yaml`, 'x.yaml', `${a}.yml`, `../${a}.yaml`];
    for (const name of names) await folder.write(name, formatYaml(fileOf()));
    const locker = lockerOf(folder);
    await locker.refresh();
    expect(locker.list()).toEqual([]);
    await folder.write(`${a}.yaml`, formatYaml(fileOf()));
    await locker.refresh();
    expect(locker.list()).toMatchObject([{ id: a, isMine: false }]);
  });

  it.each([-600_000, 600_000])('live by their heartbeat, though the other clock is %i ms off', async (offMs) => {
    const folder = new MemoryLockFolder();
    const store = new LockStore(folder, world.environment());
    const beat = () => folder.write(`${a}.yaml`, formatYaml(fileOf({ heartbeatMs: world.nowMs + offMs })));
    const stands = async () => {
      await store.scan();
      return store.locks.length === 1;
    };
    await beat();
    await stands();
    for (let turn = 0; turn < 20; turn++) {
      await world.run(10_000);
      await beat();
      if (turn > 0) expect(await stands()).toBe(true);
      else await stands();
    }
    await world.run(59_000);
    expect(await stands()).toBe(true);
    await world.run(1000);
    expect(await stands()).toBe(false);
    expect(folder.files.size).toBe(0);
  });

  it('are of yesterday at the first sight, where a computer crashed', async () => {
    const folder = new MemoryLockFolder();
    await folder.write(`${a}.yaml`, formatYaml(fileOf({ heartbeatMs: world.nowMs - 61_000 })));
    expect(await lockerOf(folder).acquire({ ...wish, id: b, path: 'one.txt' })).toEqual({ is: 'held' });
  });

  it('that came in late, and were first, take a lock away from who had it; that is told', async () => {
    const folder = new MemoryLockFolder();
    const locker = lockerOf(folder);
    const losses: string[] = [];
    locker.onLost(({ byName }) => losses.push(byName));
    await locker.acquire({ ...wish, id: b, path: 'one.txt' });
    await folder.write(`${a}.yaml`, formatYaml(fileOf({ sinceMs: world.nowMs - 5 })));
    await world.run(10_000);
    await locker.settled();
    expect(losses).toEqual(['Bob']);
    expect([...folder.files.keys()]).toEqual([`${a}.yaml`]);
  });

  it('cost nothing while nobody locks or looks', async () => {
    const folder = new MemoryLockFolder();
    let reads = 0;
    folder.list = async () => {
      reads++;
      return [];
    };
    lockerOf(folder);
    await world.run(600_000);
    expect(reads).toBe(0);
  });

  it('stay ended by force, though the holder’s heartbeat came at the same moment', async () => {
    const folder = new MemoryLockFolder();
    const [holder, thief] = [lockerOf(folder), lockerOf(folder, bob)];
    await holder.acquire({ ...wish, path: 'one.txt' });
    const before = folder.files.get(`${a}.yaml`)!;
    await thief.steal(a, 'now');
    folder.files.set(`${a}.yaml`, before);
    await thief.refresh();
    expect(thief.list()).toEqual([]);
    await world.run(86_400_000);
    await thief.refresh();
    expect(folder.files.size).toBe(0);
  });
});
