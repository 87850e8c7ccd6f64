import type { z } from 'zod';
import { capabilities } from '../capabilities/index.ts';
import { openingKind, requestKind } from '../capabilities/requests/kinds.ts';
import { decodeBy } from '../core/body.ts';
import { merged } from '../core/capability.ts';
import type { Entry } from '../core/entry.ts';
import type { Kind } from '../core/kind.ts';
import { pack } from '../core/message-pack.ts';
import { type WorkspaceMethod, type WorkspaceStream, workspaceMethods, workspaceStreams } from './contract.ts';

/** Kinds of the contract's methods: each is a kind as well, so that both doors check its right. */
const kindsOfMethods = Object.fromEntries(
  Object.entries(workspaceMethods).map(([name, line]) => [name, requestKind(line)]),
) as Record<WorkspaceMethod, Kind>;

/** Kinds of the openings of its streams. */
const kindsOfStreams = Object.fromEntries(
  Object.entries(workspaceStreams).map(([name, line]) => [name, openingKind(line)]),
) as Record<WorkspaceStream, Kind>;

/** The one table of all kinds of entries. Validation, rights, limits, recording and the documentation derive from it. */
export const kinds = { ...merged(capabilities, 'kinds'), ...kindsOfMethods, ...kindsOfStreams };

export type Kinds = typeof kinds;
export type KindName = keyof Kinds;
export type Body<K extends KindName> = z.output<Kinds[K]['body']>;

const table = new Map<string, Kind>(Object.entries(kinds));

const voided = Map.groupBy(
  Object.entries<Kind>(kinds).flatMap(([name, { voidedBy }]) => (voidedBy === undefined ? [] : { name, voidedBy })),
  ({ voidedBy }) => voidedBy,
);

/** Lists the `latest` kinds of which all earlier entries fold to nothing after one of this kind. */
export function voidedBy(name: string): string[] {
  return (voided.get(name) ?? []).map((each) => each.name);
}

/** Says whether the newest entry of a `latest` kind counts whoever has said it: there is one host at a time. */
export function isOfAnyHost(name: string): boolean {
  const line = table.get(name);
  return line?.keep === 'latest' && line.hostOnly;
}

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
  return decodeBy(kinds, name, bytes) as Body<K>;
}

/** Decodes the body of a kind; null when it is not of the kind's form, since such an entry counts as nothing. */
export function readBody<K extends KindName>(name: K, bytes: Uint8Array): Body<K> | null {
  try {
    return decodeBody(name, bytes);
  } catch {
    return null;
  }
}

/** Says whether a name is a kind of this version's table. */
export function isKind(name: string): name is KindName {
  return table.has(name);
}

type Said = Pick<Entry, 'kind' | 'body'>;

function ofBody<T>({ kind: name, body }: Said, find: ((body: unknown) => T) | undefined, otherwise: T): T {
  if (find === undefined || !isKind(name)) return otherwise;
  try {
    return find(decodeBody(name, body));
  } catch {
    return otherwise;
  }
}

/** Key of an entry of a `latest` kind that has several; '' for all others, and for a body that is not of its form. */
export function keyOf(entry: Said): string {
  return ofBody(entry, table.get(entry.kind)?.key, '');
}

/** Replica that an entry takes out of the state, or null. */
export function forgottenBy(entry: Said): string | null {
  return ofBody(entry, table.get(entry.kind)?.forgets, null);
}

/** The `latest` kinds of a replica's own: they fold to nothing once it is forgotten. */
export const kindsOfAReplica: readonly string[] = Object.entries<Kind>(kinds).flatMap(([name, { keep, hostOnly }]) =>
  keep === 'latest' && !hostOnly ? name : [],
);
