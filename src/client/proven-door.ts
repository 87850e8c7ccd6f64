import type { Environment, TimerHandle } from '../shared/core/environment.ts';
import { newSecret } from '../shared/core/ids.ts';
import { hostProof, proofPath } from '../shared/host-proof.ts';
import type { Fetch } from './http-blobs.ts';
import type { Dial } from './link.ts';

const answerWithinMs = 10_000;

/** Message of a window whose host is another one now, or whose port another program has. */
export const strangerWords =
  'What answers at this address is not the host that this window belongs to: open Ensemble with the address that was printed last.';

interface PrivateDoor {
  origin: string;
  token: string;
  environment: Environment;
  fetch: Fetch;
}

/**
 * Has a private door prove that it knows the token, before the token is said (challenge and response). While a host is
 * away anybody on its machine can listen at its port, and a token that is kept between starts would open the host when
 * it is back.
 */
export async function checkDoor({ origin, token, environment, fetch }: PrivateDoor): Promise<void> {
  const challenge = newSecret(environment);
  let timer: TimerHandle | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = environment.setTimer(() => reject(new Error('The host does not answer.')), answerWithinMs);
  });
  const ask = async () => {
    const url = `${origin}${proofPath}?challenge=${challenge}`;
    const answer = await fetch(url, { method: 'GET', headers: {} }).catch(() => {
      throw new Error('Nothing answers at its address.');
    });
    return answer.ok ? answer.text() : '';
  };
  try {
    if ((await Promise.race([ask(), late])) !== hostProof(token, challenge)) throw new Error(strangerWords);
  } finally {
    environment.clearTimer(timer!);
  }
}

/** Wraps a dial so that it says nothing to a stranger. */
export function provenDial(door: PrivateDoor, dial: Dial): Dial {
  return async () => {
    await checkDoor(door);
    return dial();
  };
}

/** Wraps fetch so that no stranger gets the token in its requests. */
export function provenFetch(door: PrivateDoor): Fetch {
  return async (url, init) => {
    await checkDoor(door);
    return door.fetch(url, init);
  };
}
