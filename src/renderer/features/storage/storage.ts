import type { App } from '../../session/app.ts';
import { detailsOf, keptWords, sinceOf, sizeOf, timeOf } from './storage-words.ts';

const choices: readonly (number | null)[] = [0, 1, 7, 30, 365, null];

/** `Ensemble: Storage…`: what is kept of this session, for how long, and deleting it. */
export function storage(app: App): void {
  app.workbench.commands.register({
    id: 'ensemble.storage',
    title: 'Storage…',
    category: 'Ensemble',
    when: 'ensemble.recording.may',
    run: () => show(app),
  });
}

async function show(app: App): Promise<void> {
  const { workbench, workspace } = app;
  const told = await workspace.request('storage.describe', {}).catch((thrown: unknown) => {
    tellFailure(app, 'Storage cannot be shown', thrown);
  });
  if (!told) return;
  const { usage, historyDays } = told;
  const act = await workbench.quickInput.pick(
    [
      {
        label: `Keep History for: ${timeOf(historyDays)}`,
        icon: 'history',
        detail: detailsOf(historyDays),
        value: 'keep',
      },
      {
        label: 'Delete History Outside Recordings Now…',
        icon: 'trash',
        detail: `${sizeOf(usage.historyBytes)} of history ${sinceOf(usage.oldestMs)}`,
        value: 'clear',
      },
      {
        label: `Recordings: ${usage.recordings}`,
        icon: 'record',
        detail: keptWords(usage.limited),
        value: 'recordings',
      },
      {
        label: `Texts and Screens as They Are: ${sizeOf(usage.checkpointBytes)}`,
        icon: 'file',
        detail: 'Stand for history that is kept no longer: the session goes on from them.',
        value: null,
      },
      {
        label: `Attachments: ${sizeOf(usage.attachmentBytes)} in ${usage.attachments}`,
        icon: 'package',
        detail: 'Large texts and answers. They go by themselves once no history names them.',
        value: null,
      },
    ],
    { title: 'Storage of This Session on This Machine' },
  );
  if (act === 'keep') await keep(app);
  else if (act === 'clear') await clear(app);
  else if (act === 'recordings') await workbench.commands.execute('ensemble.recording.open');
}

function tellFailure({ workbench }: App, what: string, thrown: unknown): void {
  void workbench.notifications.show('error', `${what}: ${(thrown as Error).message}`);
}

async function keep(app: App): Promise<void> {
  const { workbench, workspace } = app;
  const choice = await workbench.quickInput.pick(
    choices.map((days) => ({ label: timeOf(days), detail: detailsOf(days), value: { days } })),
    { title: 'Keep History Outside Recordings for' },
  );
  if (choice === undefined) return;
  const { days } = choice;
  await workspace.request('storage.keep', { historyDays: days }).then(
    () => workbench.notifications.status(`History is kept for: ${timeOf(days)}.`),
    (thrown: unknown) => tellFailure(app, 'The setting was not kept', thrown),
  );
}

async function clear(app: App): Promise<void> {
  const { workbench, workspace } = app;
  const button = 'Delete History';
  const detail = [
    'Files, unsaved text, undo of people who are here, and recordings stay.',
    'Replays of what was typed and deleted before now cannot be shown any more. This cannot be undone.',
  ];
  const question = 'Delete the history of this session outside recordings?';
  const isSure =
    (await workbench.dialogs.ask('warning', question, { detail, buttons: [button], careful: true })) === button;
  if (!isSure) return;
  await workspace.request('storage.clear', {}).then(
    ({ usage }) => workbench.notifications.status(`History is deleted: ${sizeOf(usage.historyBytes)} are left of it.`),
    (thrown: unknown) => tellFailure(app, 'History was not deleted', thrown),
  );
}
