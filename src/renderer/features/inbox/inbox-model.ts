import { type Approval, answeredLast, waiting } from '../../../shared/capabilities/approvals/approval-state.ts';
import { mayAnswer } from '../../../shared/capabilities/approvals/judging.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { may } from '../../../shared/capabilities/people/participants.ts';
import type { Role } from '../../../shared/core/rights.ts';
import type { App } from '../../session/app.ts';
import { asking, mayLetIn } from '../../ui/asking.ts';
import { createStore } from '../../ui/react-render.tsx';
import { rightWords } from '../../ui/right-words.ts';
import { requestWords } from '../../ui/words.ts';
import { LineTexts } from './line-texts.ts';
import { type SuggestedFileRow, type SuggestedRow, suggestedFileRows, suggestedRows } from './suggested.ts';
import { workWords } from './work-words.ts';

/** Most answered questions that are shown. */
const mostAnswered = 10;

/** A question that waits. */
export interface QuestionRow {
  approval: Approval;
  name: string;
  /** Line that would run; null for other questions, and where I may not see it. */
  line: string | null;
  /** Work that would be gone over; null for other questions. */
  work: string | null;
  mayAnswer: boolean;
  isMine: boolean;
}

/** A person who asks to come in, or for a right. */
export interface PersonRow {
  person: string;
  words: string;
  asks: { is: 'join'; role: Role } | { is: 'right'; right: keyof typeof rightWords };
}

/** A question that was answered, or that nobody has answered in time. */
export interface AnsweredRow {
  id: string;
  words: string;
  outcome: string;
}

export interface Inbox {
  questions: readonly QuestionRow[];
  people: readonly PersonRow[];
  suggested: readonly SuggestedRow[];
  suggestedFiles: readonly SuggestedFileRow[];
  answered: readonly AnsweredRow[];
}

/** Everything that waits for people, and what became of it. */
export class InboxModel {
  readonly store = createStore<Inbox>({ questions: [], people: [], suggested: [], suggestedFiles: [], answered: [] });
  readonly #app: App;
  readonly #lines: LineTexts;
  #known: readonly unknown[] = [];

  constructor(app: App) {
    this.#app = app;
    this.#lines = new LineTexts(app, () => this.#show());
    const { events } = app.session;
    const update = () => this.#update();
    events.on('state', update);
    events.on('status', update);
    update();
  }

  #update(): void {
    const { state, person } = this.#app.session;
    const { participants, replicas, approvals, terminals, host, lecture, proposals, fileProposals, documents } = state;
    const used = [
      participants,
      replicas,
      approvals,
      terminals,
      host,
      lecture,
      proposals,
      fileProposals,
      documents,
      person,
    ];
    if (used.every((each, index) => each === this.#known[index])) return;
    this.#known = used;
    if (this.#app.recording === null) this.#lines.look();
    this.#show();
  }

  #show(): void {
    const { session, recording } = this.#app;
    const suggested = recording === null ? suggestedRows(session.state, session.replica) : [];
    const suggestedFiles = recording === null ? suggestedFileRows(session.state, session.replica) : [];
    const [questions, people, answered] = [this.#questions(), this.#people(), this.#answered()];
    this.store.set({ questions, people, suggested, suggestedFiles, answered });
  }

  #nameOf(person: string): string {
    return shownName(this.#app.session.state, person) ?? 'Somebody';
  }

  #questions(): QuestionRow[] {
    const { session, recording } = this.#app;
    const { state, person } = session;
    return waiting(state).map((approval) => ({
      approval,
      name: this.#nameOf(approval.asker),
      line: approval.wish?.is === 'line' ? this.#lines.of(approval.wish.line) : null,
      work:
        approval.wish?.is === 'tree'
          ? workWords(approval, { isMine: approval.wish.of === person, name: this.#nameOf(approval.wish.of) })
          : null,
      mayAnswer: recording === null && person !== null && mayAnswer(state, person, approval),
      isMine: approval.asker === person,
    }));
  }

  #people(): PersonRow[] {
    const { session, recording, client } = this.#app;
    const { state, person } = session;
    if (recording !== null) return [];
    const waiting = asking(state, client.options.environment.nowMs()).filter((one) => mayLetIn(state, person, one));
    const joins = waiting.map(
      (one): PersonRow => ({
        person: one.person,
        words: requestWords(this.#nameOf(one.person), one.role),
        asks: { is: 'join', role: one.role },
      }),
    );
    if (!may(state, person, 'admit')) return joins;
    const rights = Object.values(state.participants).flatMap((one): PersonRow[] =>
      (one.asks ?? []).map((right) => ({
        person: one.person,
        words: `${this.#nameOf(one.person)} asks to ${rightWords[right]}.`,
        asks: { is: 'right', right },
      })),
    );
    return [...joins, ...rights];
  }

  #answered(): AnsweredRow[] {
    const all = answeredLast(this.#app.session.state).slice(0, mostAnswered);
    return all.map(({ id, asker, title, choices, answer }) => {
      const chosen = choices.find(({ choice }) => choice === answer?.choice)?.name;
      const by = answer?.person ? this.#nameOf(answer.person) : null;
      return {
        id,
        words: `${this.#nameOf(asker)}: ${title}`,
        outcome: chosen === undefined || by === null ? 'Nobody answered in time' : `${chosen}, by ${by}`,
      };
    });
  }
}
