import type { Message, Messages } from '../../client/sdk/messages.ts';
import type { SessionClient } from '../../client/session-client.ts';
import type { Approval } from '../../shared/capabilities/approvals/approval-state.ts';
import { mayAnswer } from '../../shared/capabilities/approvals/judging.ts';
import { ownerOf } from '../../shared/capabilities/people/agents.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import { linesOf, plainWords } from '../../shared/text/shown.ts';

export interface Question {
  title: string;
  detail: string;
  /** Answers to choose from; null for one in free words. */
  choices: readonly string[] | null;
  waitMs: number;
}

/** Outcome of a question so far. */
export type QuestionOutcome =
  | { is: 'answered'; answer: string; by: string }
  | { is: 'nobody answered' }
  | { is: 'waiting'; untilMs: number };

interface Asked {
  choices: readonly string[] | null;
  untilMs: number;
  /** Answer in the chat, which is how people give one in free words. */
  reply: Message | null;
}

/** Choices of a question in free words: a person says whether there will be an answer in the chat. */
const inChat = { choice: 'chat', name: 'I Answer in the Chat', allows: true };
const noAnswer = { choice: 'none', name: 'No Answer', allows: false };

/** Questions of which this program knows, the oldest leaves first. */
const mostKnown = 100;

/** Questions of an agent to its owner, or an owner of the session. */
export class OpenQuestions {
  readonly #client: SessionClient;
  readonly #messages: Messages;
  readonly #asked = new Map<string, Asked>();

  constructor(client: SessionClient, messages: Messages) {
    this.#client = client;
    this.#messages = messages;
    messages.on({ with: null }, (message) => {
      const asked = message.replyTo === null ? undefined : this.#asked.get(message.replyTo);
      if (asked?.choices !== null || !mayAnswer(client.state, message.from, { asker: client.person! })) return;
      asked.reply ??= message;
    });
  }

  /** Asks, and gives the id of the question. One in free words is a message in the chat as well, of the same id. */
  async ask({ title, detail, choices, waitMs }: Question): Promise<string> {
    const client = this.#client;
    const plain = linesOf(detail.split('\n')).slice(0, 2000);
    const words = plainWords(title).slice(0, 300);
    const text = [words, plain, 'Answer by a reply to this message.'].filter((each) => each !== '').join('\n\n');
    const approval =
      choices === null
        ? await this.#messages.send(text, { mentions: [ownerOf(client.state, client.person!)] })
        : newId(client.options.environment);
    const untilMs = client.nowMs() + waitMs;
    this.#asked.set(approval, { choices, untilMs, reply: null });
    if (this.#asked.size > mostKnown) this.#asked.delete(this.#asked.keys().next().value!);
    const offered = choices?.map((name, index) => ({ choice: `${index}`, name: plainWords(name), allows: true }));
    const asked = { approval, title: words, detail: plain, choices: offered ?? [inChat, noAnswer], waitMs };
    await client.publish('approval.asked', asked);
    if (client.state.approvals[approval] !== undefined) return approval;
    throw new EnsembleError('too-large', 'Too many questions of yours wait already: wait for their answers first.');
  }

  /** Gives the outcome of a question: at once where that is known, and else after a time. */
  async outcome(id: string, withinMs: number): Promise<QuestionOutcome> {
    const client = this.#client;
    const asked = this.#asked.get(id);
    if (!asked) throw new EnsembleError('not-found', 'No such question of yours is known (any more): ask again.');
    const endMs = client.nowMs() + withinMs;
    for (;;) {
      const outcome = this.#look(id, asked);
      const leftMs = endMs - client.nowMs();
      if (outcome.is !== 'waiting' || leftMs <= 0) return outcome;
      await this.#news(id, Math.min(leftMs, Math.max(1, asked.untilMs - client.nowMs())));
    }
  }

  #look(id: string, { choices, untilMs, reply }: Asked): QuestionOutcome {
    const client = this.#client;
    const approval: Approval | undefined = client.state.approvals[id];
    if (reply) {
      if (approval && !approval.answer)
        void client.publish('approval.withdrawn', { approval: id }).catch(() => undefined);
      return { is: 'answered', answer: reply.text, by: reply.from };
    }
    const { choice = null, person = null } = approval?.answer ?? {};
    const answer = choices?.[Number(choice ?? Number.NaN)];
    if (answer !== undefined && person !== null) return { is: 'answered', answer, by: person };
    const isOver = approval === undefined || (approval.answer !== undefined && choice !== inChat.choice);
    return isOver || client.nowMs() >= untilMs ? { is: 'nobody answered' } : { is: 'waiting', untilMs };
  }

  /** Resolves once something is heard of a question, or after a time. */
  #news(id: string, withinMs: number): Promise<void> {
    const { events, state, options } = this.#client;
    const before = state.approvals[id];
    const { promise, resolve } = Promise.withResolvers<void>();
    const stops = [
      events.on('state', ({ approvals }) => approvals[id] !== before && resolve()),
      this.#messages.on({ with: null }, ({ replyTo }) => replyTo === id && resolve()),
    ];
    const timer = options.environment.setTimer(resolve, withinMs);
    return promise.finally(() => {
      for (const stop of stops) stop();
      options.environment.clearTimer(timer);
    });
  }
}
