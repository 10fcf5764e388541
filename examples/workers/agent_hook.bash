# Lets a bash hook run in both modes: started for each event, or as a worker.
#
#     . "${BASH_SOURCE%/*}/agent_hook.bash"
#     judge() {
#       case "$(cat)" in *--force*) echo "not with --force" >&2; return 2 ;; esac
#     }
#     serve judge
#
# The function reads the event on stdin. Its output, that of its child processes, and its return code have the same
# meaning as those of a hook that is started for the event. In a worker it runs in a subshell: a variable that it sets
# is gone after the event. The reply waits for background processes that keep stdout open, so redirect their output.
# Copy this file beside your hook; it needs bash 4 and mktemp.

serve() {
  if [[ ${AGENT_HOOKS_WORKER-} != 1 ]]; then
    "$1"
    exit
  fi
  # The function sees these variables too, so their names must not be names of the script.
  local __line __head __id __out __code __errors __options=$-
  __errors=$(mktemp) || exit
  trap 'rm -f "$__errors"' EXIT
  set +e
  while IFS= read -r __line; do
    # The agent writes `type` first and `payload` last.
    case $__line in
      '{"type":"hello"'*) echo '{"type":"hello","protocol":1,"max_in_flight":1}' ;;
      '{"type":"event"'*)
        __head=${__line%%'"payload":'*} __line=${__line#*'"payload":'}
        [[ $__head =~ \"id\":([0-9]+) ]] && __id=${BASH_REMATCH[1]}
        __out=$(in_event "$1" 2>"$__errors" <<<"${__line%\}}")
        __code=$?
        printf '{"id":%s,"exit":%s,"stdout":%s,"stderr":%s}\n' \
          "$__id" "$__code" "$(quoted "$__out")" "$(quoted "$(<"$__errors")")"
        ;;
    esac
  done
  exit 0
}

# Runs a function in the folder and with the variables of the event. The caller's subshell ends this setting.
in_event() {
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

# Prints a text as a JSON string, without control characters other than tab and line breaks.
quoted() {
  local text=$1
  text=${text//\\/\\\\} text=${text//\"/\\\"}
  text=${text//$'\n'/\\n} text=${text//$'\r'/\\r} text=${text//$'\t'/\\t}
  printf '"%s"' "${text//[[:cntrl:]]/}"
}
