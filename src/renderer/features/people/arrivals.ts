import type { App } from '../../session/app.ts';
import { isBusyAnywhere } from '../../session/busy-windows.ts';
import { isHere, type PersonRow } from '../../ui/person-rows.ts';
import type { People, PeopleModel } from './people-model.ts';

/** Setting: whether screen readers are told of people who come and go. */
export const arrivalsSetting = 'ensemble.accessibility.announcePeople';
const signalKeys = { came: 'accessibility.signals.personJoined', left: 'accessibility.signals.personLeft' } as const;
/** Time in which comings and goings are told together; a window that reloads is back within it. */
const gatherMs = 3_000;
/** Names that are said; more are a number. */
const mostNames = 3;

function listed(names: readonly string[]): string {
  const said = names.slice(0, mostNames);
  const rest = names.length - said.length;
  const all = rest > 0 ? [...said, `${rest} more`] : said;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** Names of the people who have come and gone between two moments. */
export function arrivalsOf(
  before: readonly PersonRow[],
  now: readonly PersonRow[],
): { came: readonly string[]; left: readonly string[] } {
  const namesOf = (rows: readonly PersonRow[], others: readonly PersonRow[]) => {
    const there = new Set(others.filter(isHere).map(({ person }) => person));
    return rows.filter((row) => !row.isMe && isHere(row) && !there.has(row.person)).map(({ name }) => name);
  };
  return { came: namesOf(now, before), left: namesOf(before, now) };
}

/** Sentence about the people who have come and gone; null where nobody has. */
export function arrivalsInWords({ came, left }: ReturnType<typeof arrivalsOf>): string | null {
  const parts = [came.length > 0 ? `${listed(came)} joined` : '', left.length > 0 ? `${listed(left)} left` : ''];
  const words = parts.filter((part) => part !== '').join('; ');
  return words === '' ? null : words;
}

/** Lets screen readers say who joins and leaves, politely and many at once, and plays a signal of each. */
export function announceArrivals({ workbench, client, recording }: App, model: PeopleModel): void {
  workbench.signals.declare([
    {
      key: signalKeys.came,
      name: 'Person Joined',
      sound: 'begin',
      description: 'Plays a sound when somebody joins the session.',
    },
    {
      key: signalKeys.left,
      name: 'Person Left',
      sound: 'end',
      description: 'Plays a sound when somebody leaves the session.',
    },
  ]);
  workbench.configuration.declare([
    {
      key: arrivalsSetting,
      type: 'boolean',
      default: true,
      description: 'Whether screen readers are told of people who join and leave.',
    },
  ]);
  if (recording !== null) return;
  let told: People | null = null;
  let planned = false;
  const tell = () => {
    planned = false;
    const now = model.get();
    const arrivals = arrivalsOf((told ?? now).rows, now.rows);
    const words = arrivalsInWords(arrivals);
    told = now;
    if (!isBusyAnywhere(client.state, client.person))
      for (const sort of ['came', 'left'] as const)
        if (arrivals[sort].length > 0) workbench.signals.play(signalKeys[sort]);
    if (words !== null && workbench.configuration.get(arrivalsSetting) !== false)
      workbench.notifications.announce(words, { isPolite: true });
  };
  model.subscribe(() => {
    // Those who were here before me are no news, nor is everybody who seems gone while I am offline.
    if (client.status.is !== 'online') return;
    told ??= model.get();
    if (planned || arrivalsInWords(arrivalsOf(told.rows, model.get().rows)) === null) return;
    planned = true;
    client.options.environment.setTimer(tell, gatherMs);
  });
}
