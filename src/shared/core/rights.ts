/** Permissions of a person in a session. */
export const rights = [
  'read',
  'edit',
  'save',
  'files.write',
  'chat',
  'annotate',
  'call',
  'terminal.write',
  'run',
  'debug',
  'git',
  'git.push',
  'record',
  'admit.guests',
  'admit',
  'share',
  'host',
] as const;

export type Right = (typeof rights)[number];

export const roles = ['owner', 'maintainer', 'editor', 'reviewer', 'viewer'] as const;

export type Role = (typeof roles)[number];

const editing = ['read', 'edit', 'save', 'files.write', 'chat', 'annotate', 'call', 'run', 'debug', 'git'] as const;

/**
 * The fixed bundle of rights behind each role. A maintainer acts on remotes, with the host's credentials: a role that is
 * given to a person, and never by an invite.
 */
export const roleRights: Record<Role, ReadonlySet<Right>> = {
  owner: new Set(rights),
  maintainer: new Set<Right>([...editing, 'git.push']),
  editor: new Set<Right>(editing),
  reviewer: new Set<Right>(['read', 'chat', 'annotate', 'call']),
  viewer: new Set<Right>(['read', 'chat']),
};

/** Rights that come with a role only. */
const ofRolesOnly = ['read', 'admit', 'share', 'host'] as const satisfies readonly Right[];

export type GrantableRight = Exclude<Right, (typeof ofRolesOnly)[number]>;

/** Rights that can be given to a person, or taken. */
export const grantable: readonly GrantableRight[] = rights.filter(isGrantable);

/** Rights given to a person beyond their role (true), or taken from it (false). */
export type Grants = Readonly<Partial<Record<GrantableRight, boolean>>>;

/** A role, and what differs from it for one person. */
export interface Holder {
  role: Role;
  grants?: Grants;
}

/** Says whether somebody has a right. */
export function mayDo({ role, grants }: Holder, right: Right): boolean {
  return (grants as Partial<Record<Right, boolean>> | undefined)?.[right] ?? hasRight(role, right);
}

/** All rights of somebody. */
export function rightsOf(holder: Holder): ReadonlySet<Right> {
  return holder.grants ? new Set(rights.filter((right) => mayDo(holder, right))) : roleRights[holder.role];
}

/** Says whether a right can be given to a person. */
export function isGrantable(right: Right): right is GrantableRight {
  return !(ofRolesOnly as readonly Right[]).includes(right);
}

/** The part of grants that differs from a role; undefined where none does. */
export function beyondRole(role: Role, grants: Grants): Grants | undefined {
  const found = grantable.filter((right) => grants[right] !== undefined && grants[right] !== hasRight(role, right));
  return found.length === 0 ? undefined : Object.fromEntries(found.map((right) => [right, grants[right]]));
}

/** Rights that are given together: who may edit and not save would wait for others. */
export function givenWith(right: GrantableRight): readonly GrantableRight[] {
  if (right === 'edit') return ['edit', 'save'];
  return right === 'git.push' ? ['git', 'git.push'] : [right];
}

/** Grants of a person with a right, and what goes with it. */
export function grantsWith({ grants = {} }: Pick<Holder, 'grants'>, right: GrantableRight): Grants {
  return { ...grants, ...Object.fromEntries(givenWith(right).map((each) => [each, true])) };
}

/** Says whether a role has no right that another lacks. */
export function isWithinRole(role: Role, other: Role): boolean {
  return [...roleRights[role]].every((right) => hasRight(other, right));
}

/** Says whether a role has a right. */
export function hasRight(role: Role, right: Right): boolean {
  return roleRights[role].has(right);
}
