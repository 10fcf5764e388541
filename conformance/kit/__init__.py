"""Runs the real agents offline and compares what they do with what `hooks` does."""
