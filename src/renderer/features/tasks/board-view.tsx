import { type DragEvent, type FormEvent, useState } from 'react';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { App } from '../../session/app.ts';
import { useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import type { TaskActs } from './acting.ts';
import { type BoardModel, brokenStatus, type Card, type Column } from './board-model.ts';
import { CardView } from './card-view.tsx';

/** Most cards that are drawn in a column: the filter finds the others. */
const mostCards = 200;
const dragType = 'application/x-ensemble-task';

const titles: Record<string, string> = {
  todo: 'To Do',
  'in-progress': 'In Progress',
  'in-review': 'In Review',
  done: 'Done',
  [brokenStatus]: 'Not Understood',
};

/** Title of a column. */
export const statusTitle = (status: string): string => titles[status] ?? status;

interface Props {
  app: App;
  model: BoardModel;
  acts: TaskActs;
}

/** The board: a column for each status, a card for each task. */
export function BoardView({ app, model, acts }: Props) {
  const { columns, left } = useStore(model.store);
  const [filter, setFilter] = useState('');
  const [title, setTitle] = useState('');
  const { session } = app;
  const mayEdit = replicaMay(session.state, session.replica, 'edit');
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() === '') return;
    setTitle('');
    void acts.create(title.trim());
  };
  const shown = columns.map(({ status, cards }) => ({ status, cards: cards.filter((card) => fits(card, filter)) }));
  return (
    <div className="ensemble-tasks">
      <div className="ensemble-tasks-bar">
        {mayEdit && (
          <form onSubmit={add}>
            <input
              aria-label="Add a task"
              placeholder="Add a task, and press Enter"
              value={title}
              maxLength={200}
              onChange={({ target }) => setTitle(target.value)}
            />
          </form>
        )}
        <input
          type="search"
          aria-label="Filter tasks"
          placeholder="Filter by words, owner, milestone"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
        />
        {mayEdit && <span className="ensemble-tasks-hint">Alt and arrows move a card</span>}
      </div>
      {left > 0 && <p className="ensemble-tasks-hint">{left} more files are not shown.</p>}
      <div className="ensemble-tasks-columns">
        {shown.map((column) => (
          <ColumnView key={column.status} app={app} acts={acts} column={column} all={shown} mayEdit={mayEdit} />
        ))}
      </div>
    </div>
  );
}

function fits({ title, id, task, fault }: Card, filter: string): boolean {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const text = [title, id, task?.owner, task?.milestone, task?.priority, fault?.message].join(' ').toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}

interface ColumnProps {
  app: App;
  acts: TaskActs;
  column: Column;
  all: readonly Column[];
  mayEdit: boolean;
}

function ColumnView({ app, acts, column, all, mayEdit }: ColumnProps) {
  const { status, cards } = column;
  const mayDrop = mayEdit && status !== brokenStatus;
  const over = (event: DragEvent) => {
    if (!mayDrop || !event.dataTransfer.types.includes(dragType)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const drop = (event: DragEvent) => {
    const path = event.dataTransfer.getData(dragType);
    const card = all.flatMap((each) => each.cards).find((each) => each.path === path);
    if (!mayDrop || !card) return;
    event.preventDefault();
    event.stopPropagation();
    const others = cards.filter((each) => each.path !== path);
    const target = (event.target as Element).closest<HTMLElement>('[data-path]')?.dataset.path;
    const index = others.findIndex((each) => each.path === target);
    void acts.move(card, status, index < 0 ? others.length : index);
  };
  const step = (card: Card, aside: number, down: number) => {
    const open = all.filter((each) => each.status !== brokenStatus);
    const next = open[open.findIndex((each) => each.status === status) + aside];
    const index = cards.indexOf(card) + down;
    if (!mayDrop || !next || index < 0 || (aside === 0 && index >= cards.length)) return;
    void acts.move(card, next.status, aside === 0 ? index : next.cards.length);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is a second way; keys move cards as well.
    <div className="ensemble-tasks-column" onDragOver={over} onDrop={drop}>
      <h2>
        {statusTitle(status)} <span className="ensemble-tasks-count">{cards.length}</span>
      </h2>
      <RowList label={statusTitle(status)}>
        {cards.slice(0, mostCards).map((card) => (
          <CardView
            key={card.path}
            app={app}
            acts={acts}
            card={card}
            mayEdit={mayEdit}
            onStep={(aside, down) => step(card, aside, down)}
            onDrag={({ dataTransfer }) => dataTransfer.setData(dragType, card.path)}
          />
        ))}
      </RowList>
      {cards.length > mostCards && (
        <p className="ensemble-tasks-hint">{cards.length - mostCards} more: filter to see them.</p>
      )}
    </div>
  );
}
