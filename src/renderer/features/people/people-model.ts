import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { type PersonRow, personRows } from '../../ui/person-rows.ts';
import { createStore, type Store } from '../../ui/react-render.tsx';

/** Interval at which `5 min ago` is updated. */
const tickMs = 30_000;

const signsOfUse = new Set(['presence.focused', 'cursor.moved', 'doc.updated']);

export interface People {
  rows: readonly PersonRow[];
  nowMs: number;
}

/** Everyone in the session, kept up to date. */
export interface PeopleModel extends Store<People> {
  find(person: string): PersonRow | undefined;
}

/** Watches the session's people, and the window that each of them used last. */
export function watchPeople({
  client,
  session,
  recording,
}: Pick<App, 'client' | 'session' | 'recording'>): PeopleModel {
  const newest = new Map<string, string>();
  const { environment } = client.options;
  let titles: ReadonlyMap<string, string> = new Map();
  const read = (): People => ({
    rows: personRows(client.state, {
      me: recording ? null : client.person,
      newest,
      isOver: client.status.is === 'ended',
      tasks: { titles, nowMs: session.nowMs() },
    }),
    nowMs: environment.nowMs(),
  });
  const store = createStore(read());
  let planned = false;
  const update = () => {
    if (planned) return;
    planned = true;
    // Many entries may come in one frame.
    queueMicrotask(() => {
      planned = false;
      store.set(read());
    });
  };
  void import('./task-titles.ts').then(({ TaskTitles }) => {
    titles = new TaskTitles(session, environment, update).known;
  });
  client.events.on('entry', (entry) => {
    if (!signsOfUse.has(entry.kind)) return;
    const replica = client.state.replicas[entry.by];
    if (!replica || replica.purpose === 'disk' || newest.get(replica.person) === entry.by) return;
    if (entry.kind === 'presence.focused' && decodeBody(entry.kind, entry.body).line === null) return;
    newest.set(replica.person, entry.by);
    update();
  });
  // Another moment: windows that were used later tell nothing of it.
  client.events.on('rewound', () => newest.clear());
  client.events.on('state', update);
  client.events.on('status', update);
  const tick = () => {
    update();
    environment.setTimer(tick, tickMs);
  };
  environment.setTimer(tick, tickMs);
  return { ...store, find: (person) => store.get().rows.find((row) => row.person === person) };
}
