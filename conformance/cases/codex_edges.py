"""Cases where a difference is expected most: codex."""

from kit.case import *  # noqa: F403

CASES = []
