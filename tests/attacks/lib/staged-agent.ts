import { hashSecret } from '../../../server/session/secrets.ts';
import { storedLimits, unpack } from '../../../src/shared/core/message-pack.ts';
import { type RawClient, type Stage, ticketOf } from '../../unit/server/session/session-fixture.ts';
import { idOf } from '../../unit/shared/session/sample-of.ts';

/** An agent of somebody, by an invite as the host makes it, in a modified client. */
export async function stagedAgent(stage: Stage, agentOf: string, name = 'agent'): Promise<RawClient> {
  const secret = `an-invite-of-the-agent-${name}-of-32-letters`;
  const terms = { role: 'editor', expiresMs: Number.MAX_SAFE_INTEGER, used: 0, once: true, isLink: false } as const;
  stage.access.addInvite('s', { hash: hashSecret(secret), ...terms, agentOf });
  const agent = await stage.connect(idOf(`${name}-window`));
  await agent.hello({ name, invite: secret, ticket: ticketOf(name), purpose: 'agent' });
  return agent;
}

/** Codes with which a client's entries were turned down. */
export function codesOf(client: RawClient): string[] {
  const all = client.heard('entry.refused');
  const refusals = all.map(({ body }) => unpack(body, storedLimits) as { replica: string; code: string });
  return refusals.filter(({ replica }) => replica === client.replica).map(({ code }) => code);
}
