import { ProcessGuard } from '../terminals/process-guard.ts';

/** Watch over groups of programs that end with this process, however that ends. */
export type ProgramGuard = Pick<ProcessGuard, 'add' | 'remove' | 'close'>;

export function newProgramGuard(): ProgramGuard {
  return new ProcessGuard();
}
