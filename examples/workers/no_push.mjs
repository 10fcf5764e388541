#!/usr/bin/env node
// Refuses `git push --force`. Works when started for each event and with launch = "worker".

import { serve } from "./agent_hook.mjs";

serve((event) => {
  const command = event.hook_event.tool_input.command;
  // The text in `bash -c TEXT` contains commands too, so split it like the other words.
  const words = new Set(command.join(" ").split(/[\s;&|()'"]+/));
  if (words.has("git") && words.has("push") && (words.has("--force") || words.has("-f")))
    return { decision: "block", message: "push without --force" };
});
