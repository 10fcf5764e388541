//! Matchers and `if` rules in settings.

use super::*;

fn js(text: &str, on_bad: OnBadPattern) -> Option<Matcher> {
    let pattern = Pattern::new(text, PatternSyntax::EcmaScript).with_on_bad(on_bad);
    Some(Matcher::Pattern(pattern))
}

#[test]
fn matchers_are_everything_a_list_or_a_pattern() {
    use OnBadPattern::{Fails, NeverRuns};
    let cases = [
        ("PreToolUse", "", None),
        ("PreToolUse", "*", None),
        ("PreToolUse", "Bash", listed(&["Bash"])),
        ("PreToolUse", "Edit|Write", listed(&["Edit", "Write"])),
        ("PreToolUse", "Edit, Write", listed(&["Edit", "Write"])),
        ("PreToolUse", "Edit | Write", listed(&["Edit", "Write"])),
        ("PreToolUse", "Bash|", listed(&["Bash"])),
        ("PreToolUse", "|", Some(Matcher::Never)),
        ("PreToolUse", "mcp__memory", listed(&["mcp__memory"])),
        ("PreToolUse", "Task", listed(&["Task", "Agent"])),
        (
            "PreToolUse",
            "mcp__memory__.*",
            js("mcp__memory__.*", Fails),
        ),
        ("PostToolUse", "Edit.*", js("Edit.*", NeverRuns)),
        ("PermissionRequest", "^Bash$", js("^Bash$", Fails)),
        ("FileChanged", "a|b", listed(&["a", "b"])),
        ("FileChanged", ".env|b", js(".env|b", NeverRuns)),
        ("StopFailure", "a,b", js("a,b", NeverRuns)),
    ];
    for (event, text, expected) in cases {
        assert_eq!(
            matcher::lower(event, Target::Tool, text),
            expected,
            "{event} {text:?}"
        );
    }
    assert_eq!(matcher::lower("Stop", Target::Nothing, "Bash"), None);
}

#[test]
fn what_a_matcher_can_never_fit_is_named() {
    let cases = [
        (
            "PreToolUse",
            "Bash(npm *)",
            "`Bash(npm *)` is a permission rule, which matches no tool name",
        ),
        (
            "PreToolUse",
            "mcp__memory",
            "`mcp__memory` is compared with whole tool names, and no tool of the server has this name",
        ),
        (
            "PreToolUse",
            "My Tool",
            "`My Tool` never matches: no tool name contains a space",
        ),
        (
            "SessionStart",
            "startup|begin",
            "`begin` never matches SessionStart",
        ),
        (
            "Stop",
            "Bash",
            "Stop has nothing to match; the matcher is ignored",
        ),
        (
            "PreToolUse",
            ",",
            "the matcher contains no name, so the group never runs",
        ),
    ];
    for (event, text, expected) in cases {
        let loaded = settings(&format!(
            r#"{{"hooks":{{"{event}":[{{"matcher":"{text}","hooks":[{{"type":"command","command":"x"}}]}}]}}}}"#
        ));
        let said: Vec<_> = loaded
            .diagnostics
            .iter()
            .map(|found| found.message.as_str())
            .collect();
        assert_eq!(said, [expected], "{event} {text}");
    }
}

#[test]
fn if_is_a_second_matcher_on_tool_events_and_elsewhere_the_hook_never_runs() {
    let fields = r#""type":"command","command":"x","if":"Bash(git push *)""#;
    let tool = handler("PreToolUse", fields);
    let hook = &tool.hooks_despite_errors()[0];
    assert_eq!(hook.options.get("if"), Some(&"Bash(git push *)".into()));
    assert_eq!(hooks(&tool), ["PreToolUse[0] sh x"]);
    let stop = handler("Stop", fields);
    assert_eq!(hooks(&stop), ["Stop[0] sh x [never_runs]"]);
    assert_eq!(
        remarks(&stop),
        ["1:66 warning[no_effect] `if` is ignored on Stop; this hook never runs"]
    );
}

#[test]
fn an_if_that_is_not_understood_is_named_with_the_probable_meaning() {
    let runs = "so `if` cannot be read and the hook runs on every call that its matcher matches";
    for (rule, problem, help) in [
        (
            "bash(rm *)",
            "`bash` is not a tool of Claude Code",
            Some("did you mean `Bash`?"),
        ),
        (
            "Bsh(rm *)",
            "`Bsh` is not a tool of Claude Code",
            Some("did you mean `Bash`?"),
        ),
        (
            "git push*",
            "`git push*` is not a tool of Claude Code",
            Some("write the tool too: `Bash(git push*)`"),
        ),
        (
            "Bash(rm *",
            "`Bash(rm *` is not a single rule of the form `Tool(argument)`",
            None,
        ),
        (
            "Bash(a) && Bash(b)",
            "`if` takes one permission rule, without `&&` and `||`",
            None,
        ),
    ] {
        let fields = format!(r#""type":"command","command":"x","if":"{rule}""#);
        let loaded = handler("PreToolUse", &fields);
        assert_eq!(hooks(&loaded), ["PreToolUse[0] sh x"]);
        let [found] = &loaded.diagnostics[..] else {
            panic!("{rule}: {:?}", loaded.diagnostics);
        };
        assert_eq!(found.message, format!("{problem}, {runs}"));
        assert_eq!(found.help.as_deref(), help, "{rule}");
    }
}
