import { recordingLimits } from '../../../shared/capabilities/recording/kinds.ts';
import { isRecorded } from '../../../shared/capabilities/recording/recording-state.ts';
import { newId } from '../../../shared/core/ids.ts';
import type { App } from '../../session/app.ts';
import { recordedContent } from './recording-words.ts';

const category = 'Ensemble';
const fileMenu = (order: number) => [{ id: 'file-menu', group: '2_ensemble', order }] as const;
/** Context keys by which the palette offers what can be done now. */
export const [mayKey, runsKey, restsKey, objectsKey] = [
  'ensemble.recording.may',
  'ensemble.recording.runs',
  'ensemble.recording.rests',
  'ensemble.recording.objects',
] as const;

/** Registers everything that people can do with recordings. */
export function recordingCommands(app: App): void {
  const { workbench } = app;
  const command = (id: string, title: string, when: string, run: () => unknown, more = {}) =>
    workbench.commands.register({ id: `ensemble.recording.${id}`, title, category, when, run, ...more });
  command('start', 'Start Recording', `${mayKey} && !${runsKey}`, () => start(app), { menus: fileMenu(6) });
  command('stop', 'Stop Recording', `${mayKey} && ${runsKey}`, () => say(app, 'recording.stopped'), {
    menus: fileMenu(7),
  });
  command('pause', 'Pause Recording', `${mayKey} && ${runsKey} && !${restsKey}`, () => say(app, 'recording.paused'));
  command('resume', 'Resume Recording', `${mayKey} && ${restsKey}`, () => say(app, 'recording.resumed'));
  command('object', 'Object to the Recording', `${runsKey} && !${objectsKey}`, () => say(app, 'recording.objected'));
  command('agree', 'Agree to the Recording', objectsKey, () => say(app, 'recording.agreed'));
  command('mark', 'Add Marker', runsKey, () => mark(app), { keybinding: 'ctrl+k b' });
  command('actions', 'Recording…', runsKey, () => choose(app));
  if (app.isHostWindow) command('keep', 'Keep the Last Hour as a Recording…', mayKey, () => keepLastHour(app));
}

type Plain = 'recording.stopped' | 'recording.paused' | 'recording.resumed' | 'recording.objected' | 'recording.agreed';

/** Says something of the recording that runs. */
export async function say(app: App, kind: Plain): Promise<void> {
  const { recording: now } = app.session.state;
  if (now === null) return app.workbench.notifications.status('This session is not recorded.');
  // A refusal is told by itself.
  await app.client.publish(kind, {}, now.ref).catch(() => undefined);
}

async function start({ client, workbench }: App): Promise<void> {
  const title = await workbench.quickInput.input({
    title: 'Start Recording',
    prompt: `Everybody here is told, and can object. Recorded are ${recordedContent}`,
    placeholder: 'Title (can be empty)',
    validate: (value) =>
      value.trim().length > recordingLimits.titleLength ? `At most ${recordingLimits.titleLength} characters.` : null,
  });
  if (title === undefined) return;
  await client
    .publish('recording.started', { title: title.trim() }, newId(client.options.environment))
    .catch(() => undefined);
}

/** Makes a recording of the last hour afterwards, where nobody else was here. */
async function keepLastHour({ workbench, workspace }: App): Promise<void> {
  const title = await workbench.quickInput.input({
    title: 'Keep the Last Hour as a Recording',
    prompt:
      'Only of a session in which you were alone, and as far as its history is kept. Only a recording that runs has scrolling, cursors and views: these are not in it.',
    placeholder: 'Title (can be empty)',
    validate: (value) =>
      value.trim().length > recordingLimits.titleLength ? `At most ${recordingLimits.titleLength} characters.` : null,
  });
  if (title === undefined) return;
  await workspace.request('recordings.keep', { title: title.trim(), minutes: 60 }).then(
    () => workbench.notifications.status('The last hour is a recording: “Open Recording…” shows it.'),
    (thrown: unknown) =>
      void workbench.notifications.show('error', `The last hour was not kept: ${(thrown as Error).message}`),
  );
}

async function mark({ client, session, workbench }: App): Promise<void> {
  const { recording: now } = session.state;
  if (now === null) return workbench.notifications.status('This session is not recorded.');
  const words = await workbench.quickInput.input({
    title: 'Add Marker',
    prompt: isRecorded(session.state)
      ? 'Words for this moment of the recording. Everybody sees them in a replay.'
      : 'The recording rests: a marker of now will not be in it.',
    placeholder: 'Remember this',
    validate: (value) =>
      value.trim().length > recordingLimits.wordsLength ? `At most ${recordingLimits.wordsLength} characters.` : null,
  });
  if (words === undefined) return;
  const isSaid = client.publish('recording.marked', { words: words.trim() }, now.ref);
  await isSaid.then(
    () => workbench.notifications.status('This moment is marked in the recording.'),
    () => undefined,
  );
}

/** Offers everything that this person can do with the recording that runs. */
async function choose({ workbench, session }: App): Promise<void> {
  const { recording: now } = session.state;
  if (now === null) return;
  const may = workbench.context.get(mayKey) === true;
  const objects = workbench.context.get(objectsKey) === true;
  const choices = [
    { label: 'Add Marker', icon: 'bookmark', value: 'mark' },
    ...(may ? [{ label: 'Stop Recording', icon: 'debug-stop', value: 'stop' }] : []),
    ...(may && now.isPaused ? [{ label: 'Resume Recording', icon: 'play', value: 'resume' }] : []),
    ...(may && !now.isPaused ? [{ label: 'Pause Recording', icon: 'debug-pause', value: 'pause' }] : []),
    objects
      ? { label: 'Agree to the Recording', icon: 'check', value: 'agree' }
      : { label: 'Object to the Recording', icon: 'circle-slash', value: 'object' },
  ];
  const choice = await workbench.quickInput.pick(choices, {
    title: `Recording since ${new Date(now.startedMs).toLocaleTimeString()}`,
  });
  if (choice !== undefined) await workbench.commands.execute(`ensemble.recording.${choice}`);
}
