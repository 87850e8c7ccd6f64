import type { Approval } from '../../../src/shared/capabilities/approvals/approval-state.ts';
import { mayAnswer, mayAsk } from '../../../src/shared/capabilities/approvals/judging.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { decodeBody, lookUp } from '../../../src/shared/session/table.ts';
import type { Simulation } from '../simulation.ts';

/** The rules of questions: the first answer of somebody who may give it counts, and nobody's in time denies. */
export class ApprovalRules {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Checks what an entry has done to the questions. */
  follow(before: SessionState, after: SessionState, entry: Entry): void {
    if (lookUp(entry.kind)?.interest === 'session')
      for (const { id, answer, untilMs } of Object.values(after.approvals))
        if (answer === undefined && entry.at >= untilMs)
          this.#simulation.problem(`the question ${id} is over, and still waits (seq ${entry.seq})`);
    if (entry.kind === 'approval.answered') this.#mustCount(before, after, entry);
    if (before.approvals === after.approvals) return;
    for (const question of Object.values(before.approvals)) {
      const now = after.approvals[question.id];
      if (now === undefined || now.answer === question.answer) continue;
      const { answer } = now;
      if (question.answer) this.#simulation.problem(`the answer to ${question.id} was replaced (seq ${entry.seq})`);
      else if (answer) this.#follow(question, answer, before, entry);
    }
  }

  /** Checks that an answer counts that is the first, comes in time and is of somebody who may. */
  #mustCount(before: SessionState, after: SessionState, { kind, by, at, body, seq }: Entry): void {
    const { approval, choice } = decodeBody(kind as 'approval.answered', body);
    const question = before.approvals[approval];
    const person = before.replicas[by]?.person;
    if (!question || question.answer || at >= question.untilMs || person === undefined) return;
    if (!mayAnswer(before, person, question) || !mayAsk(before, question)) return;
    const now = after.approvals[approval]?.answer;
    if (now?.person !== person || now.choice !== choice)
      this.#simulation.problem(`the first answer to ${approval} does not count (seq ${seq})`);
  }

  #follow(
    { id, asker, untilMs, choices }: Approval,
    answer: NonNullable<Approval['answer']>,
    state: SessionState,
    entry: Entry,
  ) {
    const problem = (words: string) => this.#simulation.problem(`${words} (seq ${entry.seq})`);
    if (answer.person === null) {
      if (answer.choice !== null) problem(`nobody has answered ${id}, and that allows ${answer.choice}`);
      if (entry.at < untilMs) problem(`the question ${id} was denied before its time`);
      return;
    }
    const one = state.participants[answer.person];
    if (entry.kind !== 'approval.answered' || state.replicas[entry.by]?.person !== answer.person)
      problem(`${id} was answered by ${entry.kind}, in the name of ${answer.person}`);
    if (entry.at >= untilMs) problem(`${id} was answered after its time`);
    if (answer.person === asker || one?.standing !== 'admitted' || one.agentOf !== undefined)
      problem(`${id} was answered by one who may not`);
    if (!choices.some(({ choice }) => choice === answer.choice)) problem(`${id} has an answer that was no choice`);
  }
}
