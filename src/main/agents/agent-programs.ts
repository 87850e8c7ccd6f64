import { readFileSync } from 'node:fs';
import { z } from 'zod';

const program = z.strictObject({
  name: z.string().min(1).max(60),
  /** A program on the PATH, or a whole path, that speaks the Agent Client Protocol over its input and output. */
  command: z.string().min(1).max(4096),
  args: z.array(z.string().max(4096)).max(100).default([]),
  /** Its writes change the text at once, or are suggestions that people accept or reject. */
  edits: z.enum(['apply', 'propose']).default('apply'),
  env: z.record(z.string().max(200), z.string().max(10_000)).default({}),
});

const file = z.strictObject({ agents: z.array(program).max(50).default([]) });

/** A coding agent that this machine's person has set up. */
export type AgentProgram = z.output<typeof program>;

const mostBytes = 256 * 1024;

/**
 * Reads the agents that a file of the host's own profile names; none where there is no such file. `problem` is its fault
 * in words, or null.
 */
export function agentPrograms(path: string): { programs: AgentProgram[]; problem: string | null } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { programs: [], problem: null };
  }
  try {
    if (text.length > mostBytes) throw new Error('it is too large');
    return { programs: file.parse(JSON.parse(text)).agents, problem: null };
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : (thrown as Error).message;
    return { programs: [], problem: `The agents in ${path} are left out, since it is not as it must be: ${why}` };
  }
}
