#!/usr/bin/env node
// Refuses `git push --force`. Runs started for each event, or with launch = "worker".

import { serve } from "./agent_hook.mjs";

serve((event) => {
  const command = event.hook_event.tool_input.command;
  if (command[0] === "git" && command[1] === "push" && command.includes("--force"))
    return { decision: "block", message: "push without --force" };
});
