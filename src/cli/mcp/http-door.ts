import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  type McpHttpHandler,
  type McpServerFactory,
  originValidationResponse,
} from '@modelcontextprotocol/server';

/** Largest message of a model; its arguments are bounded more tightly. */
const mostBytes = 4 * 1024 * 1024;
const mostSubscriptions = 32;

/** Where MCP is served by HTTP, and the secret without which nothing is answered. */
export interface HttpDoor {
  url: string;
  token: string;
  handler: McpHttpHandler;
  close(): Promise<void>;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Answer to a request that may not come in; null for one that may. */
function refusalOf(request: Request, token: string): Response | null {
  const wrong =
    hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
    originValidationResponse(request, localhostAllowedOrigins());
  if (wrong) return wrong;
  if (new URL(request.url).pathname !== '/mcp') return new Response('MCP is at /mcp.\n', { status: 404 });
  const given = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  if (timingSafeEqual(digest(given), digest(token))) return null;
  const headers = { 'www-authenticate': 'Bearer' };
  return new Response('Send the token that ensemble mcp printed, as “Authorization: Bearer TOKEN”.\n', {
    status: 401,
    headers,
  });
}

function requestOf(incoming: IncomingMessage, origin: string, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? { body: Readable.toWeb(incoming) as never, duplex: 'half' as const } : {};
  return new Request(new URL(incoming.url ?? '/', origin), { method, headers, signal, ...body });
}

async function answer(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body) for await (const part of response.body) outgoing.write(part);
  outgoing.end();
}

/** Serves MCP by streamable HTTP on this machine alone. Rejects where the port is taken. */
export async function openHttpDoor(
  factory: McpServerFactory,
  { port, report }: { port: number; report: (words: string) => void },
): Promise<HttpDoor> {
  const token = randomBytes(24).toString('base64url');
  const handler = createMcpHandler(factory, {
    maxRequestBodySize: mostBytes,
    maxSubscriptions: mostSubscriptions,
    onerror: (error) => report(`MCP: ${error.message}`),
  });
  const server: Server = createServer((incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    const serve = async () => {
      const request = requestOf(incoming, 'http://127.0.0.1', gone.signal);
      await answer(refusalOf(request, token) ?? (await handler.fetch(request)), outgoing);
    };
    serve().catch((thrown: unknown) => {
      if (!gone.signal.aborted) report(`MCP: ${String(thrown)}`);
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  const close = async () => {
    await handler.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, token, handler, close };
}
