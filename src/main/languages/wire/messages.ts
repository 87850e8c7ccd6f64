import { z } from 'zod';

export type RequestId = number | string;

/** A JSON-RPC message, sorted by its form. */
export type Message =
  | { is: 'request'; id: RequestId; method: string; params?: unknown }
  | { is: 'notification'; method: string; params?: unknown }
  | { is: 'answer'; id: RequestId; result?: unknown; error?: RpcError };

export interface RpcError {
  code: number;
  message: string;
  data?: unknown;
}

const id = z.union([z.number(), z.string().max(200)]);
const method = z.string().min(1).max(200);
const form = z.union([
  z.object({ id, method, params: z.unknown().optional() }),
  z.object({ method, params: z.unknown().optional() }),
  z.object({
    id,
    result: z.unknown().optional(),
    error: z.object({ code: z.number(), message: z.string().max(100_000), data: z.unknown().optional() }).optional(),
  }),
]);

/** Sorts a decoded message; null where it is none. */
export function toMessage(value: unknown): Message | null {
  const parsed = form.safeParse(value);
  if (!parsed.success) return null;
  const { data } = parsed;
  if ('method' in data) return 'id' in data ? { is: 'request', ...data } : { is: 'notification', ...data };
  const { id, result, error } = data;
  return error ? { is: 'answer', id, error } : { is: 'answer', id, result };
}

/** Codes of JSON-RPC and of the Language Server Protocol. */
export const rpcCodes = {
  invalidParams: -32602,
  methodNotFound: -32601,
  internal: -32603,
  requestCancelled: -32800,
  /** The text has changed while the server worked on its answer: ask again. */
  contentModified: -32801,
  requestFailed: -32803,
} as const;

/** Makes an error of JSON-RPC. */
export function rpcError(code: keyof typeof rpcCodes, message: string): RpcError {
  return { code: rpcCodes[code], message };
}
