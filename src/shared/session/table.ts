import type { z } from 'zod';
import { documentKinds } from '../capabilities/documents/kinds.ts';
import { lockKinds } from '../capabilities/locks/kinds.ts';
import { sessionKinds } from '../capabilities/people/kinds.ts';
import { presenceKinds } from '../capabilities/presence/kinds.ts';
import { workspaceKinds } from '../capabilities/requests/kinds.ts';
import { EnsembleError } from '../core/errors.ts';
import type { Kind } from '../core/kind.ts';
import { problemInLists } from '../core/long-lists.ts';
import { pack, unpack } from '../core/message-pack.ts';
import { withoutQuickList } from '../core/quick-lists.ts';

/** The one table of all kinds of entries. Validation, rights, limits, recording and the documentation derive from it. */
export const kinds = { ...sessionKinds, ...documentKinds, ...presenceKinds, ...lockKinds, ...workspaceKinds };

export type Kinds = typeof kinds;
export type KindName = keyof Kinds;
export type Body<K extends KindName> = z.output<Kinds[K]['body']>;

const table = new Map<string, Kind>(Object.entries(kinds));

/** The table's line of a kind, or undefined when there is no such kind. */
export function lookUp(name: string): Kind | undefined {
  return table.get(name);
}

/** Encodes a body for the wire. */
export function encodeBody<K extends KindName>(_kind: K, body: Body<K>): Uint8Array {
  return pack(body);
}

/** Decodes and checks the body of a kind. Throws `bad-request` when it is not of the kind's form. */
export function decodeBody<K extends KindName>(name: K, bytes: Uint8Array): Body<K> {
  let value: unknown;
  try {
    value = unpack(bytes);
  } catch {
    throw new EnsembleError('bad-request', `the body of ${name} is not msgpack`);
  }
  const malformed = (problem: string) => new EnsembleError('bad-request', `malformed ${name}: ${problem}`);
  const quick = withoutQuickList(name, value);
  if (quick && quick.problem !== null) throw malformed(quick.problem);
  const rest = quick ? quick.rest : value;
  const problem = problemInLists(kinds[name].body, rest);
  if (problem !== null) throw malformed(problem);
  const parsed = kinds[name].body.safeParse(rest);
  if (parsed.success && quick) return { ...(parsed.data as object), [quick.field]: quick.list } as Body<K>;
  if (parsed.success) return parsed.data as Body<K>;
  const issue = parsed.error.issues[0];
  throw malformed(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

/** Says whether a name is a kind of this version's table. */
export function isKind(name: string): name is KindName {
  return table.has(name);
}
