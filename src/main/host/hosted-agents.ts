import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { enterSession } from '../../client/entering.ts';
import { MemoryOutbox } from '../../client/outbox.ts';
import { SessionClient } from '../../client/session-client.ts';
import { agentTicketVariable } from '../../shared/agent-ticket.ts';
import { decidesAbout } from '../../shared/capabilities/agents/objections.ts';
import { newId, newSecret } from '../../shared/core/ids.ts';
import { AgentService } from '../agents/agent-service.ts';
import type { DocumentKeeper } from '../documents/document-keeper.ts';
import type { FolderBoundary } from '../files/folder-boundary.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import type { RunCommand } from '../programs/agent-command.ts';
import { ProcessGuard } from '../terminals/process-guard.ts';
import type { Sharing } from './sharing.ts';

interface Parts {
  sharing: Sharing;
  client: SessionClient;
  boundary: FolderBoundary;
  /** Ensemble's folder of this machine's person. */
  home: string;
  run: RunCommand;
  /** Gives the variables of an agent's program. */
  envFor: (agent: string) => Record<string, string>;
  keeper: DocumentKeeper;
  report: (message: string) => void;
}

/** Name of the settings in the host's own profile, where no guest writes, that say which agents there are. */
const settingsFile = 'agents.json';

/** Time for an agent to come into the session. */
const enterWithinMs = 30_000;

/** The session's tools for an agent that is in: a program of ours that joins as the same agent. */
function toolsOf(link: string, ticket: string) {
  const script = fileURLToPath(new URL(`../../cli/ensemble${extname(import.meta.url)}`, import.meta.url));
  const asNode = process.versions.electron === undefined ? [] : [{ name: 'ELECTRON_RUN_AS_NODE', value: '1' }];
  const env = [{ name: agentTicketVariable, value: ticket }, ...asNode];
  return { name: 'ensemble', command: process.execPath, args: [script, 'mcp', link], env };
}

/** Makes the coding agents of this machine. */
export function hostedAgents({ sharing, client, boundary, home, run, envFor, keeper, report }: Parts) {
  const guard = new ProcessGuard();
  const service = new AgentService({
    root: boundary.root,
    settings: join(home, settingsFile),
    envFor,
    guard,
    run,
    told: keeper.told,
    mayDecide: ({ person }, agent) => decidesAbout(client.state, person, agent),
    join: async (name, owner, role) => {
      const { dial, blobs, invite, link } = await sharing.wayForAgent(owner, role);
      const ticket = newSecret(nodeEnvironment);
      const agent = new SessionClient({
        dial,
        blobs,
        environment: nodeEnvironment,
        outbox: new MemoryOutbox(),
        replica: newId(nodeEnvironment),
        name,
        purpose: 'agent',
        invite,
        ticket,
        report,
      });
      await enterSession(agent, { withinMs: enterWithinMs });
      return { client: agent, mcpServers: link === null ? [] : [toolsOf(link, ticket)] };
    },
    report,
  });
  return {
    handlers: service.handlers(),
    close: async () => {
      await service.close();
      guard.close();
    },
  };
}
