#!/usr/bin/env bash
# Refuses `git push --force`. Works when started for each event and with launch = "worker".

. "${BASH_SOURCE%/*}/agent_hook.bash"

judge() {
  # Split the whole event into words: an argv and the text of `bash -c TEXT` then look alike.
  case "$(tr -cs 'a-z-' ' ')" in
    *'git '*'push '*'--force '* | *'git '*'push '*'-f '*)
      echo "push without --force" >&2
      return 2
      ;;
  esac
}

serve judge
