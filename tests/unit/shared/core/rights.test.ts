import { describe, expect, it } from 'vitest';
import { EnsembleError, errorCodes, toWireError } from '../../../../src/shared/core/errors.ts';
import { hasRight, type Right, type Role, rights, roleRights, roles } from '../../../../src/shared/core/rights.ts';

const granted: Record<Exclude<Role, 'owner'>, Right[]> = {
  maintainer: ['read', 'edit', 'save', 'files.write', 'chat', 'annotate', 'call', 'run', 'debug', 'git', 'git.push'],
  editor: ['read', 'edit', 'save', 'files.write', 'chat', 'annotate', 'call', 'run', 'debug', 'git'],
  reviewer: ['read', 'chat', 'annotate', 'call'],
  viewer: ['read', 'chat'],
};

describe('roles', () => {
  it('give an owner every right', () => {
    expect(rights.filter((right) => !hasRight('owner', right))).toEqual([]);
  });

  it.each(['maintainer', 'editor', 'reviewer', 'viewer'] as const)('give a %s exactly these', (role) => {
    expect(rights.filter((right) => hasRight(role, right))).toEqual(rights.filter((r) => granted[role].includes(r)));
  });

  it('give less from one to the next', () => {
    for (const [index, role] of roles.entries()) {
      const above = roles[index - 1];
      if (above) for (const right of roleRights[role]) expect(hasRight(above, right)).toBe(true);
    }
  });

  it('leave the door, the host and shells to the owner', () => {
    for (const right of ['admit', 'share', 'host', 'record', 'terminal.write'] as const) {
      expect(roles.filter((role) => hasRight(role, right))).toEqual(['owner']);
    }
    expect(roles.filter((role) => hasRight(role, 'git.push'))).toEqual(['owner', 'maintainer']);
  });
});

describe('errors on the wire', () => {
  it('keep their code and message', () => {
    expect(toWireError(new EnsembleError('hidden', 'Not shared.'))).toEqual({ code: 'hidden', message: 'Not shared.' });
  });

  it('say nothing of what was not meant to be shown', () => {
    for (const thrown of [new Error('ENOENT /home/ann/.ssh/id_rsa'), 'secret', null, { code: 'hidden' }]) {
      const { code, message } = toWireError(thrown);
      expect(code).toBe('internal');
      expect(message).not.toMatch(/ENOENT|secret|ssh/);
    }
  });

  it('have codes that are told apart', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
  });
});
