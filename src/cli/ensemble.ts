import { type ParseArgsConfig, parseArgs } from 'node:util';
import { EnsembleError } from '../shared/core/errors.ts';
import type { CommandRow, OptionValues } from './command.ts';
import { commands } from './commands.ts';
import { helpOf, usageOf } from './help.ts';
import { outliveReaders, output } from './output.ts';
import { forgetOwnNode } from './own-node.ts';

/** Options of a command as Node parses them. */
function parsedOptions({ options }: CommandRow): NonNullable<ParseArgsConfig['options']> {
  const parsed: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { value, default: usual }] of Object.entries(options))
    parsed[name] =
      value === undefined
        ? { type: 'boolean' }
        : { type: 'string', ...(usual === undefined ? {} : { default: usual }) };
  return parsed;
}

/** Runs one command. Gives the exit code. */
async function run(row: CommandRow, args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: parsedOptions(row), allowPositionals: true });
  if (values.help) {
    output.text(helpOf(row));
    return 0;
  }
  return (await row.load()).run(positionals, values as OptionValues);
}

/** Message of any error. */
function inWords(thrown: unknown): string {
  return thrown instanceof EnsembleError ? thrown.message : String((thrown as Error | undefined)?.stack ?? thrown);
}

/** `ensemble COMMAND …`: runs one command; errors are told in words, with exit code 1 (2 for a wrong call). */
async function main([name = 'help', ...rest]: readonly string[]): Promise<number> {
  const isHelp = name === 'help' || name === '--help' || name === '-h';
  const row = commands.find((each) => each.name === (isHelp ? rest[0] : name));
  if (isHelp) {
    output.text(row ? helpOf(row) : usageOf(commands));
    return 0;
  }
  if (!row) {
    output.problem(`There is no command “${name}”.`);
    output.help(usageOf(commands));
    return 2;
  }
  try {
    return await run(row, rest);
  } catch (thrown) {
    const isJson = rest.includes('--json');
    const badCall = String((thrown as { code?: string } | undefined)?.code).startsWith('ERR_PARSE_ARGS');
    const code = thrown instanceof EnsembleError ? thrown.code : badCall ? 'bad-request' : 'internal';
    output.failure(isJson, code, badCall ? (thrown as Error).message : inWords(thrown));
    if (badCall && !isJson) output.help(helpOf(row));
    return badCall ? 2 : 1;
  }
}

forgetOwnNode();
outliveReaders();
process.exitCode = await main(process.argv.slice(2));
