"""Cases where a difference is expected most: gemini."""

from kit.case import *  # noqa: F403

CASES = []
