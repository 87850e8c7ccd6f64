import { z } from 'zod';

/** JSON Schema, with `bytes` as one more type: the form of this project's schemas. */
export interface WireSchema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'bytes';
  properties?: Record<string, WireSchema>;
  additionalProperties?: WireSchema | false;
  required?: string[];
  items?: WireSchema | false;
  prefixItems?: WireSchema[];
  anyOf?: WireSchema[];
  oneOf?: WireSchema[];
  enum?: string[];
  const?: string;
  default?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  minItems?: number;
  maxLength?: number;
  maxItems?: number;
}

/** Gives the input form of a zod schema, as data that can be hashed, shown and walked. */
export function wireSchema(schema: z.ZodType): WireSchema {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'custom') Object.assign(jsonSchema, { type: 'bytes' });
    },
  });
  return oneForm(plain) as WireSchema;
}

/** Unifies the two forms in which zod writes "this or null". */
function oneForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(oneForm);
  if (value === null || typeof value !== 'object') return value;
  const { type, ...rest } = value as Record<string, unknown>;
  if (Array.isArray(type)) return { ...rest, anyOf: type.map((each) => ({ type: each })) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, oneForm(inner)]));
}

const patterns: Record<string, string> = { '^[A-Za-z0-9_-]{22}$': 'id', '^[0-9a-f]{64}$': 'hash' };
const noBound = Number.MAX_SAFE_INTEGER;

/** Writes a schema in the notation of docs/protocol.md: TypeScript's, with the limits in brackets. */
export function showSchema(schema: WireSchema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(showSchema).join(' | ');
  if (schema.const !== undefined) return `'${schema.const}'`;
  if (schema.enum) return schema.enum.length > 12 ? 'error code' : schema.enum.map((value) => `'${value}'`).join(' | ');
  switch (schema.type) {
    case 'object':
      return showFields(schema);
    case 'array':
      return showArray(schema);
    case 'string':
      return patterns[schema.pattern ?? ''] ?? `string${between(schema.minLength, schema.maxLength)}`;
    case 'integer':
      return `int${between(schema.minimum, schema.maximum)}`;
    case 'number':
    case 'boolean':
    case 'null':
    case 'bytes':
      return schema.type;
    default:
      return 'any';
  }
}

function showArray({ items, prefixItems, maxItems }: WireSchema): string {
  if (prefixItems) return `[${prefixItems.map(showSchema).join(', ')}]`;
  const inner = items ? showSchema(items) : 'any';
  return `${/[| ]/.test(inner) && !inner.startsWith('{') ? `(${inner})` : inner}[]${between(undefined, maxItems)}`;
}

function showFields({ properties = {}, required = [], additionalProperties }: WireSchema): string {
  if (additionalProperties) return `{ [string]: ${showSchema(additionalProperties)} }`;
  const fields = Object.entries(properties).map(
    ([name, field]) => `${name}${required.includes(name) ? '' : '?'}: ${showSchema(field)}`,
  );
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function between(least: number | undefined, most: number | undefined): string {
  const low = least === undefined || least <= -noBound ? '' : String(least);
  const high = most === undefined || most >= noBound ? '' : String(most);
  return low === '' && high === '' ? '' : `(${low}…${high})`;
}
