import { z } from 'zod';
import { id } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { stream } from '../../core/stream.ts';
import { startAnswer, startPart } from './sign-in.ts';

const role = z.enum(['editor', 'reviewer', 'viewer']);

/** Agents of the people of a session. */
export const agentMethods = {
  /**
   * Makes an invite by which one agent of the caller comes in, once. Its link is told this once; the agent has the role,
   * and of its rights those that its owner has at that moment.
   */
  'agents.invite': method('edit', z.object({ role }), z.object({ link: z.string() }), { touches: 'nothing' }),
  /** Lists the coding agents that the host's own profile names, by their names, and the file that does so. */
  'agents.programs': method(
    'share',
    z.object({}),
    z.object({ programs: z.array(z.string()).max(50), problem: z.string().nullable(), settings: z.string() }),
    { touches: 'nothing' },
  ),
  /** Ends an agent that runs on the host. */
  'agents.end': method('read', z.object({ agent: id }), z.object({}), { touches: 'nothing' }),
};

export const agentStreams = {
  /**
   * Starts one of the agents that the host's own profile names, as an agent of the opener. Where its program wants its
   * person to sign in, the opener is asked how. Gives its person.
   */
  'agents.start': stream({
    right: 'share',
    params: z.object({ program: z.string().max(60), role }),
    down: startPart,
    up: startAnswer,
    result: z.object({ agent: id }),
    touches: 'nothing',
  }),
};
