import { userInfo } from 'node:os';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { agentTicketVariable } from '../shared/agent-ticket.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { AgentSession } from './mcp/agent-session.ts';
import { CallLimit } from './mcp/call-limit.ts';
import { mcpServer } from './mcp/server.ts';
import { output } from './output.ts';
import { type CommandLineParticipant, enter, participantBy } from './participant.ts';
import { askedToEnd } from './signals.ts';

const enterWithinMs = 60_000;

/** Comes in as an agent: by a link for one, or by a person's link as the agent of that person, who comes in first. */
async function enterAsAgent(link: string, name: string, owner: string): Promise<CommandLineParticipant> {
  const keptAs = `agent ${name} by ${link}`;
  const ticket = process.env[agentTicketVariable];
  const own = ticket === undefined ? {} : { ticket };
  const agentBy = (by: string) => participantBy({ link: by, name, purpose: 'agent', keptAs, ...own });
  const agent = await agentBy(link);
  try {
    await enter(agent, enterWithinMs);
    return agent;
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError) || thrown.code !== 'forged') throw thrown;
  }
  const person = await participantBy({ link, name: owner, purpose: 'program' });
  await enter(person, enterWithinMs);
  await person.client.until(({ host }) => host !== null);
  const invited = await person.client.request('agents.invite', { role: 'editor' });
  person.client.leave();
  const second = await agentBy(invited.link);
  await enter(second, enterWithinMs);
  return second;
}

/** `ensemble mcp LINK`: an agent in a session, for a program that speaks the Model Context Protocol. */
export const mcpCommand: Command = {
  options: {
    name: { type: 'string', default: 'Agent' },
    of: { type: 'string' },
  },
  async run([link], values) {
    if (link === undefined) throw new EnsembleError('bad-request', 'Which session? Give the invite link.');
    const owner = (values.of as string | undefined) ?? userInfo().username;
    const { client } = await enterAsAgent(link, values.name as string, owner);
    const session = new AgentSession(client);
    const limit = new CallLimit(() => nodeEnvironment.elapsedMs());
    const over = new Promise<number>((resolve) => {
      client.events.on('status', (status) => status.is === 'ended' && resolve(1));
    });
    const closed = new Promise<number>((resolve) => process.stdin.once('close', () => resolve(0)));
    const ended = askedToEnd().then(() => 0);
    const serving = serveStdio(() => mcpServer({ session, limit, version: '0.1.0', report: output.problem }), {
      onerror: (error) => output.problem(`MCP: ${error.message}`),
    });
    output.problem(`In the session as ${session.nameOf(client.person)}. Serving MCP on standard input and output.`);
    const code = await Promise.race([over, closed, ended]);
    await serving.close();
    await session.leave();
    process.stdin.destroy();
    return code;
  },
};
