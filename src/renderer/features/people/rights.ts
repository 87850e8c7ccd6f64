import {
  type GrantableRight,
  grantable,
  type Holder,
  mayDo,
  type Role,
  roleRights,
} from '../../../shared/core/rights.ts';
import type { App } from '../../session/app.ts';
import { type PersonRow, personRows } from '../../ui/person-rows.ts';
import { farReach, rightWords } from '../../ui/right-words.ts';
import { aRole } from '../../ui/words.ts';
import type { PickItem } from '../../workbench/index.ts';

const presets = ['viewer', 'reviewer', 'editor', 'maintainer'] as const;

type Choice = { role: (typeof presets)[number] } | { right: GrantableRight };

const choices: readonly PickItem<Choice>[] = [
  ...presets.map((role) => ({
    label: `Role: ${role}`,
    description: 'checks the rights of this role',
    icon: 'person',
    group: 'Roles',
    value: { role } as Choice,
  })),
  ...grantable.map((right) => {
    const words = rightWords[right];
    const detail = farReach(right);
    return {
      label: words[0]!.toUpperCase() + words.slice(1),
      ...(detail === null ? {} : { detail }),
      group: 'Rights',
      value: { right } as Choice,
    };
  }),
];

const all = choices.map(({ value }) => value);
const ofRole = (value: Choice): Role | null => ('role' in value ? value.role : null);

/** Says whether somebody's place is mine to change right by right. */
export function mayChangeRights(row: PersonRow, mine: Holder | null, host: string | null): boolean {
  const isMember = row.state !== 'asking' && row.state !== 'banned';
  return mine !== null && mayDo(mine, 'admit') && isMember && !row.isMe && row.role !== 'owner' && row.person !== host;
}

/** Choices that are checked: a role, and the rights of its holder. */
export function checkedOf(holder: Holder): Choice[] {
  return all.filter((value) => ('role' in value ? value.role === holder.role : mayDo(holder, value.right)));
}

/** Adapts the checks to one that was set: a role sets the rights of its own, and there is always one. */
export function settled(now: readonly Choice[], before: readonly Choice[]): Choice[] {
  const roles = now.filter((value) => 'role' in value);
  const fresh = roles.find((value) => !before.includes(value));
  const role = fresh ?? roles[0] ?? before.find((value) => 'role' in value);
  const rights = now.filter((value) => 'right' in value);
  if (fresh === undefined) return role ? [role, ...rights] : [...rights];
  return checkedOf({ role: ofRole(fresh)! });
}

/** Place that checks stand for: a role, and the rights that differ from it. */
export function placeOf(chosen: readonly Choice[], role: Role): Required<Holder> {
  const newRole = chosen.map(ofRole).find((each) => each !== null) ?? role;
  const has = new Set(chosen.flatMap((value) => ('right' in value ? [value.right] : [])));
  const differing = grantable.filter((right) => has.has(right) !== roleRights[newRole].has(right));
  return { role: newRole, grants: Object.fromEntries(differing.map((right) => [right, has.has(right)])) };
}

/** Lets me change the rights of a person one by one. Refusals are told for all kinds in one place. */
export async function changeRights({ workbench, client }: App, row: PersonRow): Promise<void> {
  const before = checkedOf(row);
  const chosen = await workbench.quickInput.pickMany(choices, {
    title: `Rights of ${row.name}`,
    placeholder: `${row.name} is ${aRole(row.role)}: check what they may do`,
    picked: before,
    settle: settled,
  });
  if (chosen === undefined) return;
  const { role, grants } = placeOf(chosen, row.role);
  const { person } = row;
  if (role !== row.role) await client.publish('role.changed', { person, role }).catch(() => undefined);
  const isSame = JSON.stringify(grants) === JSON.stringify(role === row.role ? (row.grants ?? {}) : {});
  if (!isSame) await client.publish('rights.changed', { person, grants }).catch(() => undefined);
}

/** Asks me whose rights I want to change, and then for these. */
export async function changeSomebodysRights(app: App): Promise<void> {
  const { quickInput, notifications } = app.workbench;
  const { state, person } = app.client;
  const mine = person === null ? null : (state.participants[person] ?? null);
  const rows = personRows(state, { me: person }).filter((row) =>
    mayChangeRights(row, mine, state.host?.person ?? null),
  );
  if (rows.length === 0) return void notifications.show('info', 'Nobody else is here whose rights you could change.');
  const chosen =
    rows.length === 1
      ? rows[0]
      : await quickInput.pick(
          rows.map((value) => ({ label: value.name, icon: 'person', description: value.role, value })),
          { placeholder: 'Whose rights do you want to change?' },
        );
  if (chosen) await changeRights(app, chosen);
}
