import { shownName } from '../../../shared/capabilities/people/names.ts';
import { may } from '../../../shared/capabilities/people/participants.ts';
import type { Recording } from '../../../shared/capabilities/recording/recording-state.ts';
import type { App } from '../../session/app.ts';
import { mayKey, objectsKey, recordingCommands, restsKey, runsKey, say } from './recording-commands.ts';
import { objectorsOf, recordedContent, recordingItem } from './recording-words.ts';
import { sendView } from './window-view.ts';

/** Recording this session: its commands, the word to everybody that it is recorded, and their objections. */
export function recording(app: App): void {
  recordingCommands(app);
  show(app);
  sendView(app);
  app.session.events.on('state', () => show(app));
}

const items = new WeakMap<App, ReturnType<App['workbench']['statusBar']['create']>>();
/** Recording of which each window was told, with the objections. */
const told = new WeakMap<App, string>();

function show(app: App): void {
  const { workbench, session } = app;
  const { recording: now } = session.state;
  const me = session.person;
  workbench.context.set(mayKey, may(session.state, me, 'record'));
  workbench.context.set(runsKey, now !== null);
  workbench.context.set(restsKey, now?.isPaused ?? false);
  workbench.context.set(objectsKey, me !== null && (now?.objectors.includes(me) ?? false));
  let item = items.get(app);
  if (now === null) {
    item?.hide();
    told.delete(app);
    return;
  }
  item ??= workbench.statusBar.create({
    id: 'ensemble.status.recording',
    name: 'Ensemble: Recording',
    side: 'left',
    priority: 96,
  });
  items.set(app, item);
  const objectors = objectorsOf(now, (person) => nameOf(app, person), me);
  item.show({ ...recordingItem(now, objectors), command: 'ensemble.recording.actions' });
  tell(app, now, objectors);
}

const nameOf = ({ session }: App, person: string) => shownName(session.state, person) ?? 'Somebody';

/** Tells everybody once that the session is recorded; and its maker that somebody objects. */
function tell(app: App, now: Recording, objectors: string): void {
  const isMine = now.person === app.session.person;
  const key = isMine ? `${now.ref} ${objectors}` : now.ref;
  if (told.get(app) === key) return;
  told.set(app, key);
  const { notifications } = app.workbench;
  if (isMine) {
    if (objectors === '') return;
    const words = `${objectors} objects to the recording: it rests until they agree or leave.`;
    void notifications.show('warning', words, { buttons: ['Stop Recording'] }).then((answer) => {
      if (answer) void say(app, 'recording.stopped');
    });
    return;
  }
  const words = `${nameOf(app, now.person)} records this session: ${recordedContent} You can object: then it rests until you agree or leave.`;
  void notifications.show('info', words, { buttons: ['Object', 'OK'], sticky: true }).then((answer) => {
    if (answer === 'Object') void say(app, 'recording.objected');
  });
}
