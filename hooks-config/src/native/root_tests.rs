use super::*;
use crate::diagnostic::Severity;
use crate::options::OwnKeys;

/// Returns the worst severity among the diagnostics for a file that holds only hooks, and the line of that diagnostic.
fn worst(text: &str) -> Option<(Severity, u32)> {
    let options = LoadOptions::new("hooks.toml").with_own_keys(OwnKeys::None);
    let found = parse(text, &options).diagnostics;
    found
        .iter()
        .map(|found| (found.severity, found.line))
        .max_by_key(|found| found.0)
}

/// Returns the number of diagnostics for the text as an agent's own configuration.
fn beside_own_keys(text: &str) -> usize {
    parse(text, &LoadOptions::new("agent.toml"))
        .diagnostics
        .len()
}

#[test]
fn hooks_below_any_other_key_are_an_error_at_their_event() {
    for key in [
        "hok.pre_tool_use",
        "hoooks.pre_tool_use",
        "guards.pre_tool_use",
        "agent_hooks.pre_tool_use",
        "tool.hooks.pre_tool_use",
        "a.b.c.d.\"Pre Tool Use\"",
        "hok.PreToolUse",
        "hok.other.pre-tool-use",
        "pre_tool_use",
        "pre_tol_use",
        "guards.pre_tol_use",
        "PreToolUse",
        "\"pre_tool_use\\u200b\"",
        "guards.stop",
        "guards.Notification",
        "guards.permission_request",
    ] {
        for entry in [
            "command = \"exit 2\"",
            "matcher = \"shell\"\ncommand = \"exit 2\"",
        ] {
            for (open, close) in [("[[", "]]"), ("[", "]")] {
                let text = format!("# guards\n{open}{key}{close}\n{entry}\n");
                assert_eq!(worst(&text), Some((Severity::Error, 2)), "{text}");
                assert_eq!(beside_own_keys(&text), 1, "{text}");
            }
        }
    }
    let inline = "guards = { x = [{ pre_tool_use = [{ command = \"a\" }] }] }\n";
    assert_eq!(worst(inline), Some((Severity::Error, 1)));
    let nested =
        "[[hok.PreToolUse]]\nmatcher = \"Bash\"\n[[hok.PreToolUse.hooks]]\ncommand = \"a\"\n";
    assert_eq!(worst(nested), Some((Severity::Error, 1)));
}

#[test]
fn what_runs_something_below_any_key_of_a_file_of_hooks_alone_is_an_error() {
    for text in [
        "[[BeforeTool]]\ncommand = \"a\"\n",
        "[[beforeShellExecution]]\ncommand = \"a\"\n",
        "[[guards.BeforeTool]]\ncommand = \"a\"\n",
        "[[guards]]\ncommand = \"a\"\n",
        "[guard.shell]\ncommand = [\"a\"]\n",
        "[[safety.rules]]\nmatcher = \"shell\"\nhttp = { url = \"https://x\" }\n",
        "[[BeforeTool]]\ncmd = [\"a\"]\n",
        "command = [\"a\"]\n",
        "[[Bash]]\nhooks = [{ type = \"command\", command = \"a\" }]\n",
    ] {
        assert_eq!(worst(text), Some((Severity::Error, 1)), "{text}");
        // In an agent's own file the key can belong to the agent.
        assert_eq!(beside_own_keys(text), 0, "{text}");
    }
    let dotted = "[[\"hooks.pre_tool_use\"]]\ncommand = \"a\"\n";
    assert_eq!(worst(dotted), Some((Severity::Error, 1)));
    assert_eq!(beside_own_keys(dotted), 1);
}

#[test]
fn an_unknown_key_at_the_root_of_a_hooks_file_is_a_warning() {
    for text in [
        "include = [\"x\"]\n",
        "model = \"small\"\n",
        "disable_al = true\n",
        "[guards]\n",
        "[ui.notification]\nsound = true\n",
        "[keys]\nstop = [\"ctrl-c\"]\n",
        "comment = \"guards\"\n",
        "[meta]\nhttp = \"https://me\"\nhttp2 = true\n",
        "[author]\ncommander = \"x\"\ncommands = \"x\"\n",
        "[limits]\ncommand = 5\n",
        "[x]\ncommand = \"\"\n",
    ] {
        assert_eq!(worst(text), Some((Severity::Warning, 1)), "{text}");
        assert_eq!(beside_own_keys(text), 0, "{text}");
    }
    for text in [
        "",
        "notify = [\"a\"]\n",
        "\"$schema\" = \"x\"\n",
        "[hooks]\n",
    ] {
        assert_eq!(worst(text), None, "{text}");
    }
}
