"""The words of scripts. The places where a word appears show the effect of an answer."""

REASON, CONTEXT, NOTICE, STOP = "REASON-word", "CONTEXT-word", "NOTICE-word", "STOP-word"
# The text with which a hook replaces an output or a prompt, and the output of the tool itself.
REWRITTEN, OUTPUT = "REWRITTEN-word", "ORIGINAL-output"
ALL = (REASON, CONTEXT, NOTICE, STOP, REWRITTEN)
