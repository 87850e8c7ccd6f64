import type { CommandOption, CommandRow } from './command.ts';

const quoted = (words: string) => `'${words.replaceAll("'", "'\\''")}'`;
const help: CommandOption = { help: 'Print help' };
const optionsOf = (row: CommandRow) => Object.entries({ ...row.options, help });

/** Options whose values are chosen among some, or are paths. */
function valueCases(row: CommandRow, make: (pattern: string, option: CommandOption) => string): string[] {
  return Object.entries(row.options).flatMap(([name, option]) =>
    option.value === undefined ? [] : make(`${row.name}:--${name}`, option),
  );
}

function bash(commands: readonly CommandRow[]): string {
  const values = commands.flatMap((row) =>
    valueCases(row, (pattern, { choices, isPath }) => {
      const found = choices ? `-W ${quoted(choices.join(' '))}` : isPath ? '-f' : "-W ''";
      return `    ${pattern}) COMPREPLY=($(compgen ${found} -- "$word")); return ;;`;
    }),
  );
  const words = commands.map((row) => {
    const options = optionsOf(row).map(([name]) => `--${name}`);
    const paths = row.takesPaths ? ' files=1' : '';
    return `    ${row.name}) all=${quoted([...(row.acts ?? []), ...options].join(' '))}${paths} ;;`;
  });
  return `_ensemble() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" all='' files=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted([...commands.map(({ name }) => name), 'help'].join(' '))} -- "$word"))
    return
  fi
  case "$command:\${COMP_WORDS[COMP_CWORD-1]}" in
${values.join('\n')}
  esac
  case "$command" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$all" -- "$word"))
  if [ -n "$files" ] && [ "\${word#-}" = "$word" ]; then COMPREPLY+=($(compgen -f -- "$word")); fi
}
complete -o filenames -F _ensemble ensemble`;
}

const described = (words: string) => words.replaceAll(/[[\]:]/g, (sign) => `\\${sign}`);

function zsh(commands: readonly CommandRow[]): string {
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`);
  const cases = commands.map((row) => {
    const options = optionsOf(row).map(([name, { value, choices, isPath, help }]) => {
      const among = choices ? `(${choices.join(' ')})` : isPath ? '_files' : ' ';
      const taken = value === undefined ? '' : `:${value}:${among}`;
      return `      ${quoted(`--${name}[${described(help)}]${taken}`)}`;
    });
    const acts = row.acts ? [`      ${quoted(`1:what:(${row.acts.join(' ')})`)}`] : [];
    const paths = row.takesPaths ? [`      ${quoted('*:file:_files')}`] : [];
    return `    ${row.name}) _arguments -s \\\n${[...options, ...acts, ...paths].join(' \\\n')} ;;`;
  });
  return `#compdef ensemble
_ensemble() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _ensemble ensemble`;
}

function fish(commands: readonly CommandRow[]): string {
  const lines = ['complete -c ensemble -f'];
  for (const row of commands) {
    const { name, summary, acts = [], takesPaths } = row;
    const inside = `-n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    lines.push(`complete -c ensemble -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`);
    if (acts.length > 0) lines.push(`complete -c ensemble ${inside} -a ${quoted(acts.join(' '))}`);
    if (takesPaths) lines.push(`complete -c ensemble ${inside} -F`);
    for (const [option, { value, choices, isPath, help }] of optionsOf(row)) {
      const among = choices ? ` -a ${quoted(choices.join(' '))}` : '';
      const taken = value === undefined ? '' : ` ${isPath ? '-rF' : '-x'}${among}`;
      lines.push(`complete -c ensemble ${inside} -l ${option}${taken} -d ${quoted(help)}`);
    }
  }
  return lines.join('\n');
}

export const shells = ['bash', 'zsh', 'fish'] as const;

const scripts: Record<(typeof shells)[number], (commands: readonly CommandRow[]) => string> = { bash, zsh, fish };

/** Script that completes commands and options in a shell. */
export function completionFor(shell: (typeof shells)[number], commands: readonly CommandRow[]): string {
  return scripts[shell](commands);
}
