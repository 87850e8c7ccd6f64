import { EnsembleError } from '../shared/core/errors.ts';
import type { Command, CommandRow } from './command.ts';
import { completionFor, shells } from './completion.ts';
import { output } from './output.ts';

/** `ensemble completion SHELL`, for the commands of a table. */
export function completionOf(commands: readonly CommandRow[]): Command {
  return {
    async run([given]) {
      const shell = shells.find((each) => each === given);
      if (!shell) throw new EnsembleError('bad-request', 'For which shell? ensemble completion bash, zsh or fish.');
      output.text(completionFor(shell, commands));
      return 0;
    },
  };
}
