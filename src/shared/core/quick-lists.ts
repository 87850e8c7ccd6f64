/** A list of thousands of small parts, checked by hand: a schema takes ten times as long, for everybody who gets it. */
export interface QuickList {
  field: string;
  /** Greatest length. */
  most: number;
  isPart: (part: unknown) => boolean;
  /** Greatest length at the session server's door, and the refusal of a longer one. */
  mostAtOnce: number;
  tooMany: string;
}

/** Length below which a list is left to its schema. */
const longParts = 20;

/** A body without its long list, and the list to be put back, or its fault. */
type Apart = { rest: unknown; field: string; list: unknown[]; problem: null } | { problem: string };

/** Takes the long list out of a body and checks it by hand; the rest is for the schema. Null where there is none. */
export function withoutQuickList(quick: QuickList | undefined, body: unknown): Apart | null {
  if (!quick || typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const { field, most, isPart } = quick;
  const list = (body as Record<string, unknown>)[field];
  if (!Array.isArray(list) || list.length <= longParts) return null;
  if (list.length > most) return { problem: `${field} has more than ${most} parts` };
  const wrong = list.findIndex((part) => !isPart(part));
  if (wrong >= 0) return { problem: `${field}.${wrong} is not as it must be` };
  return { rest: { ...body, [field]: [] }, field, list, problem: null };
}
