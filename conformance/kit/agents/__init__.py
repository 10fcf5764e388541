"""The agents that can be driven."""

from .claude import Claude
from .codex import Codex
from .copilot import Copilot
from .gemini import Gemini

ALL = {agent.name: agent for agent in (Claude(), Codex(), Gemini(), Copilot())}
