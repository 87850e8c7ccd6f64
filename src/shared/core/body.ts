import type { BodyOf, KindTable } from './capability.ts';
import { EnsembleError } from './errors.ts';
import { problemInLists } from './long-lists.ts';
import { unpack } from './message-pack.ts';
import { withoutQuickList } from './quick-lists.ts';

/** Decodes and checks the body of a kind of a table. Throws `bad-request` when it is not of the kind's form. */
export function decodeBy<Table extends KindTable, Name extends keyof Table & string>(
  table: Table,
  name: Name,
  bytes: Uint8Array,
): BodyOf<Table, Name> {
  const { body: schema, quickList } = table[name]!;
  let value: unknown;
  try {
    value = unpack(bytes);
  } catch {
    throw new EnsembleError('bad-request', `the body of ${name} is not msgpack`);
  }
  const malformed = (problem: string) => new EnsembleError('bad-request', `malformed ${name}: ${problem}`);
  const quick = withoutQuickList(quickList, value);
  if (quick && quick.problem !== null) throw malformed(quick.problem);
  const rest = quick ? quick.rest : value;
  const problem = problemInLists(schema, rest);
  if (problem !== null) throw malformed(problem);
  const parsed = schema.safeParse(rest);
  if (parsed.success && quick) return { ...(parsed.data as object), [quick.field]: quick.list } as BodyOf<Table, Name>;
  if (parsed.success) return parsed.data as BodyOf<Table, Name>;
  const issue = parsed.error.issues[0];
  throw malformed(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}
