import type { SessionClient } from '../client/session-client.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { OptionValues } from './command.ts';
import { output } from './output.ts';
import { enter, participantBy } from './participant.ts';

const enterWithinMs = 60_000;
/** Exit code of a command that could not come in. */
const notIn = 3;

/** Comes into a session for one command, and leaves once all is said. Gives the command's exit code. */
export async function visit(
  link: string | undefined,
  values: OptionValues,
  run: (client: SessionClient) => Promise<number>,
): Promise<number> {
  if (link === undefined) throw new EnsembleError('bad-request', 'Which session? Give the invite link, in quotes.');
  const participant = await participantBy({ link, name: values.name as string, purpose: 'program' });
  const { client } = participant;
  try {
    await enter(participant, enterWithinMs);
    await client.until(({ host }) => host !== null);
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError)) throw thrown;
    output.failure(values.json === true, thrown.code, thrown.message);
    return notIn;
  }
  try {
    const code = await run(client);
    await client.settled();
    return code;
  } finally {
    client.leave();
  }
}
