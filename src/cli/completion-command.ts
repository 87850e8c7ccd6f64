import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { completionFor, shells } from './completion.ts';
import { output } from './output.ts';

/** `ensemble completion SHELL`. */
export const completionCommand: Command = {
  async run([given]) {
    const shell = shells.find((each) => each === given);
    if (!shell) throw new EnsembleError('bad-request', 'For which shell? ensemble completion bash, zsh or fish.');
    output.text(completionFor(shell, commands));
    return 0;
  },
};
