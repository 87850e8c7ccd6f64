import { join } from 'node:path';
import { MemoryOutbox } from '../../client/outbox.ts';
import { SessionClient } from '../../client/session-client.ts';
import { decidesAbout } from '../../shared/capabilities/agents/objections.ts';
import { newId, newSecret } from '../../shared/core/ids.ts';
import { AgentService } from '../agents/agent-service.ts';
import type { FolderBoundary } from '../files/folder-boundary.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import { ProcessGuard } from '../terminals/process-guard.ts';
import { terminalEnvironment } from '../terminals/terminal-environment.ts';
import type { Sharing } from './sharing.ts';

interface Parts {
  sharing: Sharing;
  client: SessionClient;
  boundary: FolderBoundary;
  /** Ensemble's folder of this machine's person. */
  home: string;
  report: (message: string) => void;
}

/** Name of the settings in the host's own profile, where no guest writes, that say which agents there are. */
const settingsFile = 'agents.json';

/** Makes the coding agents of this machine. */
export function hostedAgents({ sharing, client, boundary, home, report }: Parts) {
  const guard = new ProcessGuard();
  const service = new AgentService({
    root: boundary.root,
    settings: join(home, settingsFile),
    env: terminalEnvironment(process.env, {}),
    guard,
    mayDecide: ({ person }, agent) => decidesAbout(client.state, person, agent),
    join: async (name, owner, role) => {
      const { dial, blobs, invite } = await sharing.wayForAgent(owner, role);
      const agent = new SessionClient({
        dial,
        blobs,
        environment: nodeEnvironment,
        outbox: new MemoryOutbox(),
        replica: newId(nodeEnvironment),
        name,
        purpose: 'agent',
        invite,
        ticket: newSecret(nodeEnvironment),
        report,
      });
      await agent.start();
      await agent.joined();
      await agent.until(({ replicas }) => replicas[agent.replica] !== undefined);
      return agent;
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
