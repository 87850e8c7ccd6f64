import { z } from 'zod';
import { heldLock, lockPlace, stolenLock } from '../../shared/capabilities/locks/held-lock.ts';

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const line = count.nullable();

/** A lock as it lies beside the repository, for other computers and tools to read. Flat, so that it stays simple YAML. */
const fileForm = z.object({
  lock: lockPlace.shape.id,
  path: z.string().min(1).max(4096),
  startLine: line,
  endLine: line,
  person: heldLock.shape.person,
  name: heldLock.shape.name,
  /** The holder's computer, for people who look at the file. */
  machine: z.string().max(255),
  sinceMs: count,
  /** Heartbeat by the holder's own clock, renewed every ten seconds: its change is the sign of life. */
  heartbeatMs: count,
  untilMs: count.nullable(),
  note: lockPlace.shape.note,
});

export type LockFile = z.infer<typeof fileForm>;

const traceForm = fileForm.extend({
  byName: stolenLock.shape.byName,
  stolenMs: count,
  reason: stolenLock.shape.reason,
});

export type TraceFile = z.infer<typeof traceForm>;

type Scalars = Record<string, string | number | null>;

/** A subset of YAML: one `key: value` a line, each value a number, null, or a string as JSON writes it. */
export function formatYaml(values: Scalars): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

const pair = /^([a-zA-Z]+): (.+)$/;

/** Reads what `formatYaml` writes. Null for anything else, however much of YAML it may be. */
export function parseYaml(text: string): Scalars | null {
  const values: Scalars = {};
  for (const line of text.split(/\r?\n/)) {
    if (line === '') continue;
    const [, key, json] = pair.exec(line) ?? [];
    if (key === undefined || json === undefined || Object.hasOwn(values, key)) return null;
    const value = parseScalar(json);
    if (value === undefined) return null;
    values[key] = value;
  }
  return values;
}

function parseScalar(json: string): string | number | null | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return value === null || typeof value === 'string' || typeof value === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a lock's file; null when it is none, or malformed. */
export function parseLock(text: string): LockFile | null {
  return fileForm.safeParse(parseYaml(text)).data ?? null;
}

/** Reads the trace of a forced unlock; null when it is none, or malformed. */
export function parseTrace(text: string): TraceFile | null {
  return traceForm.safeParse(parseYaml(text)).data ?? null;
}
