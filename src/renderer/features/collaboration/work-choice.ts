import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { Result } from '../../../shared/session/contract.ts';
import { agoInWords } from '../../../shared/text/age.ts';
import {
  type AskedWork,
  askedWorkOf,
  chooseCall,
  type TitledTurn,
  turnItems,
  turnsOf,
} from '../../session/agent-calls.ts';
import type { App } from '../../session/app.ts';
import { counted } from '../../ui/words.ts';
import type { PickItem } from '../../workbench/index.ts';

const minuteMs = 60_000;

type Worker = Result<'documents.workers'>['people'][number];

/** Time since which work is meant. */
type Since = { sinceMs: number };

/** Work of somebody: since a time, or in one turn or call. */
type Span = Omit<AskedWork, 'title'> & Since;

/** Name of somebody, or that it is the reader. */
export const nameOf = ({ client }: Pick<App, 'client'>, person: string) =>
  person === client.person ? 'you' : (shownName(client.state, person) ?? 'somebody');

/** Words for all work of somebody. */
export const whoseWork = (app: Pick<App, 'client'>, person: string) =>
  person === app.client.person ? 'Your work' : `Work of ${nameOf(app, person)}`;

/** Lets the person choose somebody who has edited of late, where there is a choice. */
async function choosePerson(app: App, placeholder: string, mayBe: (worker: Worker) => boolean, none: string) {
  const { workspace, workbench } = app;
  const { people } = await workspace.request('documents.workers', { sinceMs: 0 });
  const items = people
    .filter(mayBe)
    .toSorted((a, b) => b.atMs - a.atMs)
    .map((worker) => ({ worker, ...worker }))
    .map(({ worker, person, texts, atMs }) => ({
      label: nameOf(app, person),
      description: `${counted(texts, 'file')}, last ${agoInWords(atMs, Date.now())}`,
      icon: app.client.state.participants[person]?.agentOf === undefined ? 'account' : 'robot',
      value: worker,
    }));
  if (items.length > 0) return workbench.quickInput.pick(items, { placeholder });
  workbench.notifications.status(none);
}

/** Work that is meant, in words for a title. */
export interface ChosenWork {
  span: Span;
  words: string;
}

/** Gives the work that a command was asked for, or lets the person choose somebody's: of some time, turn or call. */
export async function chooseWork(app: App, args: readonly unknown[], verb: string): Promise<ChosenWork | undefined> {
  const asked = askedWorkOf(args);
  if (asked !== null) {
    const { title, ...meant } = asked;
    return { span: { sinceMs: 0, ...meant }, words: `${whoseWork(app, meant.person)}: ${title}` };
  }
  const none = 'Nobody has edited anything of late that the host of this folder has recorded.';
  const worker = await choosePerson(app, `Choose whose work to ${verb}`, () => true, none);
  if (worker === undefined) return undefined;
  const { person, calls = [] } = worker;
  const items = [...turnItems(await turnsOf(app, person, calls)), ...(await timesOf(app))];
  const chosen = await app.workbench.quickInput.pick<TitledTurn | Since>(items, { placeholder: 'Choose how far back' });
  const whose = whoseWork(app, person);
  if (chosen === undefined || 'sinceMs' in chosen) return chosen && { span: { person, ...chosen }, words: whose };
  return chosenIn(app, person, chosen);
}

/** Lets the person choose a turn of an agent, or one call in it. */
export async function chooseTurn(app: App, verb: string): Promise<ChosenWork | undefined> {
  const none = 'No agent has edited anything of late that the host of this folder has recorded.';
  const worker = await choosePerson(app, `Choose whose turn to ${verb}`, ({ calls = [] }) => calls.length > 0, none);
  if (worker === undefined) return undefined;
  const { person, calls = [] } = worker;
  const items = turnItems(await turnsOf(app, person, calls));
  const turn = await app.workbench.quickInput.pick(items, { placeholder: 'Choose a turn, the newest first' });
  return turn && chosenIn(app, person, turn);
}

async function chosenIn(app: App, person: string, turn: TitledTurn): Promise<ChosenWork | undefined> {
  const call = await chooseCall(app, turn);
  if (call === undefined) return undefined;
  const { title, ...meant } = call;
  return { span: { person, sinceMs: 0, ...meant }, words: `${whoseWork(app, person)}: ${title}` };
}

async function timesOf(app: App): Promise<PickItem<Since>[]> {
  const since = (label: string, sinceMs: number, icon: string) => ({ label, icon, value: { sinceMs } });
  const nowMs = Date.now();
  const committedMs = await lastCommitMs(app);
  const { knownMs } = await app.workspace.request('documents.workers', { sinceMs: 0 });
  const known = `all that its host has recorded since ${new Date(knownMs).toLocaleString()}`;
  return [
    since('The last 10 minutes', nowMs - 10 * minuteMs, 'clock'),
    since('The last hour', nowMs - 60 * minuteMs, 'clock'),
    ...(committedMs === null
      ? []
      : [
          { ...since('Since the last commit', committedMs, 'git-commit'), description: agoInWords(committedMs, nowMs) },
        ]),
    { ...since('This session', 0, 'history'), description: known },
  ];
}

/** Time of the last commit; null where there is none. */
async function lastCommitMs({ workspace, client }: App): Promise<number | null> {
  const repository = client.state.git?.repositories[0];
  if (repository === undefined) return null;
  const asked = { repository: repository.path, refs: [], path: null, skip: 0, count: 1 };
  const { commits } = await workspace.request('git.log', asked).catch(() => ({ commits: [] }));
  return commits[0]?.atMs ?? null;
}
