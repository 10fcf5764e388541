#!/usr/bin/env bash
# Refuses `git push --force`. Runs started for each event, or with launch = "worker".

. "${BASH_SOURCE%/*}/agent_hook.bash"

judge() {
  # The words of the event: of an argv, and of the text in `bash -c TEXT`.
  case "$(tr -cs 'a-z-' ' ')" in
    *'git '*'push '*'--force '* | *'git '*'push '*'-f '*)
      echo "push without --force" >&2
      return 2
      ;;
  esac
}

serve judge
