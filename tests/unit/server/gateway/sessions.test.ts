import { expect, it } from 'vitest';
import { participantOf } from '../../../../server/gateway/sessions.ts';
import { hashSecret } from '../../../../server/session/secrets.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { personOf, Stage, ticketOf } from '../session/session-fixture.ts';

it('knows a host whom the session has let in, and a guest whom it has sent away, before the disk has heard of it', async () => {
  const stage = await Stage.open();
  const found = (name: string) => participantOf({ find: async () => stage.session }, 's', ticketOf(name));
  const bob = personOf(await stage.guest('Bob'));
  const carol = idOf('Carol');
  stage.access.remember('s', hashSecret(ticketOf('Carol')), carol);
  expect([await found('Bob'), await found('Carol')]).toMatchObject([{ role: 'editor' }, null]);
  const { promise, resolve } = Promise.withResolvers<void>();
  const append = stage.log.append.bind(stage.log);
  stage.log.append = async (...batch) => promise.then(() => append(...batch));
  stage.session.write('participant.admitted', { person: carol, name: 'Carol', role: 'owner' });
  stage.session.write('participant.removed', { person: bob, ban: false });
  expect([await found('Bob'), await found('Carol')]).toMatchObject([null, { role: 'owner' }]);
  resolve();
  await stage.session.settled();
});
