import { parseArgs } from 'node:util';
import { inWords } from '../main/host/host.ts';
import { commands, usage } from './commands.ts';
import { output } from './output.ts';
import { forgetOwnNode } from './own-node.ts';

/** `ensemble COMMAND …`: runs one command; errors are told in words, with exit code 1 (2 for a wrong call). */
forgetOwnNode();
const [name = 'help', ...rest] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  output.text(usage);
  process.exitCode = name === 'help' || name === '--help' ? 0 : 2;
} else {
  try {
    const { values, positionals } = parseArgs({ args: rest, options: command.options, allowPositionals: true });
    process.exitCode = await command.run(positionals, values as Record<string, string | boolean | undefined>);
  } catch (thrown) {
    const badCall = String((thrown as { code?: string } | undefined)?.code).startsWith('ERR_PARSE_ARGS');
    output.problem(badCall ? (thrown as Error).message : inWords(thrown));
    if (badCall) output.help(usage);
    process.exitCode = badCall ? 2 : 1;
  }
}
