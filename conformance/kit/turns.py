"""The model's turns in one run."""

from .words import OUTPUT

SERVER = "kit/tool_server.py"


def first(agent, box, turn):
    """Returns the model's first call. Running it leaves a proof."""
    command = box.command("original")
    return {
        "shell": lambda: {"tool": "shell", "command": f"{command}; echo {OUTPUT}"},
        "large": lambda: {"tool": "shell", "command": f"{command} # " + "x" * 100_000},
        "fail": lambda: {"tool": "shell", "command": f"{command}; echo {OUTPUT}; exit 3"},
        "mcp": lambda: agent.mcp_turn({"note": "original"}),
        "write": lambda: agent.write_turn(box.project / "original.txt", "original"),
    }[turn]()


def ran(box):
    """Returns whether the call ran as the model made it, and whether it ran as a hook rewrote it."""
    original = box.proof("original") or box.proof("mcp-write-original") or (box.project / "original.txt").exists()
    modified = box.proof("modified") or box.proof("mcp-write-changed") or (box.project / "other.txt").exists()
    return original, modified
