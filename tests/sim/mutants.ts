import { ofAgents } from './agent-mutants.ts';
import { ofCopies } from './copy-mutants.ts';
import { ofTheDisk } from './disk-mutants.ts';
import { ofTheDoor } from './door-mutants.ts';
import { ofFileSuggestions } from './file-suggestion-mutants.ts';
import { ofTheLog } from './log-mutants.ts';
import type { Mutant } from './mutant.ts';
import { ofProblems } from './problem-mutants.ts';
import { ofReplays } from './replay-mutants.ts';
import { ofResting } from './resting-mutants.ts';
import { ofStreams } from './stream-mutants.ts';
import { ofSuggestions } from './suggestion-mutants.ts';
import { ofTerminals } from './terminal-mutants.ts';
import { ofTime } from './time-mutants.ts';
import { ofToldTexts } from './told-text-mutants.ts';
import { ofValues } from './value-mutants.ts';
import { ofTheWindow } from './window-mutants.ts';
import { ofWork } from './work-mutants.ts';

/** All mutants; the simulation must notice each of them. */
export const mutants: readonly Mutant[] = [
  ...ofTheLog,
  ...ofTheDoor,
  ...ofTheWindow,
  ...ofTheDisk,
  ...ofStreams,
  ...ofTerminals,
  ...ofReplays,
  ...ofResting,
  ...ofProblems,
  ...ofCopies,
  ...ofValues,
  ...ofAgents,
  ...ofWork,
  ...ofSuggestions,
  ...ofFileSuggestions,
  ...ofToldTexts,
  ...ofTime,
];
