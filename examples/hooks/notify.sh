#!/usr/bin/env bash
# Tells the user that the agent has something for them: on the desktop if it can, else by the
# terminal's bell. Says nothing of what it is about, so that nothing private ends on a screen.
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
# No terminal is fine too: then nobody hears it.
{ printf '\a' >/dev/tty; } 2>/dev/null || true
