import type { McpServer, McpServerFactory } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { AgentSession } from './agent-session.ts';
import { watchResources } from './resources.ts';

/** Notes which resources a client of 2025 has subscribed to; the library does so for those of 2026. */
function subscriptionsOf({ server }: McpServer): ReadonlySet<string> {
  const wanted = new Set<string>();
  server.setRequestHandler('resources/subscribe', async ({ params }) => {
    wanted.add(params.uri);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', async ({ params }) => {
    wanted.delete(params.uri);
    return {};
  });
  return wanted;
}

/** Serves MCP on standard input and output. `closed` resolves when the other end has gone. */
export function openStdioDoor(
  make: () => McpServer,
  session: AgentSession,
  report: (words: string) => void,
): { closed: Promise<void>; close(): Promise<void> } {
  const closed = new Promise<void>((resolve) => void process.stdin.once('close', resolve));
  const factory: McpServerFactory = ({ era }) => {
    const made = make();
    const { server } = made;
    const wanted = era === 'legacy' ? subscriptionsOf(made) : null;
    // A notice that is lost with its connection has nobody to tell.
    const lost = () => undefined;
    server.onclose = watchResources(session, {
      listChanged: () => void server.sendResourceListChanged().catch(lost),
      updated: (uri) => {
        if (wanted?.has(uri) ?? true) server.sendResourceUpdated({ uri }).catch(lost);
      },
    });
    return made;
  };
  const handle = serveStdio(factory, { onerror: (error) => report(`MCP: ${error.message}`) });
  return { closed, close: () => handle.close() };
}
