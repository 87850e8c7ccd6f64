/**
 * Start-up file of bash (4.4 and later): the person's own, and marks (OSC 633) at the beginnings and ends of prompts,
 * commands and their output. A prompt of the person's stays as it is between them. Our folder of commands stays the
 * first on the path, which a profile may set anew.
 */
export const bashMarks = String.raw`if [ -n "$ENSEMBLE_LOGIN" ]; then
  unset ENSEMBLE_LOGIN
  [ -r /etc/profile ] && . /etc/profile
  for __ensemble_file in ~/.bash_profile ~/.bash_login ~/.profile; do
    [ -r "$__ensemble_file" ] && . "$__ensemble_file" && break
  done
else
  [ -r ~/.bashrc ] && . ~/.bashrc
fi
case "$PATH:" in
  "$ENSEMBLE_BIN:"*) ;;
  *) PATH="$ENSEMBLE_BIN:$PATH" ;;
esac
__ensemble_nonce="$ENSEMBLE_MARKS"
unset ENSEMBLE_MARKS
__ensemble_ran=
__ensemble_escape() {
  local text="\${1//\\/\\\\}"
  text="\${text//;/\\x3b}"
  printf %s "\${text//$'\n'/\\x0a}"
}
__ensemble_begin() {
  local line
  line=$(HISTTIMEFORMAT= builtin history 1 | sed 's/^ *[0-9]*[* ] *//')
  printf '\e]633;E;%s;%s\a\e]633;C\a' "$(__ensemble_escape "$line")" "$__ensemble_nonce"
}
__ensemble_end() {
  local status=$?
  [ -n "$__ensemble_ran" ] && printf '\e]633;D;%s\a' "$status"
  __ensemble_ran=1
  printf '\e]633;P;Cwd=%s\a' "$(__ensemble_escape "$PWD")"
  return $status
}
__ensemble_prompt() {
  local status=$?
  case "$PS1" in
    *633\;A*) ;;
    *) PS1='\[\e]633;A\a\]'"$PS1"'\[\e]633;B\a\]' ;;
  esac
  return $status
}
set -o history
PROMPT_COMMAND="__ensemble_end"$'\n'"$PROMPT_COMMAND"$'\n'"__ensemble_prompt"
PS0="$PS0"'$(__ensemble_begin)'
printf '\e]633;P;HasRichCommandDetection=True\a'
`.replaceAll('\\${', '${');
