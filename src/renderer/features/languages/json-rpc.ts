/** A value of JSON, as far as anybody knows before looking. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A message of JSON-RPC: a request, an answer or a notification. */
export interface RpcMessage {
  jsonrpc: '2.0';
  id?: number | string;
  method?: string;
  params?: Json;
  result?: Json;
  error?: { code: number; message: string };
}

/** Codes of errors that clients of language servers know. */
export const rpcErrors = { requestFailed: -32803, contentModified: -32801, requestCancelled: -32800 } as const;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isRequest(message: RpcMessage): message is RpcMessage & { id: number | string; method: string } {
  return message.method !== undefined && message.id !== undefined;
}

/** Gives a nested value, or undefined where something on the way is missing. */
export function inside(value: Json | undefined, ...keys: string[]): Json | undefined {
  return keys.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), value);
}
