import { TaskEntries, type TaskEntry } from '../../../client/tasks/task-entries.ts';
import { TaskFiles } from '../../../client/tasks/task-files.ts';
import { documentAt } from '../../../shared/capabilities/documents/paths.ts';
import { claimOf } from '../../../shared/capabilities/tasks/claims.ts';
import type { SessionState } from '../../../shared/session/state.ts';
import { compareRanks } from '../../../shared/tasks/rank.ts';
import { knownStatuses } from '../../../shared/tasks/task.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';

/** Status of the column with the files that are no tasks. */
export const brokenStatus = '!';

/** Card of a file. */
export interface Card extends TaskEntry {
  title: string;
  status: string;
  /** Tasks that it depends on, by their titles where these are known. */
  needs: readonly string[];
  /** Person who has it now. */
  holder: string | null;
  /** Present work of an agent that has it, in its words. */
  work: string | null;
  /** The last run of it, where that failed and nobody has the task since. */
  failed: { agent: string; words: string } | null;
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
  readonly #entries = new TaskEntries();
  #files: TaskFiles | null = null;
  #users = 0;
  #drawn: readonly object[] = [];

  constructor(app: App) {
    this.#app = app;
  }

  /** Keeps the board up to date until the returned function is called. */
  watch(): () => void {
    this.#users++;
    const { session, workspace, client } = this.#app;
    const { environment } = client.options;
    this.#files ??= new TaskFiles({ session, workspace, environment, changed: () => this.#update() });
    const stopState = session.events.on('state', (state) => {
      if (stateOf(state).some((each, index) => each !== this.#drawn[index])) this.#update();
    });
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
    this.#drawn = stateOf(session.state);
    const entries = this.#entries.of(this.#files.all());
    const titles = new Map(entries.flatMap(({ id, task }) => (task === null ? [] : [[id, task.title] as const])));
    const cards = entries.map((entry): Card => {
      const ref = documentAt(session.state, entry.path);
      const holder = ref === null ? null : (claimOf(session.state, ref, session.nowMs())?.person ?? null);
      const { title = entry.path.slice(entry.path.lastIndexOf('/') + 1), status = brokenStatus } = entry.task ?? {};
      const agent = holder === null ? undefined : session.state.agents[holder];
      const failed = ref === null || holder !== null ? null : failedRun(session.state, ref);
      const needs = (entry.task?.depends ?? []).map((id) => titles.get(id) ?? id);
      return { ...entry, needs, title, status, holder, work: agent?.turn ? agent.intent : null, failed };
    });
    this.store.set({ columns: columnsOf(cards), left: this.#files.left });
  }
}

/** The agent whose run of a task was the last to end, with its words where it failed; null where it did not. */
function failedRun({ agents }: SessionState, task: string): Card['failed'] {
  const runs = Object.entries(agents).flatMap(([agent, { ended }]) =>
    ended?.task === task ? [{ agent, ...ended }] : [],
  );
  const last = runs.toSorted((a, b) => a.atMs - b.atMs).at(-1);
  return last?.reason === 'failed' ? { agent: last.agent, words: last.words } : null;
}

/** Parts of the state that are drawn beside the texts. */
const stateOf = ({ claims, agents }: SessionState) => [claims, agents];

function emptyColumns(): Column[] {
  return knownStatuses.map((status) => ({ status, cards: [] }));
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
