/** Commands that fish runs after the person's own configuration: marks as in bash, around their own prompt. */
export const fishMarks = String.raw`test "$PATH[1]" = "$ENSEMBLE_BIN"; or set -gx PATH $ENSEMBLE_BIN $PATH
set -g __ensemble_nonce $ENSEMBLE_MARKS
set -e ENSEMBLE_MARKS
function __ensemble_escape
  string replace -a '\\' '\\\\' -- $argv | string replace -a ';' '\\x3b' | string join '\\x0a'
end
function __ensemble_begin --on-event fish_preexec
  printf '\e]633;E;%s;%s\a\e]633;C\a' (__ensemble_escape $argv) $__ensemble_nonce
end
function __ensemble_end --on-event fish_postexec
  printf '\e]633;D;%s\a' $status
end
function __ensemble_place --on-event fish_prompt
  printf '\e]633;P;Cwd=%s\a' (__ensemble_escape $PWD)
end
function __ensemble_status
  return $argv[1]
end
functions -c fish_prompt __ensemble_own_prompt
function fish_prompt
  set -l code $status
  printf '\e]633;A\a'
  __ensemble_status $code
  __ensemble_own_prompt
  printf '\e]633;B\a'
end
printf '\e]633;P;HasRichCommandDetection=True\a'
`;
