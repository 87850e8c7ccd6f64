import type { App } from '../../session/app.ts';
import type { InboxModel, QuestionRow } from './inbox-model.ts';
import type { InboxActs } from './inbox-view.tsx';
import { questionWords } from './question-words.ts';

interface View {
  show: () => Promise<void>;
  isShown: () => boolean;
}

/** Tells me once of each question that I may answer, for as long as it waits. */
export function tellQuestions(app: App, model: InboxModel, acts: InboxActs, view: View): void {
  const told = new Map<string, AbortController>();
  const look = () => {
    const mine = model.store.get().questions.filter((row) => row.mayAnswer && isKnown(row));
    for (const [id, ending] of told) if (!mine.some(({ approval }) => approval.id === id)) ending.abort();
    for (const row of mine) {
      const { id } = row.approval;
      if (told.has(id)) continue;
      const ending = new AbortController();
      told.set(id, ending);
      if (!view.isShown()) void tell(app, row, acts, view, ending.signal);
    }
  };
  model.store.subscribe(look);
  look();
}

/** Nobody is asked about a line before its text is here. */
function isKnown({ approval, line }: QuestionRow): boolean {
  return approval.wish?.is !== 'line' || line !== null;
}

async function tell(
  { workbench, session }: App,
  { approval, name, line, work }: QuestionRow,
  acts: InboxActs,
  { show }: View,
  signal: AbortSignal,
): Promise<void> {
  const { id, wish, choices } = approval;
  const isAnsweredHere = line !== null || work !== null;
  const terminal = wish?.is === 'line' ? session.state.terminals[wish.terminal]?.title : undefined;
  const words = questionWords({ name, title: approval.title, line, terminal, work });
  // A line, or work in files, is short enough to be judged where it is told of.
  const buttons = isAnsweredHere ? choices.map((each) => each.name) : ['Show'];
  const chosen = await workbench.notifications.show('info', words, { buttons, sticky: isAnsweredHere, signal });
  if (signal.aborted || chosen === undefined) return;
  const answer = choices.find((each) => isAnsweredHere && each.name === chosen);
  if (answer) acts.answer(id, answer.choice);
  else await show();
}
