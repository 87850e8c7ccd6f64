import { MemoryOutbox } from '../../../src/client/outbox.ts';
import { SessionClient } from '../../../src/client/session-client.ts';
import { calm, wire } from '../../sim/wire.ts';
import { invite, ref, type Stage, ticketOf } from '../server/session/session-fixture.ts';
import { idOf } from '../shared/session/sample-of.ts';

type Accept = Parameters<Stage['session']['connect']>[0];

/** A guest's window in the session of a stage. */
export async function windowOf(
  stage: Stage,
  name: string,
  change: Partial<SessionClient['options']> = {},
): Promise<SessionClient> {
  const dial = wire(
    stage.world,
    () => calm,
    (server: Accept) => void stage.session.connect(server, { is: 'guest' }),
    () => true,
  );
  const client = new SessionClient({
    dial,
    environment: stage.world.environment(),
    outbox: new MemoryOutbox(),
    replica: idOf(`${name}-window`),
    name,
    purpose: 'window',
    invite,
    ticket: ticketOf(name),
    ...change,
  });
  await client.start();
  await stage.world.run(200);
  return client;
}

/** The stage's document, open in a window. */
export async function opened(stage: Stage, client: SessionClient) {
  const opening = client.documents.open(ref);
  await stage.world.run(200);
  return opening;
}
