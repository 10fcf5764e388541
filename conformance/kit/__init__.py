"""Runs the real agents offline and compares their behaviour with that of `hooks`."""
