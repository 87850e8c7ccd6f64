import { expect, it } from 'vitest';
import { SharedLocks } from '../../../../src/client/sdk/shared-locks.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { readBody } from '../../../../src/shared/session/table.ts';
import { guestOf, SharedFolder, windowOf } from './host-fixture.ts';

it('names no hidden file to anybody, whoever says it, and follows the rules of the folder', async () => {
  const folder = new SharedFolder({ 'a.txt': 'a\n', '.env': 'secret\n', 'plans.md': 'plans\n' });
  const host = await folder.host();
  const guest = await guestOf(await host.share(), 'Ada');
  const heard: string[] = [];
  guest.events.on('entry', ({ kind, body }) => {
    const said = readBody(kind as 'presence.focused', body);
    heard.push(`${kind} ${JSON.stringify(said)}`);
  });
  const { client: owner } = await windowOf(host.host.url);
  const locks = new SharedLocks(owner);
  const act = { is: 'create' as const, path: 'config/.env', text: 'x' };
  const proposal = { proposal: newId(owner.options.environment), title: '', act };
  await expect(owner.publish('fileProposal.made', proposal)).rejects.toMatchObject({ code: 'hidden' });
  await expect(locks.acquire('.env')).rejects.toMatchObject({ code: 'hidden' });
  await expect(owner.publish('people.gathered', { path: '.env', line: 1 })).rejects.toMatchObject({ code: 'hidden' });
  owner.publishLatest('presence.focused', { path: '.env', line: 1 });
  await locks.acquire('plans.md');
  folder.write('.ensemble/sharing.json', JSON.stringify({ hidden: ['plans.md'] }));
  await expect
    .poll(() => owner.publish('people.gathered', { path: 'plans.md', line: 1 }).catch(({ code }) => code))
    .toBe('hidden');
  owner.publishLatest('presence.focused', { path: 'a.txt', line: 1 });
  await guest.until(
    ({ participants }) =>
      JSON.stringify(participants).includes('a.txt') || heard.some((each) => each.includes('"a.txt"')),
  );
  expect(heard.filter((each) => each.includes('.env'))).toEqual([]);
});
