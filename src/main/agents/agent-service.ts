import type { SessionClient } from '../../client/session-client.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller, Handlers, StreamHandlers } from '../../shared/session/contract.ts';
import { type AgentProgram, agentPrograms } from './agent-programs.ts';
import { HostedAgent, type HostedAgentOptions, noAgent } from './hosted-agent.ts';
import { signerOf } from './sign-in-stream.ts';

/** Most agents that run on this machine for one session. */
const mostHosted = 16;

type GuestRole = 'editor' | 'reviewer' | 'viewer';

export interface AgentServiceOptions extends Pick<HostedAgentOptions, 'root' | 'guard' | 'run' | 'told'> {
  /** Gives the variables of an agent's program. */
  envFor: (agent: string) => Record<string, string>;
  /** Settings of the host's own profile that name the agents. */
  settings: string;
  /** Brings an agent of a person into the session; gives it once it is in, with the tools of the session for it. */
  join: (
    name: string,
    owner: string,
    role: GuestRole,
  ) => Promise<Pick<HostedAgentOptions, 'mcpServers'> & { client: SessionClient }>;
  mayDecide: (caller: Caller, agent: string) => boolean;
  report: (message: string) => void;
}

/** Coding agents that run on the host. */
export class AgentService {
  readonly #options: AgentServiceOptions;
  readonly #hosted = new Map<string, HostedAgent>();
  #starting = 0;

  constructor(options: AgentServiceOptions) {
    this.#options = options;
  }

  handlers(): Handlers<'agents.programs' | 'agents.end'> & StreamHandlers<'agents.start'> {
    const { settings } = this.#options;
    return {
      'agents.programs': async () => {
        const { programs, problem } = agentPrograms(settings);
        return { programs: programs.map(({ name }) => name), problem, settings };
      },
      'agents.start': async ({ program: name, role }, caller, signal, stream) => {
        const { programs, problem } = agentPrograms(settings);
        const program = programs.find((each) => each.name === name);
        if (!program) throw new EnsembleError('not-found', problem ?? `${settings} names no agent “${name}”.`);
        const signer = signerOf(program.name, caller, stream);
        return { agent: await this.#start(program, caller.person, role, { signer, signal }) };
      },
      'agents.end': async ({ agent }, caller) => {
        const hosted = this.#hosted.get(agent);
        if (!hosted) throw noAgent();
        if (!this.#options.mayDecide(caller, agent))
          throw new EnsembleError('not-permitted', 'An agent is ended by its owner, or an owner of the session.');
        this.#hosted.delete(agent);
        await hosted.close();
        return {};
      },
    };
  }

  async #start(
    program: AgentProgram,
    owner: string,
    role: GuestRole,
    ways: Pick<HostedAgentOptions, 'signer' | 'signal'>,
  ): Promise<string> {
    if (this.#hosted.size + this.#starting >= mostHosted)
      throw new EnsembleError(
        'too-large',
        `No more than ${mostHosted} agents run here at a time: end one of them first.`,
      );
    this.#starting++;
    try {
      const { root, envFor, guard, run, told, join, report } = this.#options;
      const { client, mcpServers } = await join(program.name, owner, role);
      const person = client.person!;
      const onGone = (words: string) => {
        this.#hosted.delete(person);
        report(`The agent ${program.name} has gone: ${words}`);
      };
      const parts = { client, program, root, env: envFor(person), guard, run, told, mcpServers, onGone };
      const agent = await HostedAgent.start({ ...parts, ...ways });
      this.#hosted.set(person, agent);
      return person;
    } finally {
      this.#starting--;
    }
  }

  async close(): Promise<void> {
    const all = [...this.#hosted.values()];
    this.#hosted.clear();
    await Promise.all(all.map((each) => each.close()));
  }
}
