"""Cases where a difference is expected most: copilot."""

from kit.case import *  # noqa: F403

CASES = []
