import type { CommandOption, CommandRow } from './command.ts';

const width = 100;
const nameWidth = 12;

/** Breaks a text into lines of words, all behind an indentation. */
function wrapped(text: string, indent: string): string {
  const lines = [indent];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last.length + word.length + 1 > width && last !== indent) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = last === indent ? `${last}${word}` : `${last} ${word}`;
  }
  return lines.join('\n');
}

/** Usage of all commands, one a line. */
export function usageOf(commands: readonly CommandRow[]): string {
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(nameWidth)}${summary}`);
  return [
    'Usage: ensemble COMMAND …',
    '',
    ...rows,
    '',
    'ensemble COMMAND --help tells more of one. Exit codes: 0 done, 1 it failed, 2 a wrong call; further ones are in its help.',
  ].join('\n');
}

const shown = (name: string, { value }: CommandOption) => `--${name}${value === undefined ? '' : ` ${value}`}`;

function optionLine(name: string, option: CommandOption): string {
  const { choices, default: usual, help } = option;
  const among = choices ? ` (${choices.join(', ')})` : '';
  const otherwise = usual ? `; ${usual} where it is left out` : '';
  return `  ${shown(name, option).padEnd(26)} ${help}${among}${otherwise}`;
}

/** Help of one command. */
export function helpOf({ name, args, summary, details, options, exitCodes = {}, examples = [] }: CommandRow): string {
  const codes = { 0: 'done', 1: 'it failed; the reason is on standard error', 2: 'a wrong call', ...exitCodes };
  const all = { ...options, help: { help: 'Print this' } };
  return [
    `Usage: ensemble ${name}${args === '' ? '' : ` ${args}`} [OPTIONS]`,
    '',
    wrapped(summary, ''),
    ...(details === undefined ? [] : ['', wrapped(details, '')]),
    '',
    'Options:',
    ...Object.entries(all).map(([option, line]) => optionLine(option, line)),
    '',
    'Exit codes:',
    ...Object.entries(codes).map(([code, words]) => `  ${code}  ${words}`),
    ...(examples.length === 0 ? [] : ['', 'Examples:', ...examples.map((each) => `  ${each}`)]),
  ].join('\n');
}
