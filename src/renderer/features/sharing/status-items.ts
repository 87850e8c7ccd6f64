import { hostName, isHostHere } from '../../../shared/capabilities/hosting/known-host.ts';
import { mayDo, rights } from '../../../shared/core/rights.ts';
import type { App } from '../../session/app.ts';
import { type PersonRow, personRows } from '../../ui/person-rows.ts';
import { abilitiesOfPerson, lackedBy } from '../../ui/right-words.ts';
import type { StatusBarEntry } from '../../workbench/index.ts';
import { answerCommand, waitingForMe } from './answering.ts';
import { askCommand } from './asking-rights.ts';
import { connectionWords } from './connection-words.ts';
import { peopleWords } from './people-words.ts';
import { shareMenuCommand } from './share-commands.ts';

const tickMs = 1_000;

/** Entry of my role; where I lack a right, it leads to asking for one. */
function roleEntry(mine: PersonRow): StatusBarEntry {
  const { role, grants } = mine;
  const lacks = lackedBy(mine, rights).length > 0;
  return {
    icon: mayDo(mine, 'edit') ? 'edit' : 'eye',
    text: `${role[0]!.toUpperCase()}${role.slice(1)}${grants ? '*' : ''}`,
    ariaLabel: `My role: ${role}${grants ? ', with rights of my own' : ''}`,
    tooltip: `You can ${abilitiesOfPerson(mine)}.${lacks ? ' Click to ask for a right.' : ''}`,
    ...(lacks ? { command: askCommand } : {}),
  };
}

/** Shows the people who are here, the state of the connection, and my role. */
export function showStatusItems(app: App): void {
  const { workbench, client, isHostWindow } = app;
  const { environment } = client.options;
  const create = (name: string, side: 'left' | 'right', priority: number) =>
    workbench.statusBar.create({ id: `ensemble.status.${name}`, name: `Ensemble: ${name}`, side, priority });
  const items = { connection: create('Connection', 'left', 95), people: create('People', 'left', 94) };
  const roleItem = create('My Role', 'right', 95);
  let lostMs: number | null = client.status.is === 'online' ? null : environment.nowMs();
  let ticking = false;
  let shown = '';

  const update = () => {
    const nowMs = environment.nowMs();
    const oldest = client.oldestUnsentMs;
    const rows = personRows(client.state, { me: client.person, isOver: client.status.is === 'ended' });
    const mine = rows.find(({ isMe }) => isMe);
    const connection = connectionWords({
      status: client.status.is,
      isHostWindow,
      absentHost: isHostHere(client.state) ? null : hostName(client.state),
      isShared: client.state.sharing !== null,
      mayEdit: mine !== undefined && mayDo(mine, 'edit'),
      lostForMs: lostMs === null ? null : nowMs - lostMs,
      unsent: client.unsentCount,
      oldestUnsentForMs: oldest === null ? null : nowMs - oldest,
    });
    const waiting = waitingForMe(app).length;
    const people = peopleWords(rows, waiting);
    const command = waiting > 0 ? answerCommand : 'ensemble.people.focus';
    const words = JSON.stringify([connection, people, mine?.role, mine?.grants]);
    if (words !== shown) {
      shown = words;
      items.connection.show({ ...connection, command: shareMenuCommand });
      items.people.show({ ...people, command });
      if (mine !== undefined) roleItem.show(roleEntry(mine));
    }
    tickWhileNeeded();
  };

  /** Only a delay changes by itself. */
  const tickWhileNeeded = () => {
    if (ticking || (client.status.is === 'online' && client.unsentCount === 0)) return;
    ticking = true;
    environment.setTimer(() => {
      ticking = false;
      update();
    }, tickMs);
  };

  client.events.on('status', ({ is }) => {
    if (is === 'online') lostMs = null;
    else lostMs ??= environment.nowMs();
    update();
  });
  client.events.on('state', update);
  client.events.on('unsent', tickWhileNeeded);
  update();
}
