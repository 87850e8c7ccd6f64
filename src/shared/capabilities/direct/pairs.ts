import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { toBase64Url } from '../../core/ids.ts';
import type { PeopleState } from '../people/people-state.ts';

/** Beginning of the refs of pairs. No random id has it, so that nothing else can come to stand under one. */
const prefix = '--';
const idLength = 22;
/** People whose names in refs are remembered. */
const mostPeople = 100_000;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A memo: the part of each person in the refs of their pairs, and the other way round. */
const parts = new Map<string, string>();
const people = new Map<string, string>();

function partOf(person: string): string {
  const known = parts.get(person);
  if (known !== undefined) return known;
  if (parts.size >= mostPeople) for (const memo of [parts, people]) memo.clear();
  const part = toBase64Url(sha256(utf8ToBytes(`direct ${person}`))).slice(0, idLength - prefix.length);
  parts.set(person, part);
  people.set(part, person);
  return part;
}

/** Exclusive or of two texts in base64url: with one of two and the outcome, it gives the other. */
function xor(one: string, other: string): string {
  let text = '';
  for (let i = 0; i < one.length; i++) {
    const digit = alphabet.indexOf(one[i]!) ^ alphabet.indexOf(other[i] ?? 'A');
    text += alphabet[digit & 63]!;
  }
  return text;
}

/** Gives the ref of what two people write to each other: it is the same for both. */
export function pairRef(one: string, other: string): string {
  return prefix + xor(partOf(one), partOf(other));
}

/** Says whether a ref is a pair's: what is said under it is between two people, and in no recording. */
export function isPairRef(ref: string | null): boolean {
  return ref?.startsWith(prefix) ?? false;
}

/** Finds the other person of a pair; null where somebody is none of the two, or the other never was in the session. */
export function otherOfPair({ participants }: PeopleState, person: string, ref: string): string | null {
  const part = xor(ref.slice(prefix.length), partOf(person));
  if (!people.has(part)) for (const each of Object.keys(participants)) partOf(each);
  const other = people.get(part);
  return other !== undefined && other !== person && Object.hasOwn(participants, other) ? other : null;
}
