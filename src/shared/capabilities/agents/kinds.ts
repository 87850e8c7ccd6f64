import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { cutKind } from '../../core/cut-kind.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';

/** Longest prompt, and most that wait for one agent. */
export const promptLength = 4_000;
export const mostQueued = 10;
/** Most steps of a plan. */
export const mostSteps = 40;
/** Longest piece of what an agent says, in one entry. */
export const pieceLength = 3_000;

/** Turn of an agent, or a part of it, by its own name for it. */
const name = z.string().min(1).max(64);

export const planStatuses = ['waiting', 'working', 'done'] as const;
export const endings = ['done', 'stopped', 'refused', 'limit', 'blocked', 'failed'] as const;
export const forms = ['prompt', 'text', 'thought', 'tool', 'note'] as const;
export const toolStatuses = ['waiting', 'working', 'done', 'failed'] as const;

const own = { ofDocument: false } as const;

/** Work of agents, as they tell of it. Only an agent says these of itself; people prompt and stop. */
export const agentKinds = {
  'agent.opened': kind(
    'read',
    'Its sender is an agent with a transcript. The entry’s ref, and that of the transcript, is the agent’s own id. It takes prompts unless it says that it does not.',
    z.object({ takesPrompts: z.boolean().optional() }),
    {
      ...own,
      perSecond: 1,
    },
  ),
  'agent.intended': kind(
    'read',
    'An agent means to do this now; null for nothing that it would say.',
    z.object({ intent: z.string().max(300).nullable() }),
    { ...own, perSecond: 2 },
  ),
  'agent.prompted': kind(
    'run',
    'Somebody asks an agent for work, once it has done what it was asked before.',
    z.object({ agent: id, prompt: id, text: z.string().min(1).max(promptLength) }),
    {
      ...own,
      perSecond: 1,
      mark: {
        name: 'Agents',
        icon: 'comment',
        words: ({ text }: { text: string }) => `prompted an agent: ${text.slice(0, 120)}`,
      },
    },
  ),
  'agent.unprompted': kind(
    'read',
    'A prompt that waits is taken back, by its author, the agent’s owner, or somebody who admits.',
    z.object({ prompt: id }),
    { ...own, perSecond: 5 },
  ),
  'agent.began': kind(
    'read',
    'An agent begins a turn, for the prompt that it names.',
    z.object({ turn: name, prompt: id.nullable() }),
    { ...own, perSecond: 5, mark: { name: 'Agents', icon: 'sparkle', words: () => 'began a turn' } },
  ),
  'agent.stopped': kind(
    'read',
    'Somebody asks an agent to end its turn: who has prompted it, its owner, or somebody who admits.',
    z.object({ agent: id, turn: name }),
    { ...own, perSecond: 2, mark: { name: 'Agents', icon: 'debug-stop', words: () => 'stopped an agent' } },
  ),
  'agent.ended': kind(
    'read',
    'An agent has ended its turn, and why.',
    z.object({
      turn: name,
      reason: z.enum(endings),
      words: z.string().max(500).optional(),
      /** Document of the task that the turn was a run of. */
      task: id.optional(),
    }),
    { ...own, perSecond: 5 },
  ),
  'agent.planned': kind(
    'read',
    'The plan of an agent for its turn, the whole of it each time.',
    z.object({
      steps: z.array(z.object({ words: z.string().max(300), status: z.enum(planStatuses) })).max(mostSteps),
    }),
    { ...own, perSecond: 2 },
  ),
  'agent.said': kind(
    'read',
    'A piece of an agent’s transcript: text is added to its part, a tool’s call is told as it is now.',
    z.object({
      turn: name,
      part: name,
      form: z.enum(forms),
      text: z.string().max(pieceLength),
      /** Of a tool’s call: its state, and the file that it is about. */
      status: z.enum(toolStatuses).optional(),
      path: z.string().max(1024).optional(),
    }),
    {
      ...own,
      interest: 'ref',
      perSecond: 20,
      names: ({ path }: { path?: string | undefined }) => (path === undefined ? [] : [path]),
    },
  ),
  'agent.cut': cutKind('an agent’s transcript', own),
};

export type AgentBody<Name extends keyof typeof agentKinds> = BodyOf<typeof agentKinds, Name>;
