#!/usr/bin/env bash
# Tells the user that the agent has something for them: by a desktop notification if possible, else by
# the terminal's bell. The text has no details, because other people might see the screen.
set -u
cat >/dev/null

title='Agent'
text='The agent has something for you.'
if command -v notify-send >/dev/null && [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
    notify-send -- "$title" "$text" && exit 0
fi
if command -v osascript >/dev/null; then
    osascript -e "display notification \"$text\" with title \"$title\"" >/dev/null && exit 0
fi
# Ignore an error: without a terminal the user cannot be notified.
{ printf '\a' >/dev/tty; } 2>/dev/null || true
