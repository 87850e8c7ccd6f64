import { createHash } from 'node:crypto';
import { entryTuple } from '../../src/shared/core/entry.ts';
import { errorCodes } from '../../src/shared/core/errors.ts';
import { clientFrame, serverFrame } from '../../src/shared/core/frames.ts';
import type { Kind } from '../../src/shared/core/kind.ts';
import { roleRights } from '../../src/shared/core/rights.ts';
import { limits } from '../../src/shared/core/version.ts';
import { kinds } from '../../src/shared/session/table.ts';
import { wireSchema } from './wire-schema.ts';

/** Describes everything on which two programs must agree to speak to each other, as plain data. */
function describeWire(): unknown {
  const byName = Object.entries<Kind>(kinds).sort(([a], [b]) => (a < b ? -1 : 1));
  const table = byName.map(([name, { body, says: _, quickList: _list, mark: _mark, names: _names, ...line }]) => ({
    name,
    ...line,
    body: wireSchema(body),
  }));
  return {
    table,
    frames: { client: wireSchema(clientFrame), server: wireSchema(serverFrame) },
    entry: wireSchema(entryTuple),
    errorCodes,
    limits,
    roles: Object.entries(roleRights).map(([role, rights]) => [role, [...rights].sort()]),
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** SHA-256 (hex) of the wire. It changes with everything that could part two versions. */
export function wireHash(): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(describeWire())))
    .digest('hex');
}
