import { expect, it } from 'vitest';
import { putsIn } from '../../../../src/client/reverting.ts';
import { inSaveTurn, takeSaveTurn } from '../../../../src/client/save-turn.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import { guestOf, SharedFolder } from './host-fixture.ts';

const onDisk = 'one\ntwo\nthree\n';

async function twoPeople() {
  const folder = new SharedFolder({ 'a.txt': onDisk });
  const link = await (await folder.host()).share();
  const [ada, bob] = [await guestOf(link, 'Ada'), await guestOf(link, 'Bob')];
  return { ada, bob, adas: await openFile(ada, 'a.txt'), bobs: await openFile(bob, 'a.txt') };
}

it('gives the disk’s text once where two people revert at the same moment', async () => {
  const { ada, bob, adas, bobs } = await twoPeople();
  adas.edit([{ offset: 0, deleteLength: 8, insertText: 'ONE TWO\n' }]);
  await ada.settled();
  await expect.poll(() => bobs.toString()).toBe(adas.toString());
  await Promise.all([
    inSaveTurn(ada, ada, adas, async () => adas.revertTo(onDisk)),
    inSaveTurn(bob, bob, bobs, async () => bobs.revertTo(onDisk)),
  ]);
  await Promise.all([ada.settled(), bob.settled()]);
  await expect.poll(() => [adas.toString(), bobs.toString()]).toEqual([onDisk, onDisk]);
});

it('gives the turn on when the work has failed', async () => {
  const { ada, bob, adas, bobs } = await twoPeople();
  const failed = inSaveTurn(ada, ada, adas, () => Promise.reject(new Error('The host is away.')));
  await expect(failed).rejects.toThrow('The host is away.');
  expect(await takeSaveTurn(bob, bob, bobs)).toBe(true);
});

it('tells a revert that it has no turn, and so may not insert what others may be inserting', async () => {
  const { ada, bob, adas, bobs } = await twoPeople();
  adas.edit([{ offset: 0, deleteLength: 4, insertText: '' }]);
  await ada.settled();
  await expect.poll(() => bobs.toString()).toBe('two\nthree\n');
  expect(await takeSaveTurn(ada, ada, adas)).toBe(true);
  const mayRevert = async (isMine: boolean) => isMine || !putsIn(bobs, onDisk);
  expect(await inSaveTurn(bob, bob, bobs, mayRevert)).toBe(false);
  bobs.edit([{ offset: 0, deleteLength: 0, insertText: 'zero\none\n' }]);
  expect(putsIn(bobs, onDisk)).toBe(false);
});
