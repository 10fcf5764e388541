#!/usr/bin/env bash
# Tells the user that the agent has something for them: on the desktop if possible, else with the
# terminal's bell. The text has no details, so that nothing private appears on a screen.
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
# Without a terminal there is nobody to notify.
{ printf '\a' >/dev/tty; } 2>/dev/null || true
