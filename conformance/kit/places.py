"""Where the program under test, the agents and the results lie. `cargo xtask conformance` sets them."""

import os
from pathlib import Path

CONFORMANCE = Path(__file__).resolve().parent.parent
TARGET = CONFORMANCE.parent / "target"
AGENTS = Path(os.environ.get("AGENTS_DIR", TARGET / "agents"))
HOOKS = Path(os.environ.get("HOOKS", TARGET / "debug/hooks"))
# Thrown away by each run.
WORK = Path(os.environ.get("WORK_DIR", TARGET / "conformance"))
# Everything that was seen; the checked-in results are a summary of it.
SEEN = WORK / "seen"
RESULTS = Path(os.environ.get("RESULTS_DIR", CONFORMANCE / "results"))
