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

/** Says whether a role has a right. */
export function hasRight(role: Role, right: Right): boolean {
  return roleRights[role].has(right);
}
