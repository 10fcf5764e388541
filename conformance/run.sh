#!/bin/bash
# ./run.sh AGENT [all|bridge|payloads|differential|trust] [--only PREFIX]...
# Runs in a network namespace with loopback only, so that no data can leave the machine.
set -eu
for variable in HOOKS AGENTS_DIR WORK_DIR RESULTS_DIR; do
  [ -z "${!variable:-}" ] || export "$variable=$(realpath -ms "${!variable}")"
done
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1
exec unshare -n bash -c 'ip link set lo up && exec python3 -m kit "$@"' kit "$@"
