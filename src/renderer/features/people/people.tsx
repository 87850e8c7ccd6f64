import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { App } from '../../session/app.ts';
import { asking, mayLetIn } from '../../ui/asking.ts';
import { isHere } from '../../ui/person-rows.ts';
import { stateInWords, whereInWords } from '../../ui/person-words.ts';
import { reactRender } from '../../ui/react-render.tsx';
import { renderLater } from '../../ui/render-later.ts';
import { Following } from './following.ts';
import { bringEveryoneHere, watchGatherings } from './gathering.ts';
import { lectures } from './lecture.ts';
import { limits } from './limits.ts';
import { mobs } from './mob.ts';
import { registerMyName } from './my-name.ts';
import { type PeopleModel, watchPeople } from './people-model.ts';

const viewId = 'ensemble.people';
const category = 'Ensemble';

/** People of the session: the view People, following, and bringing everyone together. */
export function people(app: App): void {
  const { workbench } = app;
  const model = watchPeople(app);
  const following = new Following(app, model);
  workbench.views.register({
    id: viewId,
    title: 'People',
    place: 'activity-bar',
    icon: 'organization',
    order: 1,
    render: renderLater(async () => {
      const { PeopleView } = await import('./people-view.tsx');
      return reactRender(() => <PeopleView app={app} people={model} following={following} />);
    }),
  });
  registerCommands(app, model, following);
  registerMyName(app);
  limits(app);
  lectures(app, following);
  mobs(app);
  watchGatherings(app, following);
  showCount(app, model);
  void workbench.ready.then(() => import('./arrivals.ts')).then((late) => late.announceArrivals(app, model));
}

function registerCommands(app: App, model: PeopleModel, following: Following): void {
  const { commands, quickInput, notifications } = app.workbench;
  commands.register({
    id: 'ensemble.follow',
    title: 'Follow…',
    category,
    keybinding: 'ctrl+k g',
    run: async () => {
      const { rows, nowMs } = model.get();
      const items = rows
        .filter((row) => (isHere(row) || app.recording) && !row.isMe)
        .map((row) => ({
          label: row.name,
          icon: 'person',
          description: `${row.role} · ${stateInWords(row, nowMs)}`,
          detail: whereInWords(row),
          value: row.person,
        }));
      if (items.length === 0) {
        await notifications.show('info', 'Nobody else is here whom you could follow.');
        return;
      }
      const person = await quickInput.pick(items, { placeholder: 'Whom do you want to follow?' });
      if (person !== undefined) following.start(person);
    },
  });
  commands.register({
    id: 'ensemble.stopFollowing',
    title: 'Stop Following',
    category,
    when: 'ensemble.following',
    run: () => following.stop(),
  });
  commands.register({
    id: 'ensemble.changeRights',
    title: 'Change Rights…',
    category,
    when: 'ensemble.canAdmit',
    run: async () => (await import('./rights.ts')).changeSomebodysRights(app),
  });
  commands.register({
    id: 'ensemble.bringEveryoneHere',
    title: 'Bring Everyone Here',
    keybinding: 'ctrl+k h',
    category,
    when: 'ensemble.canEdit',
    run: () => bringEveryoneHere(app),
  });
}

/** Keys for what one may do: a command that needs a right is off where it would be refused. */
const rightKeys = [
  ['ensemble.canEdit', 'edit'],
  ['ensemble.canWriteFiles', 'files.write'],
  ['ensemble.canAnnotate', 'annotate'],
  ['ensemble.canCall', 'call'],
  ['ensemble.canShare', 'share'],
  ['ensemble.canAdmit', 'admit'],
] as const;

/** Shows the number of guests, or of people who wait, on the icon, and sets context keys for commands by my role. */
function showCount({ workbench, client }: App, model: PeopleModel): void {
  let shown = '0 guests are here';
  const update = () => {
    const { rows } = model.get();
    for (const [key, right] of rightKeys) {
      const may = replicaMay(client.state, client.replica, right);
      if (workbench.context.get(key) !== may) workbench.context.set(key, may);
    }
    const isShared = client.state.sharing !== null;
    if (workbench.context.get('ensemble.isShared') !== isShared) workbench.context.set('ensemble.isShared', isShared);
    const guests = rows.filter((row) => row.role !== 'owner' && isHere(row)).length;
    const waiting = asking(client.state, client.nowMs()).filter((one) =>
      mayLetIn(client.state, client.person, one),
    ).length;
    const here = guests === 1 ? '1 guest is here' : `${guests} guests are here`;
    // People who wait can do nothing until I answer: their number goes before that of the guests.
    const tooltip = waiting > 0 ? `${waiting} waiting to be let in; ${here}` : here;
    if (tooltip === shown) return;
    shown = tooltip;
    const count = waiting || guests;
    workbench.views.setBadge(viewId, count === 0 ? null : { count, tooltip });
  };
  model.subscribe(update);
  update();
}
