import { isOver } from '../../../shared/capabilities/people/lecture.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { may, replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { App } from '../../session/app.ts';
import type { Following } from './following.ts';

const category = 'Ensemble';
const [start, end, raise] = ['ensemble.startLecture', 'ensemble.endLecture', 'ensemble.raiseHand'];

/** Lectures: one leads, all others follow and look on, and raise a hand to take part. */
export function lectures(app: App, following: Following): void {
  registerCommands(app, following);
  if (app.recording === null) watchLecture(app, following);
}

/** Person who leads now; null where nobody does. */
function leaderOf({ client }: App): string | null {
  const { lecture } = client.state;
  return lecture && !lecture.rotation && !isOver(lecture, client.nowMs()) ? lecture.person : null;
}

function watchLecture(app: App, following: Following): void {
  const { workbench, client } = app;
  const item = workbench.statusBar.create({ id: 'ensemble.lecture', name: 'Lecture', side: 'left', priority: 81 });
  let shown = '';
  let leader: string | null = null;
  const update = () => {
    const now = leaderOf(app);
    const { state, person } = client;
    const { context } = workbench;
    const mayTakePart = replicaMay(state, client.replica, 'edit');
    const hasRaised = person !== null && (state.participants[person]?.asks?.includes('edit') ?? false);
    const words = JSON.stringify([now, mayTakePart, hasRaised, shownName(state, now)]);
    if (words === shown) return;
    shown = words;
    context.set('ensemble.lecture', now !== null);
    context.set('ensemble.mayRaiseHand', now !== null && !mayTakePart);
    if (now !== leader) {
      if (leader !== null && following.person.get() === leader) following.stop();
      leader = now;
      if (now !== null && now !== person) following.start(now);
    }
    if (now === null) return item.hide();
    const name = shownName(state, now) ?? 'Somebody';
    if (now === person) {
      const tooltip = 'All others follow you and look on. Click to end the lecture.';
      const text = 'You are lecturing';
      return item.show({
        icon: 'mortar-board',
        text,
        ariaLabel: `${text}: end`,
        tooltip,
        command: end!,
        kind: 'prominent',
      });
    }
    const text = `${name} is lecturing`;
    if (mayTakePart)
      return item.show({ icon: 'mortar-board', text, ariaLabel: text, tooltip: 'You have the floor: you can edit.' });
    const hand = hasRaised ? 'hand raised' : 'raise hand';
    const tooltip = hasRaised ? `${name} sees your hand. Click to lower it.` : 'You look on. Click to raise your hand.';
    item.show({
      icon: 'mortar-board',
      text: `${text} · ${hand}`,
      ariaLabel: `${text}: ${hand}`,
      tooltip,
      command: raise!,
    });
  };
  client.events.on('state', update);
  update();
}

function registerCommands({ workbench, client }: App, following: Following): void {
  const { commands, notifications } = workbench;
  commands.register({
    id: start!,
    title: 'Start Lecture',
    category,
    icon: 'mortar-board',
    when: 'ensemble.canAdmit && !ensemble.lecture',
    run: async () => {
      await client.publish('lecture.started', {}).then(
        () => notifications.announce('You are lecturing: all others follow you'),
        () => undefined,
      );
    },
  });
  commands.register({
    id: end!,
    title: 'End Lecture',
    category,
    when: 'ensemble.canAdmit && ensemble.lecture',
    run: () => client.publish('lecture.ended', {}).catch(() => undefined),
  });
  commands.register({
    id: raise!,
    title: 'Raise or Lower Hand',
    category,
    when: 'ensemble.mayRaiseHand',
    run: async () => {
      const { person, state } = client;
      if (person === null || may(state, person, 'edit')) return;
      const asks = !state.participants[person]?.asks?.includes('edit');
      // Back to what is shown, for somebody who had moved away.
      if (state.lecture && following.person.get() === null) following.start(state.lecture.person);
      await client.publish('right.asked', { right: 'edit', asks }).catch(() => undefined);
    },
  });
}
