import { parseArgs } from 'node:util';
import { EnsembleError } from '../shared/core/errors.ts';
import { commands, usage } from './commands.ts';
import { output } from './output.ts';
import { forgetOwnNode } from './own-node.ts';

/** `ensemble COMMAND …`: runs one command; errors are told in words, with exit code 1 (2 for a wrong call). */
forgetOwnNode();
const [name = 'help', ...rest] = process.argv.slice(2);
const load = commands[name];
if (!load) {
  output.text(usage);
  process.exitCode = name === 'help' || name === '--help' ? 0 : 2;
} else {
  try {
    const command = await load();
    const { values, positionals } = parseArgs({ args: rest, options: command.options, allowPositionals: true });
    process.exitCode = await command.run(positionals, values as Record<string, string | boolean | undefined>);
  } catch (thrown) {
    const badCall = String((thrown as { code?: string } | undefined)?.code).startsWith('ERR_PARSE_ARGS');
    output.problem(badCall ? (thrown as Error).message : inWords(thrown));
    if (badCall) output.help(usage);
    process.exitCode = badCall ? 2 : 1;
  }
}

/** Message of any error. */
function inWords(thrown: unknown): string {
  return thrown instanceof EnsembleError ? thrown.message : String((thrown as Error | undefined)?.stack ?? thrown);
}
