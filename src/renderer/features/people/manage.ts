import { mayDrive } from '../../../shared/capabilities/people/rotation.ts';
import { hasRight, type Role } from '../../../shared/core/rights.ts';
import type { App } from '../../session/app.ts';
import type { PersonRow } from '../../ui/person-rows.ts';
import { abilitiesOf, aRole, roleWords } from '../../ui/words.ts';
import type { PickItem } from '../../workbench/index.ts';

/** Actions on somebody's place in the session. */
export type ManageAction =
  | { is: 'role'; role: Role }
  | { is: 'rights' }
  | { is: 'limit' }
  | { is: 'floor'; has: boolean }
  | { is: 'keyboard' }
  | { is: 'admit'; role: Role }
  | { is: 'deny' }
  | { is: 'lift' }
  | { is: 'remove'; ban: boolean };

const ban = { is: 'remove', ban: true } as const;
const guestRoles = ['editor', 'reviewer', 'viewer'] as const;
/** Roles for people who are here: an invite or the door gives neither of the last two. */
const givenRoles = [...guestRoles, 'maintainer', 'owner'] as const;

/**
 * Lists the actions on a person for somebody of `myRole`; none where there is nothing to be done. Only the host changes
 * owners.
 */
export function actionsOn(row: PersonRow, myRole: Role | null, iHost = false): ManageAction[] {
  if (myRole === null || !hasRight(myRole, 'admit') || row.isMe || (row.role === 'owner' && !iHost)) return [];
  if (row.state === 'asking')
    return [...guestRoles.map((role) => ({ is: 'admit', role }) as const), { is: 'limit' }, { is: 'deny' }, ban];
  if (row.state === 'banned') return [{ is: 'lift' }, ...guestRoles.map((role) => ({ is: 'admit', role }) as const)];
  // The role that they have is one to go back to, where their rights differ from it.
  const changing = givenRoles.filter((role) => role !== row.role || row.grants !== undefined);
  const roles = changing.map((role) => ({ is: 'role', role }) as const);
  const rights = row.role === 'owner' ? [] : [{ is: 'rights' } as const, { is: 'limit' } as const];
  return [...rights, ...roles, { is: 'remove', ban: false }, ban];
}

function toPick(action: ManageAction, name: string): PickItem<ManageAction> {
  switch (action.is) {
    case 'role':
      return {
        ...roleWords(action.role, `make ${aRole(action.role)}`),
        icon: 'person',
        detail: `${name} can ${abilitiesOf(action.role)}`,
        value: action,
      };
    case 'floor':
      return action.has
        ? {
            label: 'Give the Floor',
            icon: 'mortar-board',
            detail: `${name} can edit during this lecture`,
            value: action,
          }
        : { label: 'Take the Floor Back', icon: 'mortar-board', detail: `${name} looks on again`, value: action };
    case 'keyboard':
      return {
        label: 'Give the Keyboard',
        icon: 'keyboard',
        detail: `${name} drives, all others navigate`,
        value: action,
      };
    case 'rights':
      return { label: 'Rights…', icon: 'checklist', detail: `Choose what ${name} can do, one by one`, value: action };
    case 'limit':
      return {
        label: 'Limit to Folders…',
        icon: 'filter',
        detail: `Of all else, ${name} is not told even the names`,
        value: action,
      };
    case 'admit':
      return {
        ...roleWords(action.role, `let in as ${action.role}`),
        icon: 'check',
        detail: `${name} can ${abilitiesOf(action.role)}`,
        value: action,
      };
    case 'deny':
      return { label: 'Turn away', icon: 'close', value: action };
    case 'lift':
      return { label: 'Lift the Ban', icon: 'unlock', detail: `${name} may ask to come in again`, value: action };
    case 'remove':
      return action.ban
        ? { label: 'Ban', icon: 'circle-slash', detail: 'Sent out, and cannot ask again', value: action }
        : { label: 'Remove', icon: 'sign-out', detail: 'Sent out; may ask again with the link', value: action };
  }
}

/** Lets me choose an action on a person's place, and carries it out. */
export async function managePerson(app: App, row: PersonRow): Promise<void> {
  const { workbench, client } = app;
  const myRole = client.person === null ? null : (client.state.participants[client.person]?.role ?? null);
  const iHost = client.person !== null && client.state.host?.person === client.person;
  const picks = [...floorOf(app, row), ...actionsOn(row, myRole, iHost)].map((action) => toPick(action, row.name));
  if (picks.length === 0) return;
  const action = await workbench.quickInput.pick(picks, {
    title: row.name,
    placeholder: `${row.name} is ${aRole(row.role)} now`,
  });
  if (action === undefined) return;
  if (action.is === 'rights') return (await import('./rights.ts')).changeRights(app, row);
  if (action.is === 'limit') return (await import('./limiting.ts')).limitPerson(app, row);
  if (action.is === 'remove' && !(await isConfirmed(app, row, action.ban))) return;
  // Refusals are told for all kinds in one place.
  await apply(app, row, action).catch(() => undefined);
}

/** Lets somebody in as they asked, or turns them away. Refusals are told for all kinds in one place. */
export async function answerPerson(app: App, row: PersonRow, admit: boolean): Promise<void> {
  await apply(app, row, admit ? { is: 'admit', role: row.role } : { is: 'deny' }).catch(() => undefined);
}

async function isConfirmed({ workbench }: App, { name }: PersonRow, ban: boolean): Promise<boolean> {
  const button = ban ? 'Ban' : 'Remove';
  const detail = ban
    ? 'They leave at once and cannot ask to come back. What they wrote stays.'
    : 'They leave at once; with the link they can ask again. What they wrote stays.';
  return (await workbench.dialogs.ask('warning', `${button} ${name}?`, { detail, buttons: [button] })) === button;
}

/** Lists what can be done about a person's part in a lecture. */
function floorOf({ client }: App, row: PersonRow): ManageAction[] {
  const { lecture } = client.state;
  if (lecture?.rotation)
    return lecture.person !== row.person && mayDrive(client.state, row.person) ? [{ is: 'keyboard' }] : [];
  const isMember = row.role !== 'owner' && row.state !== 'asking' && row.state !== 'banned';
  if (!lecture || row.isMe || lecture.person === row.person || !isMember) return [];
  return [{ is: 'floor', has: !lecture.floor.includes(row.person) }];
}

function apply(
  { client }: App,
  { person, grants = {} }: PersonRow,
  action: Exclude<ManageAction, { is: 'rights' | 'limit' }>,
): Promise<void> {
  switch (action.is) {
    case 'keyboard': {
      const turn = client.state.lecture?.rotation?.turn ?? 0;
      return client.publish('rotation.passed', { turn, to: person });
    }
    case 'floor': {
      const { edit: _, save: __, ...others } = grants;
      const given = action.has ? { ...grants, edit: true, save: true } : others;
      return client.publish('rights.changed', { person, grants: given });
    }
    case 'role':
      return client.publish('role.changed', { person, role: action.role });
    case 'admit': {
      // The shown name may have a number that is ours, not theirs.
      const name = client.state.participants[person]?.name ?? '';
      return client.publish('participant.admitted', { person, name, role: action.role });
    }
    case 'lift':
      return client.publish('participant.removed', { person, ban: false });
    case 'deny':
      return client.publish('participant.denied', { person });
    case 'remove':
      return client.publish('participant.removed', { person, ban: action.ban });
  }
}
