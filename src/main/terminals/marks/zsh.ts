/**
 * Start-up files of zsh, which it reads from the folder in `ZDOTDIR`: each reads the person's own, and the last adds
 * marks as in bash, and gives the variable back.
 */
const own = (name: string) =>
  String.raw`__ensemble_folder="$ZDOTDIR"
ZDOTDIR="\${ENSEMBLE_ZDOTDIR:-$HOME}"
[[ -r "$ZDOTDIR/${name}" ]] && . "$ZDOTDIR/${name}"
`.replaceAll('\\${', '${');

const goOn = `ENSEMBLE_ZDOTDIR="$ZDOTDIR"
ZDOTDIR="$__ensemble_folder"
`;

const marks = String.raw`[[ "$HISTFILE" == "$__ensemble_folder"/* ]] && HISTFILE="$ZDOTDIR/.zsh_history"
[[ "$ZDOTDIR" == "$HOME" ]] && unset ZDOTDIR
unset ENSEMBLE_ZDOTDIR
[[ "$PATH:" == "$ENSEMBLE_BIN:"* ]] || PATH="$ENSEMBLE_BIN:$PATH"
__ensemble_nonce="$ENSEMBLE_MARKS"
unset ENSEMBLE_MARKS
__ensemble_ran=
__ensemble_escape() {
  emulate -L zsh
  local text="\${1//\\/\\\\}"
  text="\${text//;/\\x3b}"
  print -rn -- "\${text//$'\n'/\\x0a}"
}
__ensemble_begin() {
  __ensemble_ran=1
  printf '\e]633;E;%s;%s\a\e]633;C\a' "$(__ensemble_escape "$1")" "$__ensemble_nonce"
}
__ensemble_end() {
  local code=$?
  [[ -n "$__ensemble_ran" ]] && printf '\e]633;D;%s\a' "$code"
  __ensemble_ran=
  printf '\e]633;P;Cwd=%s\a' "$(__ensemble_escape "$PWD")"
  [[ "$PS1" == *'633;A'* ]] || PS1=$'%{\e]633;A\a%}'"$PS1"$'%{\e]633;B\a%}'
  return $code
}
preexec_functions+=(__ensemble_begin)
precmd_functions+=(__ensemble_end)
printf '\e]633;P;HasRichCommandDetection=True\a'
`.replaceAll('\\${', '${');

/** Start-up files by their names. */
export const zshFiles: Readonly<Record<string, string>> = {
  '.zshenv': own('.zshenv') + goOn,
  '.zprofile': own('.zprofile') + goOn,
  '.zshrc': own('.zshrc') + marks,
};
