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

export const roles = ['owner', 'editor', 'reviewer', 'viewer'] as const;

export type Role = (typeof roles)[number];

/** The fixed bundle of rights behind each role. */
export const roleRights: Record<Role, ReadonlySet<Right>> = {
  owner: new Set(rights),
  editor: new Set<Right>(['read', 'edit', 'save', 'files.write', 'chat', 'annotate', 'call', 'run', 'debug', 'git']),
  reviewer: new Set<Right>(['read', 'chat', 'annotate', 'call']),
  viewer: new Set<Right>(['read', 'chat']),
};

/** Says whether a role has a right. */
export function hasRight(role: Role, right: Right): boolean {
  return roleRights[role].has(right);
}
