#!/bin/bash
# Installs the agents from npm (1 GB) without running their install scripts. A version may be given:
# conformance/install.sh claude=2.1.332
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=${AGENTS_DIR:-$here/../target/agents}
declare -A package=(
  [claude]=@anthropic-ai/claude-code-linux-x64 # the program itself: its wrapper needs a newer Node
  [codex]=@openai/codex [gemini]=@google/gemini-cli [copilot]=@github/copilot)
declare -A version=([claude]=2.1.332 [codex]=0.171.0 [gemini]=0.61.0 [copilot]=1.0.102)
for given in "$@"; do version[${given%%=*}]=${given#*=}; done
for agent in "${!package[@]}"; do
  mkdir -p "$root/$agent"
  cd "$root/$agent"
  [ -e package.json ] || echo '{"private":true}' > package.json
  npm install --no-audit --no-fund --ignore-scripts --include=optional "${package[$agent]}@${version[$agent]}"
done
