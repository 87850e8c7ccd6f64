import { setTimeout as pause } from 'node:timers/promises';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller, HostStream } from '../../shared/session/contract.ts';
import type { SignInPerson } from './sign-in.ts';

/** Time between two of the words that a program says. */
const betweenWordsMs = 300;
const mostWords = 500;

/**
 * Has the opener of a stream sign in to an agent's program. That is for windows of the host's own: it uses, and may
 * change, what its person has stored there, and a browser would open on that machine.
 */
export function signerOf(name: string, { isDirect }: Caller, stream: HostStream<'agents.start'>): SignInPerson {
  const answers = stream[Symbol.asyncIterator]();
  let latest: string | null = null;
  let isTelling = false;
  /** Tells the last words; what came before them meanwhile is left out. */
  const tellLatest = async () => {
    isTelling = true;
    while (latest !== null) {
      const words = latest;
      latest = null;
      await stream.send({ is: 'says', words });
      await pause(betweenWordsMs);
    }
  };
  return {
    choose: async (ways, problem) => {
      if (!isDirect)
        throw new EnsembleError(
          'not-permitted',
          `${name} wants its person to sign in first, which only a window on the host’s own machine can do: ask the host’s person to start it there.`,
        );
      await stream.send({ is: 'ways', ways, problem });
      const { value, done } = await answers.next();
      if (done) throw new EnsembleError('cancelled', 'Nobody has signed in, so the agent was not started.');
      return value.way;
    },
    tell: (words) => {
      if (words === '') return;
      latest = words.slice(-mostWords);
      const over = () => {
        isTelling = false;
      };
      if (!isTelling) void tellLatest().then(over, over);
    },
  };
}
