"""Cases where a difference is expected most: claude."""

from kit.case import *  # noqa: F403

CASES = []
