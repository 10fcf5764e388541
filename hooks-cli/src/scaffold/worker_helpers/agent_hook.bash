# Lets a bash hook run in both modes: started for each event, or as a worker.
#
#     . "${BASH_SOURCE%/*}/agent_hook.bash"
#     judge() {
#       case "$(cat)" in *--force*) echo "not with --force" >&2; return 2 ;; esac
#     }
#     serve judge
#
# The function reads the event on stdin. Its output, that of its child processes, and its return code have the same
# meaning as those of a hook that is started for the event.
#
# In a worker the function runs in a subshell: a variable that it sets is gone after the event. An EXIT trap that the
# script set before `serve` runs after each event, and again when the worker ends. The reply waits for background
# processes that keep stdout open, so redirect their output.
# Copy this file beside your hook; it needs bash 4.1 and nothing else.

serve() {
  if [[ ${AGENT_HOOKS_WORKER-} != 1 ]]; then
    "$1"
    exit
  fi
  # A hook that the function starts as a child is not a worker.
  unset AGENT_HOOKS_WORKER
  # The function sees these variables too, so their names must not be names of the script.
  local __line __head __id __part __errors __replies __options=$- __end=end-$RANDOM-$RANDOM-$RANDOM __traps
  __traps=$(trap -p EXIT ERR)
  trap - ERR
  exec {__replies}>&1
  set +e
  while IFS= read -r __line; do
    # The agent writes `type` first and `payload` last.
    case $__line in
      '{"type":"hello"'*) echo '{"type":"hello","protocol":1,"max_in_flight":1}' ;;
      '{"type":"event"'*)
        __head=${__line%%'"payload":'*} __line=${__line#*'"payload":'} __errors=
        [[ $__head =~ \"id\":([0-9]+) ]] && __id=${BASH_REMATCH[1]}
        while IFS= read -r -d '' __part && [[ $__part != "$__end" ]]; do
          __errors+=$__part
        done < <(__judged "$1")
        printf '%s}\n' "$(__quoted "$__errors")"
        ;;
    esac
  done
  exit 0
}

# Runs a function and writes its part of the reply. Prints what it writes to stderr, and then a mark: a background
# process may keep this pipe open. A file would be simpler, but `> /dev/stderr` would empty it.
__judged() {
  exec 2>&1
  local __out __code
  __out=$(__in_event "$1")
  __code=$?
  printf '{"id":%s,"exit":%s,"stdout":%s,"stderr":' "$__id" "$__code" "$(__quoted "$__out")" >&"$__replies"
  printf '\0%s\0' "$__end"
}

# Runs a function in the folder and with the variables of the event. The caller's subshell ends this setting.
__in_event() {
  # In the background, because a `wait` of the function must not wait for this program.
  exec < <(printf '%s\n' "${__line%\}}" 2>/dev/null &) {__replies}>&- || exit
  eval "$__traps"
  local __text='"(([^"\]|\\.)*)"' __rest=${__head#*'"env":{'} __value
  [[ $__head =~ \"cwd\":$__text ]] && printf -v __value %b "${BASH_REMATCH[1]//\\\"/\"}"
  cd -- "$__value" || exit
  while [[ $__rest =~ ^,?\"([A-Za-z_][A-Za-z0-9_]*)\":$__text ]]; do
    printf -v __value %b "${BASH_REMATCH[2]//\\\"/\"}"
    export "${BASH_REMATCH[1]}=$__value"
    __rest=${__rest:${#BASH_REMATCH[0]}}
  done
  # A subshell like this one starts without `set -e`.
  [[ $__options == *e* ]] && set -e
  "$1"
}

# Prints a text as a JSON string, without control characters other than tab and line breaks. The agent reads at most
# 1 MiB; one byte more tells it that the text is longer.
__quoted() {
  local LC_ALL=C text=$1 piece next='' left
  local utf8=$'^([\x01-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}'
  utf8+=$'|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})*$'
  left=${#text}
  ((left > 1048577)) && left=1048577
  printf '"'
  # Replace in short pieces: in a long text, each replacement would read all of the text.
  while ((left > 0)) && IFS= read -r -N $((left < 500 ? left : 500)) piece; do
    ((left -= ${#piece}))
    piece=$next$piece next=
    # A character that may go on in the next piece belongs to that piece.
    while ((left > 0 && ${#next} < 4)) && [[ $piece == *[$'\x80'-$'\xff'] && $next != [$'\xc0'-$'\xff']* ]]; do
      next=${piece: -1}$next piece=${piece%?}
    done
    [[ $piece =~ $utf8 ]] || piece=${piece//[$'\x80'-$'\xff']/$'\xef\xbf\xbd'}
    piece=${piece//\\/\\\\} piece=${piece//\"/\\\"}
    piece=${piece//$'\n'/\\n} piece=${piece//$'\r'/\\r} piece=${piece//$'\t'/\\t}
    printf '%s' "${piece//[[:cntrl:]]/}"
  done < <(printf %s "$text" 2>/dev/null)
  printf '"'
}
