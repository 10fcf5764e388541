#!/usr/bin/env bash
# Appends the event unchanged, as one JSON line, to a log that only its owner can read.
#
# The native payload is one line, so the script need not parse JSON. If two hooks write at
# the same time, flock (if installed) makes the second hook wait.
set -euo pipefail
umask 077

log=${AGENT_HOOKS_AUDIT_LOG:-}
if [[ -z $log ]]; then
    state=${XDG_STATE_HOME:-}
    # The XDG specification says to ignore a relative folder.
    if [[ $state != /* ]]; then
        state=${HOME:?no HOME: set AGENT_HOOKS_AUDIT_LOG}/.local/state
    fi
    log=$state/agent-hooks/audit.jsonl
fi
mkdir -p -- "$(dirname -- "$log")"
if [[ -L $log ]]; then
    echo "the audit log $log is a link; nothing was written" >&2
    exit 1
fi

IFS= read -r line || [[ -n $line ]]
exec 9>>"$log"
if command -v flock >/dev/null; then
    flock -w 1 9 || true
fi
printf '%s\n' "$line" >&9
