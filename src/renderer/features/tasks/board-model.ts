import { documentAt } from '../../../shared/capabilities/documents/paths.ts';
import { claimOf } from '../../../shared/capabilities/tasks/claims.ts';
import { compareRanks } from '../../../shared/tasks/rank.ts';
import { knownStatuses, type Task, taskIdOf } from '../../../shared/tasks/task.ts';
import { readTask } from '../../../shared/tasks/task-text.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import { type FileText, TaskFiles } from './task-files.ts';

/** Status of the column with the files that are no tasks. */
export const brokenStatus = '!';

/** Card of a file: a task, or the reason for which it is none. */
export interface Card {
  path: string;
  id: string;
  title: string;
  status: string;
  rank: string | null;
  task: Task | null;
  /** Reason for which the file is no task, and its line. */
  fault: { line: number; message: string } | null;
  /** Person who has it now. */
  holder: string | null;
}

export interface Column {
  status: string;
  cards: Card[];
}

export interface Board {
  columns: Column[];
  /** Number of files that are not shown. */
  left: number;
}

/** Most columns: a folder of evil files has a status each. */
const mostColumns = 12;
const holderTickMs = 5000;

/** The board of tasks, as the session has them now. It reads nothing until it is shown. */
export class BoardModel {
  readonly store = createStore<Board>({ columns: emptyColumns(), left: 0 });
  readonly #app: App;
  /** Cards by path, as long as their texts are the same. */
  readonly #known = new Map<string, { of: string; card: Card }>();
  #files: TaskFiles | null = null;
  #users = 0;
  #claims: object | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  /** Keeps the board up to date until the returned function is called. */
  watch(): () => void {
    this.#users++;
    this.#files ??= new TaskFiles(this.#app, () => this.#update());
    const stopState = this.#app.session.events.on('state', ({ claims }) => this.#claims !== claims && this.#update());
    const timer = setInterval(() => this.#update(), holderTickMs);
    return () => {
      stopState();
      clearInterval(timer);
      if (--this.#users > 0) return;
      this.#files?.stop();
      this.#files = null;
    };
  }

  /** Reads again what is on the disk. */
  async reload(): Promise<void> {
    await this.#files?.load();
  }

  /** All cards, in the order of the board. */
  get cards(): Card[] {
    return this.store.get().columns.flatMap(({ cards }) => cards);
  }

  #update(): void {
    if (this.#files === null) return;
    const { session } = this.#app;
    this.#claims = session.state.claims;
    const cards: Card[] = [];
    const texts = this.#files.all();
    for (const path of this.#known.keys()) if (!texts.has(path)) this.#known.delete(path);
    for (const [path, text] of texts) {
      const ref = documentAt(session.state, path);
      const holder = ref === null ? null : (claimOf(session.state, ref, session.nowMs())?.person ?? null);
      const card = this.#card(path, text);
      cards.push(card.holder === holder ? card : { ...card, holder });
    }
    this.store.set({ columns: columnsOf(cards), left: this.#files.left });
  }

  #card(path: string, file: FileText): Card {
    const of = 'text' in file ? file.text : `!${file.fault}`;
    const known = this.#known.get(path);
    if (known?.of === of) return known.card;
    const card = cardOf(path, file);
    this.#known.set(path, { of, card });
    return card;
  }
}

function emptyColumns(): Column[] {
  return knownStatuses.map((status) => ({ status, cards: [] }));
}

function cardOf(path: string, file: FileText): Card {
  const id = taskIdOf(path);
  const read = 'text' in file ? readTask(file.text) : { line: 1, message: file.fault };
  if ('task' in read) {
    const { title, status, rank } = read.task;
    return { path, id, title, status, rank, task: read.task, fault: null, holder: null };
  }
  const title = path.slice(path.lastIndexOf('/') + 1);
  return { path, id, title, status: brokenStatus, rank: null, task: null, fault: read, holder: null };
}

/** Sorts cards into columns: the known ones, those that files name, and what is broken. */
export function columnsOf(cards: readonly Card[]): Column[] {
  const columns = new Map(emptyColumns().map((column) => [column.status, column]));
  for (const card of cards.toSorted((a, b) => (a.status < b.status ? -1 : Number(a.status > b.status)))) {
    const isFull = columns.size >= mostColumns && card.status !== brokenStatus;
    const status = columns.has(card.status) || !isFull ? card.status : 'todo';
    const column = columns.get(status) ?? { status, cards: [] };
    column.cards.push(card);
    columns.set(status, column);
  }
  for (const { cards: each } of columns.values()) each.sort(compareRanks);
  return [...columns.values()].toSorted(
    (a, b) => Number(a.status === brokenStatus) - Number(b.status === brokenStatus),
  );
}
