import { expect, it } from 'vitest';
import { ToldTexts } from '../../../../src/main/documents/told-texts.ts';
import { hashText } from '../../../../src/shared/text/hash.ts';

const work = { agent: 'a', turn: 't', call: 'c' };
const hash = hashText('new\n');

function begun(look: (path: string) => Promise<void> = async () => undefined) {
  const read = async () => new TextEncoder().encode('new\r\n');
  return new ToldTexts({ disk: { read }, look });
}

it('a text is the work of the call that has told it, in whichever line ends', () => {
  const told = begun();
  told.add('x.txt', null, 'new\r\n', work);
  expect(told.find('x.txt', hash)).toEqual(work);
  expect([told.find('y.txt', hash), told.find('x.txt', hashText('old\n'))]).toEqual([null, null]);
});

it('a call that says what it replaces has no part in what another program had made of that', () => {
  const told = begun();
  told.add('x.txt', 'formatted\n', 'new\n', work);
  expect(told.find('x.txt', hash, hashText('as it was\n'))).toBeNull();
  expect(told.find('x.txt', hash, hashText('formatted\n'))).toEqual(work);
});

it('a text that two agents have told is the work of neither, until one of them has ended', async () => {
  const told = begun();
  told.add('x.txt', null, 'new\n', work);
  told.add('x.txt', null, 'new\n', { ...work, agent: 'b' });
  expect(told.find('x.txt', hash)).toBeNull();
  told.forget('a');
  expect(told.find('x.txt', hash)?.agent).toBe('b');
});

it('the end of a turn takes in what is on the disk and forgets it, also where a file cannot be looked at', async () => {
  const looked: string[] = [];
  const told = begun((path) => {
    looked.push(path);
    return path === 'x.txt' ? Promise.reject(new Error('no access')) : Promise.resolve();
  });
  told.add('x.txt', null, 'new\n', work);
  told.add('y.txt', null, 'new\n', work);
  expect(await told.isOnDisk('a', 'x.txt')).toBe(true);
  expect(await told.isOnDisk('a', 'z.txt')).toBe(false);
  await told.end('a');
  expect(looked).toEqual(['x.txt', 'y.txt']);
  expect(told.find('x.txt', hash)).toBeNull();
});
