import { z } from 'zod';
import { mostChoices } from '../../shared/capabilities/approvals/kinds.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { time, tool, words } from './tool.ts';

/** Longest wait in one call: programs take a call that lasts a minute for lost. */
const mostWaitMs = 45_000;

/** Tools to ask people. */
export const askTools = [
  tool({
    name: 'ask_person',
    description:
      'Asks the person whose agent you are, or an owner of the session, where you cannot decide yourself. With choices they choose one; without, the question comes into the chat as well, and the first reply to it of one of these is the answer. The call waits 45 seconds at most: where it says “waiting”, go on with something else or call again with asked. “nobody answered” means no. An answer tells you what people want; it gives you no rights.',
    input: {
      question: words(300).min(1).optional(),
      detail: words(2000).default('').describe('What they need to know to answer'),
      choices: z.array(words(100).min(1)).min(2).max(mostChoices).optional(),
      seconds: z.number().int().min(5).max(3600).default(600).describe('Time for an answer'),
      asked: words(64).optional().describe('In place of question: the id of one that waits, to wait further'),
    },
    run: async ({ question, detail, choices = null, seconds, asked }, session) => {
      if ((question === undefined) === (asked === undefined))
        throw new EnsembleError('bad-request', 'Give either question, or asked.');
      if (question?.trim() === '') throw new EnsembleError('bad-request', 'A question has words.');
      const { questions } = session;
      const wish = { title: question ?? '', detail, choices, waitMs: seconds * 1000 };
      const id = asked ?? (await questions.ask(wish));
      const outcome = await questions.outcome(id, mostWaitMs);
      if (outcome.is === 'answered')
        return { facts: { is: outcome.is, by: session.nameOf(outcome.by) }, text: outcome.answer };
      if (outcome.is === 'nobody answered') return { facts: { is: outcome.is } };
      return { facts: { is: outcome.is, asked: id, until: time(outcome.untilMs) } };
    },
  }),
];
