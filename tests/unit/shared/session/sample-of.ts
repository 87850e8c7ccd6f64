import { type WireSchema, wireSchema } from '../../../../scripts/protocol/wire-schema.ts';
import { type KindName, kinds } from '../../../../src/shared/session/table.ts';

/** An id of the wire's form, told apart by its first letters. */
export const idOf = (name: string): string => name.padEnd(22, '-').slice(0, 22);

/** Strings for the patterns of the wire. */
const matching = [idOf('sample'), 'ab'.repeat(32), 'area.fact', 'https://example.org:4321', '.M', '{}'];

/** A value of a schema: every field is there, of several forms it is the first. */
export function sampleOf(schema: WireSchema): unknown {
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return sampleOf(choice);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, field]) => [name, sampleOf(field)]),
      );
    case 'array':
      return (
        schema.prefixItems?.map(sampleOf) ??
        (schema.items ? Array(schema.minItems || 1).fill(sampleOf(schema.items)) : [])
      );
    case 'string':
      if (schema.pattern !== undefined) return matching.find((text) => new RegExp(schema.pattern!).test(text));
      return 'text'.padEnd(schema.minLength ?? 0, '.');
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'bytes':
      return Uint8Array.of(0, 0);
    default:
      return 'anything';
  }
}

/** A body of a kind as its sender may make it. */
export function sampleBody(name: KindName): Record<string, unknown> {
  return sampleOf(wireSchema(kinds[name].body)) as Record<string, unknown>;
}
