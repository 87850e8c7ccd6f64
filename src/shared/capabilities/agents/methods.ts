import { z } from 'zod';
import { method } from '../../core/method.ts';

/** Agents of the people of a session. */
export const agentMethods = {
  /**
   * Makes an invite by which one agent of the caller comes in, once. Its link is told this once; the agent has the role,
   * and of its rights those that its owner has at that moment.
   */
  'agents.invite': method(
    'edit',
    z.object({ role: z.enum(['editor', 'reviewer', 'viewer']) }),
    z.object({ link: z.string() }),
    { touches: 'nothing' },
  ),
};
