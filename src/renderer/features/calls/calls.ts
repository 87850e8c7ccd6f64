import { membersOf } from '../../../shared/capabilities/calls/calls-state.ts';
import type { App } from '../../session/app.ts';
import { renderLater } from '../../ui/render-later.ts';
import type { LateCalls } from './late-calls.ts';
import { declareTalkKey, pushToTalk } from './push-to-talk.ts';

const category = 'Ensemble';
const viewId = 'ensemble.call';

/** Calls beside the code: a view, commands, and who is in a call in the status bar. Their code comes when it is used. */
export function calls(app: App): void {
  const { workbench, recording } = app;
  let made: Promise<LateCalls> | null = null;
  const late = () => {
    made ??= import('./late-calls.ts').then(({ makeCalls }) => makeCalls(app));
    return made;
  };
  workbench.views.register({
    id: viewId,
    title: 'Call',
    place: 'secondary',
    icon: 'device-camera-video',
    order: 2,
    render: renderLater(() => late().then(({ render }) => render)),
  });
  const command = (
    id: string,
    title: string,
    run: (calls: LateCalls) => unknown,
    options: { when?: string; keybinding?: string } = {},
  ) =>
    workbench.commands.register({
      id: `ensemble.call.${id}`,
      title,
      category,
      ...options,
      run: async () => run(await late()),
    });
  const when = 'ensemble.canCall';
  const show = () => workbench.views.open(viewId, { focus: true });
  command('show', 'Show Call', show);
  showMembers(app);
  if (recording !== null) return;
  const join = async ({ model }: LateCalls) => {
    await show();
    await model.join();
  };
  command('join', 'Join Call', join, { when });
  command('leave', 'Leave Call', ({ model }) => model.leave());
  command('mute', 'Mute or Unmute in Call', ({ model }) => model.toggleMute(), { when, keybinding: 'ctrl+k q' });
  command('camera', 'Camera On or Off in Call', ({ model }) => model.toggleCamera(), { when });
  command('screen', 'Share Screen in Call, or Stop', ({ model }) => model.toggleScreen(), { when });
  declareTalkKey(app);
  pushToTalk(app, (isDown) => void made?.then(({ model }) => model.toggleMute(!isDown)));
}

/** Shows in the status bar how many windows are in the call. */
function showMembers({ workbench, session, recording }: App): void {
  const item = workbench.statusBar.create({ id: viewId, name: 'Call', side: 'right', priority: 60 });
  let shown = '';
  const show = () => {
    const members = membersOf(session.state);
    const count = Object.keys(members).length;
    const isIn = recording === null && Object.hasOwn(members, session.replica);
    const text = count === 0 ? '' : `${isIn ? 'In call' : 'Call'} · ${count}`;
    if (text === shown) return;
    shown = text;
    if (text === '') return item.hide();
    const tooltip = isIn ? 'You are in the call' : 'There is a call: open it to join';
    item.show({
      icon: 'device-camera-video',
      text,
      ariaLabel: `${tooltip}; ${count} in it`,
      tooltip,
      command: 'ensemble.call.show',
      kind: isIn ? 'prominent' : 'standard',
    });
  };
  session.events.on('state', show);
  show();
}
