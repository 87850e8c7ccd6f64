import type { TransferProgress } from '../../shared/capabilities/git/questions.ts';
import type { Caller } from '../../shared/session/contract.ts';
import type { HostQuestions } from './host-questions.ts';
import type { Transfer } from './remotes.ts';

interface Ways {
  questions: HostQuestions;
  nameOf: (person: string) => string;
}

/** Gives an act that asks a remote its ways: progress to its caller, only the newest, and questions to the host's person. */
export function transferOf(
  verb: 'fetch' | 'pull' | 'push',
  { person, isOwner }: Caller,
  signal: AbortSignal,
  stream: { send(part: TransferProgress): Promise<void> },
  { questions, nameOf }: Ways,
): Transfer {
  let newest: TransferProgress | null = null;
  let isSending = false;
  const send = async () => {
    if (isSending) return;
    isSending = true;
    try {
      for (let part = newest; part !== null; part = newest) {
        newest = null;
        await stream.send(part);
      }
    } catch {
      // The caller is gone; the signal says so too.
    } finally {
      isSending = false;
    }
  };
  return {
    signal,
    progress: (progress) => {
      newest = progress;
      void send();
    },
    answer: (prompt, isSecret) =>
      questions.ask(
        {
          is: isSecret ? 'secret' : 'word',
          title: isOwner ? `Git wants to ${verb}` : `${nameOf(person)} wants to ${verb}`,
          detail: [prompt.slice(0, 500)],
          choices: [],
          isOfOther: !isOwner,
        },
        signal,
      ),
  };
}
