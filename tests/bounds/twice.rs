//! Checks that twice the input costs at most about twice as much. The cost is measured in allocated bytes, so no clock
//! is needed.

use hooks_types::wire::{Expected, decode};

use crate::measured::{Cost, load, measured};

/// Checks that the cost grows about as fast as the number of bytes. Slightly faster growth passes (a sort,
/// one more digit); quadratic growth does not.
fn is_linear(what: &str, cost: impl Fn(usize) -> Cost) {
    let size = 600;
    let [one, two, four] = [size, 2 * size, 4 * size].map(cost);
    let grows = |less: u64, more: u64| more.saturating_sub(64 << 10) <= less * 5 / 2;
    for (less, more) in [(one, two), (two, four)] {
        assert!(grows(less.peak, more.peak), "{what}: {less:?}, {more:?}");
        assert!(grows(less.total, more.total), "{what}: {less:?}, {more:?}");
    }
}

fn joined(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

/// A kind of entry: its name, the path of its file, and a function that returns a text with `count` entries. All
/// numbers in the text have the same number of digits, because the length of a word influences how many known words it
/// is compared with.
type Kind = (&'static str, &'static str, fn(usize) -> String);

#[test]
fn twice_the_hooks_and_twice_the_mistakes_of_a_file_cost_twice() {
    let kinds: [Kind; 16] = [
        ("native hooks", "hooks.toml", |count| {
            (0..count)
                .map(|n| {
                    format!("[[hooks.pre_tool_use]]\nname = \"h{n:05}\"\ncommand = \"a{n:05}\"\n")
                })
                .collect()
        }),
        ("native hooks of one name", "hooks.toml", |count| {
            "[[hooks.pre_tool_use]]\nname = \"h\"\ncommand = \"a\"\n".repeat(count)
        }),
        ("native unknown keys", "hooks.toml", |count| {
            let keys: String = (0..count).map(|n| format!("nmae{n:05} = 1\n")).collect();
            format!("[[hooks.pre_tool_use]]\ncommand = \"a\"\n{keys}")
        }),
        ("native unknown events", "hooks.toml", |count| {
            (0..count)
                .map(|n| format!("[[hooks.pre_tool_use{n:05}]]\ncommand = \"a\"\n"))
                .collect()
        }),
        ("native matchers", "hooks.toml", |count| {
            format!(
                "[[hooks.pre_tool_use]]\ncommand = \"a\"\nmatcher = [{}]\n",
                joined(count, |n| format!("\"t{n:05}*\""))
            )
        }),
        ("native environment", "hooks.toml", |count| {
            format!(
                "[[hooks.pre_tool_use]]\ncommand = \"a\"\nenv = {{ {} }}\n",
                joined(count, |n| format!("A{n:05} = \"${{config_dir}}\""))
            )
        }),
        ("Claude handlers", ".claude/settings.json", |count| {
            let handlers = joined(count, |n| {
                format!(
                    "{{\"type\":\"command\",\"command\":\"a{n:05}\",\"if\":\"Bash(rm{n:05} *)\"}}"
                )
            });
            format!("{{\"hooks\":{{\"PreToolUse\":[{{\"hooks\":[{handlers}]}}]}}}}")
        }),
        ("Claude groups", ".claude/settings.json", |count| {
            let groups = joined(count, |n| {
                format!(
                    "{{\"matcher\":\"A{n:05}|B\",\"hooks\":[{{\"type\":\"command\",\"command\":\"a\"}}]}}"
                )
            });
            format!("{{\"hooks\":{{\"PreToolUse\":[{groups}]}}}}")
        }),
        ("Claude unknown keys", ".claude/settings.json", |count| {
            let keys = joined(count, |n| format!("\"tiemout{n:05}\":1"));
            format!(
                "{{\"hooks\":{{\"PreToolUse\":[{{\"hooks\":[{{\"type\":\"command\",\"command\":\"a\",{keys}}}]}}]}}}}"
            )
        }),
        ("Claude unknown events", ".claude/settings.json", |count| {
            format!(
                "{{\"hooks\":{{{}}}}}",
                joined(count, |n| format!("\"PreToolUse{n:05}\":[]"))
            )
        }),
        ("Codex tables", ".codex/config.toml", |count| {
            (0..count).map(|n| format!("[[hooks.PreToolUse]]\nhooks = [{{ type = \"command\", command = \"a{n:05}\" }}]\n")).collect()
        }),
        ("Codex states", ".codex/config.toml", |count| {
            let hooks = "[[hooks.PreToolUse]]\nhooks = [{ type = \"command\", command = \"a\" }]\n";
            let states: String = (0..count)
                .map(|n| format!("[hooks.state.\"/a:pre_tool_use:{n:05}:0\"]\nenabled = false\n"))
                .collect();
            format!("{hooks}{states}")
        }),
        ("Gemini handlers", ".gemini/settings.json", |count| {
            let handlers = joined(count, |n| {
                format!("{{\"name\":\"h{n:05}\",\"type\":\"command\",\"command\":\"a{n:05}\"}}")
            });
            format!("{{\"hooks\":{{\"BeforeTool\":[{{\"hooks\":[{handlers}]}}]}}}}")
        }),
        (
            "Gemini names that are switched off",
            ".gemini/settings.json",
            |count| {
                let off = joined(count, |n| format!("\"h{n:05}\""));
                let handlers = joined(count, |n| {
                    format!("{{\"name\":\"h{n:05}\",\"type\":\"command\",\"command\":\"a\"}}")
                });
                format!(
                    "{{\"hooksConfig\":{{\"disabled\":[{off}]}},\"hooks\":{{\"BeforeTool\":[{{\"hooks\":[{handlers}]}}]}}}}"
                )
            },
        ),
        ("Cursor hooks", ".cursor/hooks.json", |count| {
            let hooks = joined(count, |n| {
                format!("{{\"command\":\"./a{n:05}\",\"matcher\":\"x{n:05}\"}}")
            });
            format!("{{\"version\":1,\"hooks\":{{\"preToolUse\":[{hooks}]}}}}")
        }),
        ("Copilot hooks", ".github/hooks/a.json", |count| {
            let hooks = joined(count, |n| {
                format!("{{\"type\":\"command\",\"bash\":\"a{n:05}\"}}")
            });
            format!("{{\"version\":1,\"hooks\":{{\"preToolUse\":[{hooks}]}}}}")
        }),
    ];
    for (what, path, text) in kinds {
        is_linear(what, |count| load(&text(count), path).1);
    }
}

#[test]
fn twice_the_values_of_a_payload_cost_twice() {
    for dialect in &hooks_dialects::all() {
        for (what, value) in [
            ("keys", "\"k%\":1"),
            ("nested keys", "\"k%\":{\"x%\":[]}"),
            ("one key", "\"k\":1"),
            ("surrogates", "\"k%\":\"\\ud800\""),
        ] {
            let payload = |count: usize| {
                let input = joined(count, |n| value.replace('%', &format!("{n:05}")));
                format!(
                    "{{\"hook_event_name\":\"PreToolUse\",\"session_id\":\"a\",\"cwd\":\"/\",\"tool_name\":\"a\",\"tool_input\":{{{input}}}}}"
                )
            };
            is_linear(&format!("{dialect}, {what}"), |count| {
                let text = payload(count);
                let expected = Expected::new(dialect);
                measured(|| decode(text.as_bytes(), expected).is_ok()).1
            });
        }
    }
}
