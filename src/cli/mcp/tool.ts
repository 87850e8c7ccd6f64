import { z } from 'zod';
import { EnsembleError } from '../../shared/core/errors.ts';
import { isPlainPath } from '../../shared/core/sight.ts';
import type { AgentSession } from './agent-session.ts';
import type { CallWork, Outcome, Telling } from './work-story.ts';

/** Longest text of one argument, in UTF-16 units; above that a call is refused in words. */
export const mostUnits = 200_000;

/** Most text of all arguments of a call together, in UTF-16 units. */
export const mostUnitsTogether = 1_000_000;

/** Throws `too-large` where the arguments of a call are too long together, though each may be. */
export function mustFit(given: unknown): void {
  if (JSON.stringify(given).length <= mostUnitsTogether) return;
  throw new EnsembleError(
    'too-large',
    `All arguments of one call have at most ${mostUnitsTogether.toLocaleString('en')} characters together, and these have more: make several calls of it, each with a part of the edits.`,
  );
}

/** Content of an answer: facts as JSON, and a text as it is, such as that of a file. */
export interface Answer extends Outcome {
  facts: object;
  text?: string;
}

/** A tool that a model calls. Whatever it is told stays true when the MCP connection is another one. */
export interface McpTool {
  name: string;
  description: string;
  input: z.ZodObject;
  /** True for one that changes nothing. */
  isReading: boolean;
  /** True for one that takes away what others may need. */
  isDestructive: boolean;
  /** Tells people what a call is about; null for tools of which they are not told call by call. */
  tells: ((input: unknown) => Telling) | null;
  /** `work` names what it edits. */
  run(input: unknown, session: AgentSession, work: CallWork): Promise<Answer>;
}

interface ToolOptions<Shape extends z.ZodRawShape> {
  name: string;
  description: string;
  input: Shape;
  isReading?: boolean;
  isDestructive?: boolean;
  tells?(input: z.output<z.ZodObject<Shape>>): Telling;
  run(input: z.output<z.ZodObject<Shape>>, session: AgentSession, work: CallWork): Promise<Answer>;
}

/** Makes a tool. Unknown arguments are errors: a model that misspells one must hear of it. */
export function tool<Shape extends z.ZodRawShape>(options: ToolOptions<Shape>): McpTool {
  const { input, isReading = false, isDestructive = false, tells = null, ...rest } = options;
  return {
    ...rest,
    input: z.strictObject(input),
    isReading,
    isDestructive,
    tells: tells as McpTool['tells'],
    run: rest.run as McpTool['run'],
  };
}

/** A text that a model gives. */
export const words = (most: number) => z.string().max(most, `too long: at most ${most} characters in one argument`);

export const path = words(4096).describe('Path in the shared folder, with / between its parts, such as src/app.ts');

/** Path in the shared folder that a model has named. Throws `outside-folder` in words. */
export function pathIn(given: string): string {
  const plain = given.replace(/^\.\//, '').replace(/\/$/, '');
  if (!isPlainPath(plain))
    throw new EnsembleError(
      'outside-folder',
      `“${given.slice(0, 200)}” is not a path in the shared folder: give it from the folder's top, without / before it and without “..”, such as src/app.ts. list_files shows what there is.`,
    );
  return plain;
}

/** Folder that a model has named; '' and '.' are the shared folder itself. */
export function folderIn(given: string): string {
  return given === '' || given === '.' || given === './' || given === '/' ? '' : pathIn(given);
}

export const time = (ms: number) => new Date(ms).toISOString();
