import { EnsembleError } from '../../shared/core/errors.ts';
import type { Right } from '../../shared/core/rights.ts';
import type { Caller, WorkspaceMethod, WorkspaceStream } from '../../shared/session/contract.ts';
import type { Body, KindName } from '../../shared/session/table.ts';
import { mustBeWithinSight } from './within-sight.ts';

/** Origin of a request or a stream: its caller, and the way back for the host's answers. */
export interface RequestSource {
  /** Identity of the connection, so that ids of two windows never meet. */
  key: object;
  /** Gives the caller. Throws when there is none who may ask. */
  caller: () => Caller;
  send: <K extends KindName>(kind: K, body: Body<K>) => Promise<void>;
}

/** Part of a line of the contract that its door needs. */
interface Line {
  right: Right;
  params: { safeParse: (params: unknown) => Parsed };
}

type Parsed =
  | { success: true; data: unknown }
  | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };

/** Throws where a caller lacks a right. */
export function mustHave({ rights }: Caller, right: Right): void {
  if (!rights.has(right))
    throw new EnsembleError('not-permitted', `This needs the right "${right}". An owner of the session can grant it.`);
}

/** Reads the parameters of a method or a stream by its line, for a caller who has its right. */
export function checkedParams(
  name: WorkspaceMethod | WorkspaceStream,
  { right, params: schema }: Line,
  params: unknown,
  caller: Caller,
): unknown {
  mustHave(caller, right);
  mustBeWithinSight(caller, name);
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new EnsembleError('bad-request', `malformed ${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}
