import type { App } from '../../session/app.ts';
import { isBusyAnywhere } from '../../session/busy-windows.ts';
import { followedPerson, onFollowedPerson } from '../../session/followed-person.ts';
import type { Activity } from './activity.ts';
import { ActivityTracker } from './activity-tracker.ts';
import { keepDoNotDisturb, wasDoNotDisturb } from './disturbing.ts';
import { tellFocus } from './focus.ts';
import { declareSettings, surroundingsOf, whereaboutsKey } from './surroundings.ts';

const inputs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'focus'] as const;

/** Tells the others whether I am here, and where. */
export function presence(app: App): void {
  const { workbench, client } = app;
  declareSettings(app);
  let now: Activity = 'active';
  // The settings are read only once the services stand.
  let isReady = false;
  const tell = () => {
    const follows = followedPerson() ?? undefined;
    client.publishLatest('presence.changed', {
      activity: now,
      ...(isReady && surroundingsOf(app)),
      ...(follows !== undefined && { follows }),
    });
  };
  const tellActivity = (activity: Activity) => {
    now = activity;
    tell();
  };
  const tracker = new ActivityTracker(client.options.environment, tellActivity, wasDoNotDisturb());
  onFollowedPerson(tell);
  workbench.configuration.onChanged((affects) => affects(whereaboutsKey) && tell());
  for (const name of inputs) addEventListener(name, () => tracker.noteInput(), { capture: true, passive: true });
  document.addEventListener('visibilitychange', () => tracker.noteVisibility(!document.hidden));
  if (document.hidden) tracker.noteVisibility(false);

  showDoNotDisturb(app, tracker);
  // Asking the editors before the services stand would make some of them too early.
  void workbench.ready.then(() => {
    tellFocus(app);
    isReady = true;
    tell();
  });
}

/** Has do not disturb turned on and off, and shown while it is on in any window of the person. */
function showDoNotDisturb({ workbench, client }: App, tracker: ActivityTracker): void {
  const item = workbench.statusBar.create({
    id: 'ensemble.doNotDisturb',
    name: 'Do Not Disturb',
    side: 'right',
    priority: 90,
  });
  let shown: 'off' | 'here' | 'elsewhere' = 'off';
  const update = () => {
    const isElsewhere = !tracker.isDoNotDisturb && isBusyAnywhere(client.state, client.person);
    const next = tracker.isDoNotDisturb ? 'here' : isElsewhere ? 'elsewhere' : 'off';
    if (next === shown) return;
    shown = next;
    workbench.context.set('ensemble.doNotDisturb', next !== 'off');
    if (next === 'off') return item.hide();
    const ending = next === 'here' ? 'Click to end it.' : 'It is on in another window of yours: end it there.';
    item.show({
      icon: 'bell-slash',
      text: 'Do not disturb',
      ariaLabel: next === 'here' ? 'Do not disturb is on' : 'Do not disturb is on in another window of yours',
      tooltip: `The others see that you do not want to be disturbed. ${ending}`,
      ...(next === 'here' && { command: 'ensemble.doNotDisturb' }),
    });
  };
  workbench.commands.register({
    id: 'ensemble.doNotDisturb',
    title: 'Do Not Disturb',
    category: 'Ensemble',
    run: () => {
      const on = !tracker.isDoNotDisturb;
      tracker.setDoNotDisturb(on);
      keepDoNotDisturb(on);
      update();
      workbench.notifications.announce(on ? 'Do not disturb is on' : 'Do not disturb is off');
    },
  });
  client.events.on('state', update);
  update();
}
