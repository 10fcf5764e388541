#!/usr/bin/env bash
# Refuses `git push --force`. Runs started for each event, or with launch = "worker".

. "${BASH_SOURCE%/*}/agent_hook.bash"

judge() {
  case "$(cat)" in
    *'["git","push",'*'"--force"'*) echo "push without --force" >&2; return 2 ;;
  esac
}

serve judge
