import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { AgentTexts } from '../../src/client/agents/agent-texts.ts';
import { selectionOf } from '../../src/client/locks/lock-lines.ts';
import { SessionLocker } from '../../src/client/locks/session-locker.ts';
import { openFile } from '../../src/client/shared-file.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { enter, guestClient } from '../lib/guest-client.ts';
import { guestOf, SharedFolder, windowOf } from '../unit/main/host/host-fixture.ts';

const lines = ['one', 'two', 'three', 'four', 'five'];
const text = `${lines.join('\n')}\n`;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A session in which Bob has locked lines 2 and 3, and an agent of the owner’s that knows of no locks. */
async function scene() {
  const folder = new SharedFolder({ 'a.txt': text });
  const open = await folder.host();
  const { direct } = await windowOf(open.host.url);
  const bob = await guestOf(await open.share(), 'Bob');
  const document = await openFile(bob, 'a.txt');
  const locked = { start: 2, end: 3 };
  const lock = newId(nodeEnvironment);
  const place = { lock, path: null, selection: selectionOf(document, locked), lines: locked };
  await bob.publish('lock.acquired', { ...place, beside: [], untilMs: null }, document.ref);
  const { link } = await direct.request('agents.invite', { role: 'editor' });
  const agent = guestClient(link, 'Agent', 'agent');
  onTestFinished(() => agent.leave());
  await enter(agent);
  vi.spyOn(SessionLocker.prototype, 'list').mockReturnValue([]);
  const texts = new AgentTexts(agent);
  const edit = async (offset: number, deleteLength: number, insertText: string) => {
    const { version } = await texts.read('a.txt');
    return texts.edit('a.txt', version, [{ offset, deleteLength, insertText }]);
  };
  return { bob, document, lock, texts, edit };
}

const refusal = 'Bob has locked these lines: work elsewhere, or ask them.';

it('a modified agent writes nothing into lines that somebody has locked, wherever they are by now', async () => {
  const { bob, document, lock, edit, texts } = await scene();
  for (const [offset, length, words] of [
    [4, 3, 'TWO'],
    [8, 5, ''],
    [6, 0, 'into'],
    [0, text.length, 'all'],
    [2, 8, 'over the edge'],
  ] as const)
    await expect(edit(offset, length, words)).rejects.toThrow(refusal);
  // Lines that its holder has typed since, inside of it, and those that others have put above.
  document.edit([{ offset: 8, deleteLength: 0, insertText: 'typed in\n' }]);
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'above\n' }]);
  await bob.settled();
  const now = document.toString();
  await expect.poll(async () => (await texts.read('a.txt')).text).toBe(now);
  await expect(edit(now.indexOf('typed'), 5, 'TYPED')).rejects.toThrow(refusal);
  expect((await texts.read('a.txt')).text).toBe(now);
  expect(await edit(now.indexOf('above'), 5, 'ABOVE')).toMatchObject({ is: 'applied' });
  expect(await edit(now.indexOf('five'), 4, 'FIVE')).toMatchObject({ is: 'applied' });
  await bob.publish('lock.released', { lock });
  expect(await edit(now.indexOf('typed'), 5, 'TYPED')).toMatchObject({ is: 'applied' });
  await expect
    .poll(async () => (await texts.read('a.txt')).text)
    .toBe('ABOVE\none\ntwo\nTYPED in\nthree\nfour\nFIVE\n');
});

it('nor by an edit that is so long that it comes as an attachment; people are warned alone', async () => {
  const { document, bob, edit } = await scene();
  await expect(edit(4, 3, 'x'.repeat(200_000))).rejects.toThrow(refusal);
  document.edit([{ offset: 4, deleteLength: 3, insertText: 'TWO' }]);
  await bob.settled();
  expect(document.toString()).toBe(text.replace('two', 'TWO'));
  expect(await edit(text.length, 0, 'y'.repeat(200_000))).toMatchObject({ is: 'applied' });
});
