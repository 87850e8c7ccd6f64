import type { z } from 'zod';
import { capabilities } from '../capabilities/index.ts';
import { merged } from '../core/capability.ts';
import type { Right } from '../core/rights.ts';

/**
 * Methods of all capabilities: the host's work for a window, its own or a guest's. Each method is also a kind in the
 * protocol's table, so that both doors can check its right.
 */
export const workspaceMethods = merged(capabilities, 'methods');

export type WorkspaceMethods = typeof workspaceMethods;
export type WorkspaceMethod = keyof WorkspaceMethods;

/** Says whether a kind of entry is a request to the host. */
export function isWorkspaceMethod(kind: string): kind is WorkspaceMethod {
  return Object.hasOwn(workspaceMethods, kind);
}

export type Params<M extends WorkspaceMethod> = z.input<WorkspaceMethods[M]['params']>;
export type ParsedParams<M extends WorkspaceMethod> = z.output<WorkspaceMethods[M]['params']>;
export type Result<M extends WorkspaceMethod> = z.output<WorkspaceMethods[M]['result']>;
/** Part that comes ahead of the result, for a method that answers in parts. */
export type Part<M extends WorkspaceMethod> = z.output<NonNullable<WorkspaceMethods[M]['part']>>;

/** The asker of a request: the host checks rights and hidden paths by it. */
export interface Caller {
  person: string;
  replica: string;
  isOwner: boolean;
  /** True if the caller is a window of the host's own, by its own door. */
  isDirect?: boolean;
  rights: ReadonlySet<Right>;
}

export interface RequestOptions<M extends WorkspaceMethod> {
  signal?: AbortSignal;
  /** Called with the parts of an answer that was asked for in parts, in order and before the result. */
  onPart?: (part: Part<M>) => void;
}

/** A window's way to the host, direct or through the session. Rejects with an EnsembleError. */
export interface Workspace {
  request<M extends WorkspaceMethod>(method: M, params: Params<M>, options?: RequestOptions<M>): Promise<Result<M>>;
}

/** Handlers that a service of the host gives for its own methods. */
export type Handlers<M extends WorkspaceMethod> = {
  [K in M]: (
    params: ParsedParams<K>,
    caller: Caller,
    signal: AbortSignal,
    tell?: (part: Part<K>) => void,
  ) => Promise<Result<K>>;
};
