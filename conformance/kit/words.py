"""Words that scripts use. Where a word turns up tells what became of an answer."""

REASON, CONTEXT, NOTICE, STOP = "REASON-word", "CONTEXT-word", "NOTICE-word", "STOP-word"
# What a hook puts in place of an output or a prompt, and what the tool itself prints.
REWRITTEN, OUTPUT = "REWRITTEN-word", "ORIGINAL-output"
ALL = (REASON, CONTEXT, NOTICE, STOP, REWRITTEN)
