import { saveFile } from '../../../client/shared-file.ts';
import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { WorkedFile } from '../../../shared/capabilities/git/methods.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { Result } from '../../../shared/session/contract.ts';
import type { SessionState } from '../../../shared/session/state.ts';
import { type AskedWork, chooseCall, type TitledTurn, turnItems, turnsOf } from '../../session/agent-calls.ts';
import { counted, listNames } from '../../ui/words.ts';
import type { PickItem } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';

/** Most lines and files that a question names. */
const mostNamed = 8;

/** Work of a person, all of it or a turn or call of theirs, with its title. */
export type MeantWork = Pick<AskedWork, 'person' | 'turn' | 'call'> & { title?: string };

/** Words about the work of one person, as another sees it. */
export class WorkWords {
  readonly #state: SessionState;
  readonly #me: string | null;
  readonly #person: string;
  readonly #title: string | undefined;

  constructor(state: SessionState, me: string | null, { person, title }: MeantWork) {
    this.#state = state;
    this.#me = me;
    this.#person = person;
    this.#title = title;
  }

  name(person: string): string {
    if (this.#title !== undefined && person === this.#person) return 'its other calls';
    if (person === this.#me) return 'you';
    return person === 'disk' ? 'other programs' : (shownName(this.#state, person) ?? 'somebody');
  }

  get isMine(): boolean {
    return this.#person === this.#me;
  }

  title(): string {
    if (this.#title !== undefined) return `Commit Work: ${this.#title}`;
    return this.isMine ? 'Commit Mine' : `Commit Work of ${this.name(this.#person)}`;
  }

  nothing(): string {
    if (this.#title !== undefined) return `Nothing of “${this.#title}” is saved and not committed.`;
    return this.isMine
      ? 'You have nothing here that is saved and not committed.'
      : `There is nothing of ${this.name(this.#person)} that is saved and not committed.`;
  }

  summary(files: readonly WorkedFile[], along: number): string {
    const lines = files.reduce((sum, each) => sum + each.lines, 0);
    const parts = [`${counted(lines, 'line')} in ${counted(files.filter((each) => each.lines > 0).length, 'file')}`];
    if (along > 0) parts.push(`${counted(along, 'whole file')}`);
    const others = new Set(files.flatMap((each) => each.others.map(({ person }) => person)));
    const left =
      others.size > 0 ? ` Uncommitted work of ${listNames([...others].map((each) => this.name(each)))} stays.` : '';
    const whose =
      this.#title !== undefined ? `“${this.#title}”:` : this.isMine ? 'Your' : `${this.name(this.#person)}’s`;
    return `${whose} ${parts.join(' and ')}.${left}`;
  }
}

/** Asks for the work of a person that is saved and not committed; of many files that takes a moment. */
export function askWork({ app }: Acting, repository: string, work: MeantWork): Promise<Result<'git.work'>> {
  const { title: _, ...meant } = work;
  const ask = () => app.workspace.request('git.work', { repository, ...meant });
  return app.workbench.notifications.withProgress('Looking through uncommitted work…', ask, { place: 'status-bar' });
}

/** Saves files with unsaved work of a person, where that is wished. Gives whether to go on. */
export async function saveFirst(acting: Acting, repository: string, person: string): Promise<boolean> {
  const { client, workbench, workspace } = acting.app;
  const inside = (path: string) => repository === '' || path.startsWith(`${repository}/`);
  const met = Object.entries(client.state.documents).flatMap(([ref, { path, deleted, unsaved = [] }]) =>
    path !== null && !deleted && inside(path) && unsaved.includes(person) ? [{ ref, path }] : [],
  );
  if (met.length === 0) return true;
  const [save, without] = ['Save and Commit', 'Commit What Is Saved'] as const;
  const detail = [
    ...met.slice(0, mostNamed).map(({ path }) => `${path} has unsaved work.`),
    'Only what is saved is committed. Saving writes the files as they are now, with everybody’s work; it commits nothing of others.',
  ];
  const chosen = await workbench.dialogs.ask('info', 'Save before the commit?', { detail, buttons: [save, without] });
  if (chosen === save)
    for (const { ref } of met) {
      const document = await client.documents.open(ref);
      try {
        await saveFile(client, document, workspace);
      } finally {
        client.documents.close(ref);
      }
    }
  return chosen !== undefined;
}

/** Asks about lines that the person and others have changed; undefined where there is to be no commit. */
export async function chooseWholeLines(
  acting: Acting,
  files: readonly WorkedFile[],
  words: WorkWords,
): Promise<boolean | undefined> {
  const lines = files.flatMap(({ path, shared }) => shared.map((each) => ({ path, ...each })));
  if (lines.length === 0) return false;
  const named = lines
    .slice(0, mostNamed)
    .map(
      ({ path, line, people }) => `${path}, line ${line}: with ${listNames(people.map((each) => words.name(each)))}`,
    );
  if (lines.length > mostNamed) named.push(`${lines.length - mostNamed} more lines`);
  const [both, neither] = ['Take Both', 'Leave Both'] as const;
  const chosen = await acting.app.workbench.dialogs.ask(
    'warning',
    lines.length === 1
      ? 'Others have changed one of these lines too.'
      : `Others have changed ${lines.length} of these lines too.`,
    {
      detail: [
        ...named,
        'A line is committed as it is now, with the work of both, or stays as it was. Where both is taken, the others are named as co-authors.',
      ],
      buttons: [both, neither],
    },
  );
  return chosen === undefined ? undefined : chosen === both;
}

type Unsigned = { file: string } | 'lines';

/** Asks what goes along of the changes that nobody has signed; undefined where there is to be no commit. */
export async function chooseUnsigned(
  acting: Acting,
  files: readonly WorkedFile[],
  unsigned: readonly string[],
): Promise<{ takesUnsigned: boolean; paths: string[] } | undefined> {
  const lines = files.flatMap(({ others }) => others.filter(({ person }) => person === 'disk'));
  const count = lines.reduce((sum, each) => sum + each.lines, 0);
  const items: PickItem<Unsigned>[] = [
    ...(count > 0
      ? [
          {
            label: `${counted(count, 'line')} that other programs changed in these files`,
            icon: 'diff',
            value: 'lines' as const,
          },
        ]
      : []),
    ...unsigned.map((file) => ({ label: file, icon: 'file', value: { file } })),
  ];
  if (items.length === 0) return { takesUnsigned: false, paths: [] };
  const chosen = await acting.app.workbench.quickInput.pickMany(items, {
    title: 'Changes Without a Known Author',
    placeholder: 'Check what is to be committed as well, as it is on the disk',
    picked: [],
  });
  if (chosen === undefined) return undefined;
  const paths = chosen.flatMap((each) => (each === 'lines' ? [] : [each.file]));
  return { takesUnsigned: chosen.includes('lines'), paths };
}

/** Lets the person choose somebody's work that is saved and not committed: all of it, or a turn or call of an agent's. */
export async function chooseWork(acting: Acting, { path }: RepositoryStatus): Promise<MeantWork | undefined> {
  const { session, workbench } = acting.app;
  const me = session.person ?? '';
  const { files } = await askWork(acting, path, { person: me || 'disk' });
  const found = new Map<string, { lines: number; files: number }>();
  const add = (person: string, lines: number) => {
    const known = found.get(person) ?? { lines: 0, files: 0 };
    found.set(person, { lines: known.lines + lines, files: known.files + 1 });
  };
  for (const { lines, others } of files) {
    if (lines > 0) add(me, lines);
    for (const { person, lines: count } of others) add(person, count);
  }
  const words = new WorkWords(session.state, session.person, { person: me });
  const items = [...found].map(([person, { lines, files: count }]) => ({
    label: words.name(person),
    description: `${counted(lines, 'line')} in ${counted(count, 'file')}`,
    icon: person === 'disk' ? 'terminal' : 'account',
    value: person,
  }));
  if (items.length === 0)
    return void workbench.notifications.status('Nobody has work here that is saved and not committed.');
  const person = await workbench.quickInput.pick(items, { placeholder: 'Choose whose work to commit' });
  return person === undefined ? undefined : chooseCalls(acting, path, person, words);
}

async function chooseCalls(
  acting: Acting,
  repository: string,
  person: string,
  words: WorkWords,
): Promise<MeantWork | undefined> {
  const { app } = acting;
  if (app.session.state.participants[person]?.agentOf === undefined) return { person };
  const { calls = [] } = await askWork(acting, repository, { person });
  const turns = await turnsOf(app, person, calls);
  if (turns.length === 0) return { person };
  const all: PickItem<TitledTurn | null> = { label: `All work of ${words.name(person)}`, icon: 'robot', value: null };
  const chosen = await app.workbench.quickInput.pick([all, ...turnItems(turns)], {
    placeholder: 'Choose all of its work, or a turn',
  });
  if (!chosen) return chosen === null ? { person } : undefined;
  const call = await chooseCall(app, chosen);
  return call && { person, ...call };
}
