import { z } from 'zod';
import { plainWords } from '../text/shown.ts';
import { type Fault, readFrontMatter } from './front-matter.ts';

const mostPhases = 20;
const [mostMinutes, usualMinutes] = [1_440, 30];

/** Nothing that a person who is asked to approve it would not see. */
const isShown = (text: string) =>
  text.split('\n').every((line) => plainWords(line.replaceAll('\t', ' ')) === line.replaceAll('\t', ' '));
const shown = (most: number) =>
  z.string().trim().min(1).max(most).refine(isShown, 'there are characters in it that nobody would see');

/** A name in one line: more of them would look like other lines of what is to be approved. */
const oneLine = (most: number) => shown(most).refine((text) => !text.includes('\n'), 'a name is one line');

const phase = z
  .strictObject({
    name: oneLine(80),
    /** Command for the shell of the machine that runs the task. */
    run: shown(1_900).optional(),
    /** Words for an agent of the session, and its name. */
    prompt: shown(1_900).optional(),
    agent: oneLine(100).optional(),
    attempts: z.number().int().min(1).max(10).default(1),
    minutes: z.number().int().min(1).max(mostMinutes).default(usualMinutes),
  })
  .refine(({ run, prompt }) => (run === undefined) !== (prompt === undefined), 'a phase has either run or prompt');

/** One step of a task that is run: a command, or a prompt for an agent. */
export type Phase = z.output<typeof phase>;

const fields = z.object({ phases: z.array(phase).max(mostPhases).nullish() });

/** Reads the phases of a task's file, or says why they are none. A task without phases has an empty list. */
export function readPhases(text: string): { phases: Phase[] } | Fault {
  const matter = readFrontMatter(text);
  if ('message' in matter) return matter;
  const read = fields.safeParse(matter.values);
  if (read.success) return { phases: read.data.phases ?? [] };
  const [issue] = read.error.issues;
  return { line: 1, message: `${issue?.path.join('.') || 'phases'}: ${issue?.message ?? 'wrong'}` };
}

/** Words for a phase, as a person approves them: each line of what is run begins with a sign. */
export function phaseLines({ name, run, prompt, agent, attempts, minutes }: Phase, index: number): string[] {
  const [sign, text] = run === undefined ? [`${agent ?? 'the agent'} <`, prompt!] : ['$', run];
  const bounds = `at most ${minutes} min${attempts > 1 ? `, ${attempts} attempts` : ''}`;
  return [`${index + 1}. ${name} (${bounds})`, ...text.split('\n').map((line) => `     ${sign} ${line}`)];
}
