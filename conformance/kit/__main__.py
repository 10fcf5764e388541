"""Picks what to run; see README.md."""

import argparse

from . import bridge, differential, payloads, trust
from .agents import ALL

PARTS = {
    "payloads": payloads.main,
    "differential": differential.main,
    "bridge": bridge.main,
    "trust": trust.main,
}
# These parts run without the agents, and use the agents' stored results.
AGAIN = [differential.again, bridge.again]

parser = argparse.ArgumentParser(prog="conformance")
parser.add_argument("agent", choices=list(ALL))
parser.add_argument("part", nargs="?", default="all", choices=["all", "again", *PARTS])
parser.add_argument("--only", action="append", default=[], help="run only cases whose name begins with this text")
parser.add_argument("--new", action="store_true", help="run only cases that the agent has not run yet")
options = parser.parse_args()
agent = ALL[options.agent]

for run in AGAIN if options.part == "again" else [run for part, run in PARTS.items() if options.part in (part, "all")]:
    run(agent, options)
