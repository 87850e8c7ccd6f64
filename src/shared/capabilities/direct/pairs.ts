import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { toBase64Url } from '../../core/ids.ts';
import type { PeopleState } from '../people/people-state.ts';

/** Beginning of the refs of pairs. No random id has it, so that nothing else can come to stand under one. */
const prefix = '--';
const idLength = 22;
/** People whose pairs are remembered. */
const mostPeople = 2_000;

/** Gives the ref of what two people write to each other: it is the same for both. */
export function pairRef(one: string, other: string): string {
  const [a, b] = one < other ? [one, other] : [other, one];
  return prefix + toBase64Url(sha256(utf8ToBytes(`direct ${a} ${b}`))).slice(0, idLength - prefix.length);
}

/** Says whether a ref is a pair's: what is said under it is between two people, and in no recording. */
export function isPairRef(ref: string | null): boolean {
  return ref?.startsWith(prefix) ?? false;
}

/** A memo: the other people by the refs of their pairs with somebody. */
const known = new Map<string, { byRef: Map<string, string>; others: Set<string> }>();

/** Finds the other person of a pair; null where somebody is none of the two, or the other never was in the session. */
export function otherOfPair({ participants }: PeopleState, person: string, ref: string): string | null {
  const pairs = known.get(person) ?? { byRef: new Map<string, string>(), others: new Set([person]) };
  known.delete(person);
  known.set(person, pairs);
  if (known.size > mostPeople) known.delete(known.keys().next().value!);
  if (!pairs.byRef.has(ref))
    for (const other of Object.keys(participants)) {
      if (pairs.others.has(other)) continue;
      pairs.others.add(other);
      pairs.byRef.set(pairRef(person, other), other);
    }
  const other = pairs.byRef.get(ref);
  return other !== undefined && Object.hasOwn(participants, other) ? other : null;
}
