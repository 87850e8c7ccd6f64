import { shownName } from '../../../shared/capabilities/people/names.ts';
import { present } from '../../../shared/capabilities/people/participants.ts';
import type { TaskFields } from '../../../shared/tasks/task.ts';
import type { App } from '../../session/app.ts';
import type { Card } from './board-model.ts';

type Field = 'owner' | 'priority';
type Choice = { is: 'value'; value: string | null } | { is: 'other' };

/** Priorities that are offered before any task has one. */
const usualPriorities = ['high', 'medium', 'low'];

const words: Record<Field, { title: string; none: string; other: string; placeholder: string }> = {
  owner: { title: 'Owner', none: 'Nobody', other: 'Another Name…', placeholder: 'Name of the owner' },
  priority: { title: 'Priority', none: 'None', other: 'Another Priority…', placeholder: 'Priority of the task' },
};

/** Values that are offered for a field: those of people and tasks that there are. */
function offersOf(app: App, cards: readonly Card[], field: Field): string[] {
  const { state } = app.session;
  const people = present(state).flatMap(({ person }) => shownName(state, person) ?? []);
  const first = field === 'owner' ? people : usualPriorities;
  return [...new Set([...first, ...cards.flatMap(({ task }) => task?.[field] ?? [])])];
}

/** Asks which field of a task is to be another, and for its value. Gives what to set; null where the person leaves. */
export async function askFields(app: App, cards: readonly Card[], card: Card): Promise<Partial<TaskFields> | null> {
  const { quickInput } = app.workbench;
  const now = (field: Field) => card.task?.[field] ?? words[field].none;
  const fields = (Object.keys(words) as Field[]).map((field) => ({
    label: words[field].title,
    description: now(field),
    value: field,
  }));
  const field = await quickInput.pick(fields, { title: card.title, placeholder: 'What is to be another?' });
  if (field === undefined) return null;
  const { title, none, other, placeholder } = words[field];
  const choices: [string, Choice][] = [
    ...offersOf(app, cards, field).map((value): [string, Choice] => [value, { is: 'value', value }]),
    [none, { is: 'value', value: null }],
    [other, { is: 'other' }],
  ];
  const chosen = await quickInput.pick(
    choices.map(([label, value]) => ({ label, value, ...(label === now(field) && { description: 'now' }) })),
    { title: `${title} of “${card.title}”`, placeholder: `${title}, now: ${now(field)}` },
  );
  if (chosen === undefined) return null;
  if (chosen.is === 'value') return { [field]: chosen.value };
  const validate = (value: string) => (value.length > 100 ? 'At most 100 characters.' : null);
  const typed = await quickInput.input({ title: `${title} of “${card.title}”`, placeholder, validate });
  return typed === undefined ? null : { [field]: typed.trim() === '' ? null : typed.trim() };
}
