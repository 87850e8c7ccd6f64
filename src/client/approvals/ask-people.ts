import { objectionToWish, tooManyQuestions } from '../../shared/capabilities/approvals/approvals.ts';
import type { ApprovalBody } from '../../shared/capabilities/approvals/kinds.ts';
import { newId } from '../../shared/core/ids.ts';
import type { SessionClient } from '../session-client.ts';
import { hasRoom, notePut } from './standing-questions.ts';

export type Question = Omit<ApprovalBody<'approval.asked'>, 'approval'>;

/** Answer of a person. */
export interface Answer {
  choice: string;
  person: string;
}

/**
 * Asks the people of a session, and resolves with the first answer that counts: it is judged in the log, so that
 * everybody comes to the same. Null where nobody answers in time, where it may not be asked (any more), and once it is
 * aborted, which takes the question back. Rejects where the question is refused, or the session ends. What would be
 * refused is not said: the server ends the connection of a client that makes it refuse much.
 */
export async function askPeople(
  client: SessionClient,
  question: Question,
  signal: AbortSignal,
): Promise<Answer | null> {
  if (signal.aborted) return null;
  const approval = newId(client.options.environment);
  const over = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => over.resolve(), { once: true });
  const { wish, person: asker = client.person ?? '' } = question;
  const objection = objectionToWish(client.state, { asker, ...(wish && { wish }) });
  if (objection) throw objection;
  if (!hasRoom(client, asker)) throw tooManyQuestions();
  const noted = notePut(client, approval, asker);
  const takeBack = async () => {
    // An asker who has gone, or a new host, has ended it already.
    if (!client.state.approvals[approval]) return;
    noted.takenBack();
    await client.publish('approval.withdrawn', { approval }).catch(() => undefined);
    noted.known();
  };
  await client.publish('approval.asked', { approval, ...question }).finally(noted.known);
  const { environment } = client.options;
  // Time passes for the log with its entries: in a quiet session none would come, and this is one.
  const timer = environment.setTimer(() => void takeBack(), question.waitMs);
  const answered = client.until(({ approvals }) => !approvals[approval] || approvals[approval].answer !== undefined);
  await Promise.race([answered, over.promise]).finally(() => environment.clearTimer(timer));
  if (signal.aborted) {
    void takeBack();
    return null;
  }
  const { choice = null, person = null } = client.state.approvals[approval]?.answer ?? {};
  return choice === null || person === null ? null : { choice, person };
}
