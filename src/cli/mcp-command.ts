import { userInfo } from 'node:os';
import type { McpServer } from '@modelcontextprotocol/server';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { agentTicketVariable } from '../shared/agent-ticket.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { enterAsAgent } from './agent-entry.ts';
import type { Command } from './command.ts';
import { AgentSession } from './mcp/agent-session.ts';
import { CallLimit } from './mcp/call-limit.ts';
import { openHttpDoor } from './mcp/http-door.ts';
import { watchResources } from './mcp/resources.ts';
import { mcpServer } from './mcp/server.ts';
import { openStdioDoor } from './mcp/stdio-door.ts';
import { output } from './output.ts';
import { askedToEnd } from './signals.ts';

interface Door {
  /** Resolves when the other end has gone; null where others may come. */
  closed: Promise<void> | null;
  close(): Promise<void>;
}

/** Opens a port of this machine for MCP, and prints what a client needs to come in. */
async function openPort(make: () => McpServer, session: AgentSession, port: number): Promise<Door> {
  const door = await openHttpDoor(make, { port, report: output.problem });
  const stop = watchResources(session, {
    listChanged: () => door.handler.notify.resourcesChanged(),
    updated: (uri) => door.handler.notify.resourceUpdated(uri),
  });
  output.line(`mcp: ${door.url}`);
  output.line(`token: ${door.token}`);
  const close = async () => {
    stop();
    await door.close();
  };
  return { closed: null, close };
}

/** `ensemble mcp LINK`: an agent in a session, for a program that speaks the Model Context Protocol. */
export const mcpCommand: Command = {
  async run([link], values) {
    if (link === undefined) throw new EnsembleError('bad-request', 'Which session? Give the invite link.');
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new EnsembleError('bad-request', 'A port is a number from 0 to 65535.');
    const owner = (values.of as string | undefined) ?? userInfo().username;
    const client = await enterAsAgent(link, values.name as string, owner);
    const session = new AgentSession(client, process.env[agentTicketVariable] !== undefined);
    const limit = new CallLimit(() => nodeEnvironment.elapsedMs());
    const over = new Promise<number>((resolve) => {
      client.events.on('status', (status) => status.is === 'ended' && resolve(1));
    });
    const ended = askedToEnd().then(() => 0);
    const make = () => mcpServer({ session, limit, version: '0.1.0', report: output.problem });
    const door: Door = values.http ? await openPort(make, session, port) : openStdioDoor(make, session, output.problem);
    if (!values.http)
      output.problem(`In the session as ${session.nameOf(client.person)}. MCP is on standard input and output.`);
    const code = await Promise.race([over, ended, ...(door.closed ? [door.closed.then(() => 0)] : [])]);
    await door.close();
    await session.leave();
    process.stdin.destroy();
    return code;
  },
};
