# Lets a bash hook run in both modes: started for each event, or as a worker.
#
#     . "${BASH_SOURCE%/*}/agent_hook.bash"
#     judge() {
#       case "$(cat)" in *--force*) echo "not with --force" >&2; return 2 ;; esac
#     }
#     serve judge
#
# The function reads the event on stdin. Its output and its return code have the same meaning as those of
# a hook that is started for the event. Copy this file beside your hook; it needs bash 4 and mktemp.

serve() {
  if [[ ${AGENT_HOOKS_WORKER-} != 1 ]]; then
    "$1"
    exit
  fi
  local line id cwd errors out code
  errors=$(mktemp) || exit
  trap 'rm -f "$errors"' EXIT
  while IFS= read -r line; do
    # The agent writes `type` first and `payload` last.
    case $line in
      '{"type":"hello"'*) echo '{"type":"hello","protocol":1,"max_in_flight":1}' ;;
      '{"type":"event"'*)
        [[ $line =~ \"id\":([0-9]+) ]] && id=${BASH_REMATCH[1]}
        [[ $line =~ \"cwd\":\"(([^\"\\]|\\.)*)\" ]] && printf -v cwd %b "${BASH_REMATCH[1]//\\\"/\"}"
        line=${line#*'"payload":'}
        out=$(cd -- "$cwd" && "$1" 2>"$errors" <<<"${line%\}}")
        code=$?
        printf '{"id":%s,"exit":%s,"stdout":%s,"stderr":%s}\n' \
          "$id" "$code" "$(quoted "$out")" "$(quoted "$(<"$errors")")"
        ;;
    esac
  done
}

# Prints a text as a JSON string, without control characters other than tab and line breaks.
quoted() {
  local text=$1
  text=${text//\\/\\\\} text=${text//\"/\\\"}
  text=${text//$'\n'/\\n} text=${text//$'\r'/\\r} text=${text//$'\t'/\\t}
  printf '"%s"' "${text//[[:cntrl:]]/}"
}
