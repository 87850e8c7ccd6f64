import type { z } from 'zod';
import { capabilities } from '../capabilities/index.ts';
import { merged } from '../core/capability.ts';
import type { EnsembleError } from '../core/errors.ts';
import type { Right } from '../core/rights.ts';

/**
 * Methods and streams of all capabilities: the host's work for a window, its own or a guest's. Each is also a kind in
 * the protocol's table, so that both doors can check its right.
 */
export const workspaceMethods = merged(capabilities, 'methods');
export const workspaceStreams = merged(capabilities, 'streams');

export type WorkspaceMethods = typeof workspaceMethods;
export type WorkspaceMethod = keyof WorkspaceMethods;

/** Says whether a kind of entry is a request to the host. */
export function isWorkspaceMethod(kind: string): kind is WorkspaceMethod {
  return Object.hasOwn(workspaceMethods, kind);
}

/** Gives the ref of the thing that a request is about; null for none. */
export function refOfRequest(kind: string, params: unknown): string | null {
  const about = isWorkspaceMethod(kind) ? workspaceMethods[kind].about : null;
  return about?.(params as never) ?? null;
}

export type Params<M extends WorkspaceMethod> = z.input<WorkspaceMethods[M]['params']>;
export type ParsedParams<M extends WorkspaceMethod> = z.output<WorkspaceMethods[M]['params']>;
export type Result<M extends WorkspaceMethod> = z.output<WorkspaceMethods[M]['result']>;

export type WorkspaceStreams = typeof workspaceStreams;
export type WorkspaceStream = keyof WorkspaceStreams;

/** Says whether a kind of entry opens a stream at the host. */
export function isWorkspaceStream(kind: string): kind is WorkspaceStream {
  return Object.hasOwn(workspaceStreams, kind);
}

export type StreamParams<N extends WorkspaceStream> = z.input<WorkspaceStreams[N]['params']>;
export type ParsedStreamParams<N extends WorkspaceStream> = z.output<WorkspaceStreams[N]['params']>;
export type Down<N extends WorkspaceStream> = z.output<WorkspaceStreams[N]['down']>;
export type Up<N extends WorkspaceStream> = z.output<NonNullable<WorkspaceStreams[N]['up']>>;
export type StreamResult<N extends WorkspaceStream> = z.output<WorkspaceStreams[N]['result']>;

/** The asker of a request: the host checks rights and hidden paths by it. */
export interface Caller {
  person: string;
  replica: string;
  isOwner: boolean;
  /** True if the caller is a window of the host's own, by its own door. */
  isDirect?: boolean;
  rights: ReadonlySet<Right>;
  /** Files and folders to which the session is limited for them; absent for the whole. */
  paths?: readonly string[];
  /**
   * Reason for which the caller may not change what is at a path, or all of it (`isWhole`), beyond their rights; absent
   * for people.
   */
  objectionToChange?: (path: string, isWhole: boolean) => EnsembleError | null;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/**
 * Opener's end of a stream. It is iterated over once, for the parts that come; leaving that loop early, as `cancel`
 * does, stops the host's work. A lost connection ends it as `disconnected`.
 */
export interface Stream<N extends WorkspaceStream> extends AsyncIterable<Down<N>> {
  /** Resolves at the end; rejects with the host's error, `cancelled`, `disconnected` or `host-away`. */
  readonly result: Promise<StreamResult<N>>;
  /** Resolves once the host has room for the part and it is on its way. */
  send(part: Up<N>): Promise<void>;
  cancel(): void;
}

/** Host's end of a stream: iterates over the parts that its opener sends. */
export interface HostStream<N extends WorkspaceStream> extends AsyncIterable<Up<N>> {
  /** Resolves once the opener has room for the part and it is on its way. */
  send(part: Down<N>): Promise<void>;
  /** Bytes that wait for the opener. */
  readonly unsentBytes: number;
}

/** A window's way to the host, direct or through the session. Rejects with an EnsembleError. */
export interface Workspace {
  request<M extends WorkspaceMethod>(method: M, params: Params<M>, options?: CallOptions): Promise<Result<M>>;
  open<N extends WorkspaceStream>(name: N, params: StreamParams<N>, options?: CallOptions): Stream<N>;
}

/** Handlers that a service of the host gives for its own methods. */
export type Handlers<M extends WorkspaceMethod> = {
  [K in M]: (params: ParsedParams<K>, caller: Caller, signal: AbortSignal) => Promise<Result<K>>;
};

/** Handlers that a service gives for its own streams. A handler resolves with the result once it has no more parts. */
export type StreamHandlers<N extends WorkspaceStream> = {
  [K in N]: (
    params: ParsedStreamParams<K>,
    caller: Caller,
    signal: AbortSignal,
    stream: HostStream<K>,
  ) => Promise<StreamResult<K>>;
};
