import { z } from 'zod';

/** Length below which a list costs little, however wrong it is. */
const longItems = 50;

function elementOf(schema: unknown): z.ZodType | null {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return elementOf(schema.unwrap());
  return schema instanceof z.ZodArray ? (schema.element as z.ZodType) : null;
}

/** First fault of a list: `INDEX.PATH MESSAGE`, or null. */
export function problemInList(element: z.ZodType, list: readonly unknown[]): string | null {
  for (const [index, part] of list.entries()) {
    const parsed = element.safeParse(part);
    if (parsed.success) continue;
    const issue = parsed.error.issues[0];
    return `${[index, ...(issue?.path ?? [])].join('.')} ${issue?.message ?? ''}`;
  }
  return null;
}

/**
 * Finds a fault in the long lists of an object, or null. A schema lists every fault, which for a list of sixty thousand
 * parts takes most of a second: here the first is enough.
 */
export function problemInLists(schema: z.ZodType, value: unknown): string | null {
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return null;
  for (const [field, list] of Object.entries(value)) {
    if (!Array.isArray(list) || list.length <= longItems || !Object.hasOwn(schema.shape, field)) continue;
    const element = elementOf(schema.shape[field]);
    const problem = element === null ? null : problemInList(element, list);
    if (problem !== null) return `${field}.${problem}`;
  }
  return null;
}
