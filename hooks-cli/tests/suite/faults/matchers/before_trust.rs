//! A matcher that cannot work is explained before the user trusts its hook, without a quotation of the file's text in
//! the explanation.

use serde_json::json;

use crate::support::{Project, said, with_file};

/// A matcher that cannot work, in the file of an agent.
struct Fault {
    file: &'static str,
    event: &'static str,
    matcher: &'static str,
    /// What explain says about it.
    said: &'static str,
}

const CLAUDE: &str = ".claude/settings.json";

const FAULTS: &[Fault] = &[
    Fault {
        file: CLAUDE,
        event: "PreToolUse",
        matcher: "Bash(git SECRET:*)",
        said: "the matcher is a permission rule, which matches no tool name; write only the name of the tool as \
               matcher, and the rule as `if` of the handler",
    },
    Fault {
        file: CLAUDE,
        event: "PreToolUse",
        matcher: "SECRET tool",
        said: "the matcher never matches: no tool name contains a space",
    },
    Fault {
        file: CLAUDE,
        event: "PreToolUse",
        matcher: "mcp__SECRET",
        said: "`mcp__SERVER__.*` matches all of its tools",
    },
    Fault {
        file: CLAUDE,
        event: "SessionStart",
        matcher: "SECRET",
        said: "a word of the matcher never matches SessionStart; known names: startup, resume",
    },
    Fault {
        file: CLAUDE,
        event: "PreToolUse",
        matcher: "SECRET(",
        said: "the matcher is not a valid pattern: a `(` is not closed",
    },
    Fault {
        file: ".codex/hooks.json",
        event: "PreToolUse",
        matcher: "SECRET | x y",
        said: "the matcher is a pattern that never matches: no tool name contains a space; in Codex a list has no spaces",
    },
    Fault {
        file: ".gemini/settings.json",
        event: "BeforeTool",
        matcher: "SECRET|Bash",
        said: "`Bash` is not a tool name of Gemini CLI; Gemini CLI calls this tool `run_shell_command`",
    },
];

#[test]
fn explain_says_before_trust_why_a_matcher_cannot_work_and_what_to_write() {
    for fault in FAULTS {
        let hook = json!({ "type": "command", "command": "true" });
        let group = json!({ "matcher": fault.matcher, "hooks": [hook] });
        let project = with_file(
            fault.file,
            &json!({ "hooks": { fault.event: [group] } }).to_string(),
        );
        let event = match fault.event {
            "BeforeTool" => "PreToolUse",
            event => event,
        };
        let ran = project.run(&["explain", event]);
        let told = said(&ran);
        assert!(told.contains("(`hooks check` shows the line)"), "{told}");
        // The sentence is in the row, and not once more above it.
        assert_eq!(told.matches(fault.said).count(), 1, "{told}");
        // `hooks check` quotes the matcher.
        let told = said(&project.run(&["check"]));
        assert!(told.contains("SECRET"), "{told}");
    }
}

#[test]
fn list_says_before_trust_why_a_native_matcher_cannot_work() {
    for (matcher, sentence) in [
        (
            "SECRET(x)",
            "the matcher is a permission rule, and a matcher takes names of tools; write only the name of the tool",
        ),
        (
            "SECRET|x",
            "the matcher is a list in one text, which has no meaning here; write an array: [\"NAME\", \"NAME\"]",
        ),
        (
            "SECRET.*",
            "the matcher: `.*` is regular expression syntax, which is not supported; write `NAME*`",
        ),
        (
            "Bahs",
            "no tool is known by a name in the matcher; names are compared letter by letter (did you mean `Bash`?",
        ),
        (
            "mcp__SECRET",
            "the matcher matches no tool of an MCP server (`mcp__SERVER__*` matches all of its tools)",
        ),
    ] {
        let project = Project::new();
        let hook = format!("[[hooks.pre_tool_use]]\nmatcher = \"{matcher}\"\ncommand = \"true\"\n");
        project.write(".agent-hooks/hooks.toml", &hook);
        let told = said(&project.run(&["list"]));
        assert!(told.contains(sentence), "{matcher}: {told}");
    }
}

#[test]
fn a_condition_that_cannot_be_said_without_a_quotation_leads_to_check() {
    let hook = json!({ "type": "command", "command": "true", "if": "SECRET(" });
    let group = json!({ "matcher": "Bash", "hooks": [hook] });
    let project = with_file(
        CLAUDE,
        &json!({ "hooks": { "PreToolUse": [group] } }).to_string(),
    );
    let told = said(&project.run(&["explain", "PreToolUse", "--speak", "claude"]));
    let sentence = "`hooks check` says what is wrong with its matcher or `if`";
    assert!(told.contains(sentence), "{told}");
}
