import { z } from 'zod';
import { id } from '../../core/ids.ts';
import { method } from '../../core/method.ts';

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
  /** Starts one of them on the host, as an agent of the caller. Gives its person. */
  'agents.start': method('share', z.object({ program: z.string().max(60), role }), z.object({ agent: id }), {
    touches: 'nothing',
  }),
  /** Ends an agent that runs on the host. */
  'agents.end': method('read', z.object({ agent: id }), z.object({}), { touches: 'nothing' }),
};
