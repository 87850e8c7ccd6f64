import type { z } from 'zod';
import { lookUp } from '../../../src/shared/session/table.ts';

/** Values for the fields of these names, wherever they stand. Fields without one get the plainest value of their form. */
export type Hints = Record<string, unknown>;

interface Definition {
  type: string;
  shape?: Record<string, z.ZodType>;
  innerType?: z.ZodType;
  element?: z.ZodType;
  items?: z.ZodType[];
  options?: z.ZodType[];
  entries?: Record<string, string>;
  values?: unknown[];
  in?: z.ZodType;
}

const someId = 'AAAAAAAAAAAAAAAAAAAAAA';
const words = ['word', someId, 'a'.repeat(64), 'A'.repeat(43), 'https://127.0.0.1:1', '', '.M', '{}'];
const numbers = [1, 0, 60_000];

const definitionOf = (schema: z.ZodType) => schema._zod.def as unknown as Definition;
const firstThatFits = (schema: z.ZodType, values: unknown[]) => values.find((value) => schema.safeParse(value).success);

/** The shortest list of equal items that a schema takes; one that has any. */
function listOf(schema: z.ZodType, item: unknown): unknown {
  const lists = [1, 2, 3, 4].map((length) => Array(length).fill(item));
  return firstThatFits(schema, lists) ?? [item];
}

/** A value that a schema takes, from its form alone. */
export function fittingValue(schema: z.ZodType, hints: Hints = {}): unknown {
  const definition = definitionOf(schema);
  const inner = definition.innerType ?? definition.in;
  switch (definition.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(definition.shape!)
          .filter(([name, field]) => name in hints || definitionOf(field).type !== 'optional')
          // The same name may mean something else elsewhere.
          .map(([name, field]) => {
            const isFitting = name in hints && field.safeParse(hints[name]).success;
            return [name, isFitting ? hints[name] : fittingValue(field, hints)];
          }),
      );
    case 'string':
      return firstThatFits(schema, words);
    case 'number':
      return firstThatFits(schema, numbers);
    case 'boolean':
      return true;
    case 'enum':
      return Object.values(definition.entries!)[0];
    case 'literal':
      return definition.values![0];
    case 'array':
      return listOf(schema, fittingValue(definition.element!, hints));
    case 'tuple':
      return definition.items!.map((item) => fittingValue(item, hints));
    case 'union':
      return fittingValue(definition.options![0]!, hints);
    case 'record':
      return {};
    case 'custom':
      return new Uint8Array();
    case 'unknown':
      return null;
  }
  if (inner) return fittingValue(inner, hints);
  throw new Error(`no value is known for a schema of the type ${definition.type}`);
}

/** Tells the first of equal values: hints that no field has make the same request again, which shows nothing more. */
export function firstOfEach(): (value: unknown) => boolean {
  const seen = new Set<string>();
  return (value) => seen.size < seen.add(JSON.stringify(value)).size;
}

/** A body of a kind that its schema takes; throws where the hints make one that it does not take. */
export function bodyOf(kind: string, hints: Hints = {}): unknown {
  const line = lookUp(kind)!;
  const body = fittingValue(line.body, hints);
  const parsed = line.body.safeParse(body);
  if (!parsed.success) throw new Error(`no body of ${kind} could be made: ${parsed.error.message}`);
  return body;
}
