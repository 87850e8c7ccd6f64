import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { agentMarkVariable } from '../../shared/agent-ticket.ts';
import { gitOptionsWithWord, movingVerbs, stillVerbs } from '../../shared/capabilities/git/typed-git.ts';

/** Variable that names the machine's Git, so that nothing looks for it again. */
export const realGitVariable = 'ENSEMBLE_REAL_GIT';

/** Line by which a script of ours is known, also one of another installation. */
const sign = '# Ensemble: what moves the files of all asks their host first; all else is the machine’s Git at once.';

const either = (words: readonly string[]) => words.join(' | ');

/**
 * Git in terminals, as a script for sh. It starts nothing of ours, and nothing at all but Git, where a command moves no
 * file of anybody's: prompts and completion call it dozens of times. `asking` is the command that asks the host.
 */
export function gitScript(asking: string): string {
  return `#!/bin/sh
${sign}
real=$ENSEMBLE_REAL_GIT
[ -x "$real" ] || real=$(
  set -f
  IFS=:
  for dir in $PATH; do
    [ -f "$dir/git" ] && [ -x "$dir/git" ] || continue
    { read -r line; read -r line; } < "$dir/git" 2>/dev/null
    case $line in '# Ensemble: '*) continue ;; esac
    printf '%s' "$dir/git"
    exit
  done
)
if [ -z "$real" ]; then
  echo 'git: not found on this machine' >&2
  exit 127
fi
[ -n "$ENSEMBLE_OPEN" ] && [ -n "$ENSEMBLE_TERMINAL" ] || exec "$real" "$@"
case "$ENSEMBLE_GIT_LEASE:$${agentMarkVariable}" in held:* | off:) exec "$real" "$@" ;; esac
verb= next= options=0 skip=
for word do
  if [ -n "$verb" ]; then next=$word; break; fi
  if [ -n "$skip" ]; then skip=
  else
    case $word in
      ${either(gitOptionsWithWord)}) skip=1 ;;
      -*) ;;
      *) verb=$word; continue ;;
    esac
  fi
  options=$((options + 1))
done
judge() {
  is=unknown
  case $1 in
    '' | ${either(stillVerbs)}) is=still ;;
    commit)
      is=still
      for word do case $word in --am | --ame | --amen | --amend) is=moving ;; esac; done
      ;;
    stash) case $2 in list | show | drop | clear | create | store) is=still ;; *) is=moving ;; esac ;;
    ${either(movingVerbs.filter((verb) => verb !== 'commit' && verb !== 'stash'))}) is=moving ;;
  esac
}
if [ "$verb" = commit ]; then judge commit "$@"; else judge "$verb" "$next"; fi
if [ "$is" = unknown ]; then
  alias=$(
    left=$options rest=$(($# - options))
    while [ $left -gt 0 ]; do
      set -- "$@" "$1"
      shift
      left=$((left - 1))
    done
    shift $rest
    exec "$real" "$@" config --get "alias.$verb"
  )
  set -f
  case $alias in
    '') is=still ;;
    '!'*git*) is=moving ;;
    '!'*) is=still ;;
    *) judge $alias "$@" ;;
  esac
fi
[ "$is" = still ] && exec "$real" "$@"
exec ${asking} "$real" "$@"
`;
}

/** The same for the command line of Windows, which asks our program about all that it does not know as harmless. */
export function gitBatch(asking: string): string {
  const still = stillVerbs.map((verb) => `if "%~1"=="${verb}" goto still`);
  return [
    '@echo off',
    `rem ${sign}`,
    'setlocal',
    `if not defined ${realGitVariable} echo git: not found on this machine 1>&2& exit /b 1`,
    'if not defined ENSEMBLE_OPEN goto still',
    ...still,
    `${asking} "%${realGitVariable}%" %*`,
    'exit /b %errorlevel%',
    ':still',
    `"%${realGitVariable}%" %*`,
    'exit /b %errorlevel%',
    '',
  ].join('\r\n');
}

/** Finds the machine's Git on a path; null where there is none. */
export function realGit(path: string): string | null {
  const names = process.platform === 'win32' ? ['git.exe'] : ['git'];
  for (const folder of path.split(delimiter).filter((each) => each !== ''))
    for (const name of names) if (isGit(join(folder, name))) return join(folder, name);
  return null;
}

function isGit(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile() && !isOurs(file);
  } catch {
    return false;
  }
}

function isOurs(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(200);
    readSync(descriptor, start, 0, start.length, 0);
    return start.toString('utf8').includes('# Ensemble: ');
  } finally {
    closeSync(descriptor);
  }
}
