import { type GrantableRight, grantsWith } from '../../shared/core/rights.ts';
import type { App } from './app.ts';

/** Gives a person a right, or says that it is not given now. Refusals are told for all kinds in one place. */
export async function answerRight(
  { client }: Pick<App, 'client'>,
  person: string,
  right: GrantableRight,
  gives: boolean,
): Promise<void> {
  const one = client.state.participants[person];
  const sent = gives
    ? client.publish('rights.changed', { person, grants: grantsWith(one ?? {}, right) })
    : client.publish('right.declined', { person, right });
  await sent.catch(() => undefined);
}
