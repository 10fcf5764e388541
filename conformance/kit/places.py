"""The paths of the program under test, the agents and the results. `cargo xtask conformance` sets HOOKS."""

import os
from pathlib import Path

CONFORMANCE = Path(__file__).resolve().parent.parent
TARGET = CONFORMANCE.parent / "target"
AGENTS = Path(os.environ.get("AGENTS_DIR", TARGET / "agents"))
HOOKS = Path(os.environ.get("HOOKS", TARGET / "debug/hooks"))
# Each run empties this folder.
WORK = Path(os.environ.get("WORK_DIR", TARGET / "conformance"))
# The complete records. The checked-in results are a summary of them.
SEEN = WORK / "seen"
RESULTS = Path(os.environ.get("RESULTS_DIR", CONFORMANCE / "results"))
