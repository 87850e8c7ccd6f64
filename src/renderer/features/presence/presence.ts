import type { App } from '../../session/app.ts';
import type { Activity } from './activity.ts';
import { ActivityTracker } from './activity-tracker.ts';
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
  const tell = () => client.publishLatest('presence.changed', { activity: now, ...(isReady && surroundingsOf(app)) });
  const tracker = new ActivityTracker(client.options.environment, (activity) => {
    now = activity;
    tell();
  });
  workbench.configuration.onChanged((affects) => affects(whereaboutsKey) && tell());
  for (const name of inputs) addEventListener(name, () => tracker.noteInput(), { capture: true, passive: true });
  document.addEventListener('visibilitychange', () => tracker.noteVisibility(!document.hidden));
  if (document.hidden) tracker.noteVisibility(false);

  const item = workbench.statusBar.create({
    id: 'ensemble.doNotDisturb',
    name: 'Do Not Disturb',
    side: 'right',
    priority: 90,
  });
  workbench.commands.register({
    id: 'ensemble.doNotDisturb',
    title: 'Do Not Disturb',
    category: 'Ensemble',
    run: () => {
      const on = !tracker.isDoNotDisturb;
      tracker.setDoNotDisturb(on);
      workbench.context.set('ensemble.doNotDisturb', on);
      workbench.notifications.announce(on ? 'Do not disturb is on' : 'Do not disturb is off');
      if (!on) return item.hide();
      item.show({
        icon: 'bell-slash',
        text: 'Do not disturb',
        ariaLabel: 'Do not disturb is on',
        tooltip: 'The others see that you do not want to be disturbed. Click to end it.',
        command: 'ensemble.doNotDisturb',
      });
    },
  });
  // Asking the editors before the services stand would make some of them too early.
  void workbench.ready.then(() => {
    tellFocus(app);
    isReady = true;
    tell();
  });
}
