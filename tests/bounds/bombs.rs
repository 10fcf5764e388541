//! Tests small files that would need much memory if the reader had no limits.

use hooks_config::{DiagnosticCode, Severity};

use crate::measured::{ROOM, load};

const NATIVE: &str = "hooks.toml";
const CLAUDE: &str = ".claude/settings.json";
const CODEX: &str = ".codex/config.toml";
const CURSOR: &str = ".cursor/hooks.json";
const COPILOT: &str = ".github/hooks/a.json";

/// Checks that there is a single diagnostic, which names the file, the limit and a cure. Also checks that nothing in
/// the file is used, and that the text was not parsed into a tree.
fn is_refused(text: &str, path: &str, bound: &str) {
    let (loaded, cost) = load(text, path);
    let [found] = &loaded.diagnostics[..] else {
        panic!("{path}: {:?}", loaded.diagnostics);
    };
    assert_eq!(found.code, DiagnosticCode::Unreadable, "{found}");
    assert_eq!(found.severity, Severity::Error, "{found}");
    assert!(found.message.contains(bound), "{found}");
    assert!(found.help.is_some() && found.to_string().starts_with(path));
    assert!(loaded.forbids_use(), "{found}");
    assert_eq!(loaded.hooks_despite_errors(), []);
    let room = 2 * text.len() as u64 + (64 << 10);
    assert!(cost.peak < room, "{bound}: {cost:?} for {}", text.len());
    assert!(cost.total < 2 * room, "{bound}: {cost:?}");
}

#[test]
fn a_key_of_two_mebibytes_with_900_000_children() {
    let key = "k".repeat(2 << 20);
    let bound = "the key has ";
    is_refused(
        &format!("[hooks.\"{key}\"]\n{}", "a=1\n".repeat(450_000)),
        NATIVE,
        bound,
    );
    is_refused(
        &format!("[hooks]\n\"{key}\" = [{}]", "1,".repeat(900_000)),
        NATIVE,
        bound,
    );
    is_refused(&format!("hooks = {{ '{key}' = {{}} }}"), CODEX, bound);
    is_refused(
        &format!("{{\"hooks\":{{\"{key}\":[{}1]}}}}", "1,".repeat(900_000)),
        CLAUDE,
        bound,
    );
}

#[test]
fn nesting_of_every_kind() {
    let bound = "nested more than 64 deep";
    for (text, path) in [
        (format!("[hooks]\na{} = 1", ".a".repeat(900_000)), NATIVE),
        (format!("[hooks{}]", ".a".repeat(900_000)), NATIVE),
        (format!("hooks = {}", "{a=".repeat(900_000)), NATIVE),
        (format!("hooks = {}", "[".repeat(900_000)), NATIVE),
        (format!("hooks = {}", "[{a.b=".repeat(300_000)), CODEX),
        ("[".repeat(900_000), CLAUDE),
        ("{\"hooks\":".repeat(100_000), COPILOT),
        (format!("/* */{}", "[\n".repeat(100_000)), CURSOR),
    ] {
        is_refused(&text, path, bound);
    }
}

#[test]
fn more_pieces_than_anybody_writes() {
    let bound = "more than 100000 words, values and signs";
    for (text, path) in [
        (format!("hooks = [{}]", "1,".repeat(900_000)), NATIVE),
        (format!("[hooks]\n{}", "a=1\n".repeat(900_000)), NATIVE),
        ("\n".repeat(4_000_000), NATIVE),
        ("=".repeat(4_000_000), NATIVE),
        ("[[hooks.stop]]\n".repeat(100_000), NATIVE),
        (format!("hooks = {}", "{},\n".repeat(900_000)), CODEX),
        (
            format!("{{\"hooks\":{{\"Stop\":[{}", "{},".repeat(900_000)),
            CLAUDE,
        ),
        (format!("{{{}}}", "\"a\":1,".repeat(100_000)), COPILOT),
        ("//\n".repeat(1_000_000), CURSOR),
    ] {
        is_refused(&text, path, bound);
    }
}

#[test]
fn more_tables_than_a_parser_moves_in_linear_time() {
    let inner = (0..3_000).map(|n| format!("[t.x{n}.y]\n"));
    let outer = (0..3_000).map(|n| format!("[t.x{n}]\n"));
    let text: String = inner.chain(outer).collect();
    is_refused(&text, NATIVE, "more than 4000 tables");
}

#[test]
fn a_text_larger_than_any_file_is_refused_from_an_embedder_too() {
    let text = format!("#{}", " ".repeat(4 << 20));
    is_refused(&text, NATIVE, "larger than 4 MiB");
    is_refused(&text.replace('#', " "), CLAUDE, "larger than 4 MiB");
}

#[test]
fn more_hooks_than_a_file_may_have_leave_none() {
    let bound = "more than 5000 hooks";
    for (text, path) in [
        ("[[hooks.stop]]\n".repeat(5_001), NATIVE),
        (
            format!(
                "{{\"hooks\":{{\"preToolUse\":[{}{{}}]}}}}",
                "{},".repeat(5_000)
            ),
            COPILOT,
        ),
        (
            format!(
                "{{\"hooks\":{{\"Stop\":[{{\"hooks\":[{}{{}}]}}]}}}}",
                "{},".repeat(5_000)
            ),
            CLAUDE,
        ),
    ] {
        let (loaded, _) = load(&text, path);
        let [found] = &loaded.diagnostics[..] else {
            panic!("{:?}", loaded.diagnostics)
        };
        assert!(
            found.message.contains(bound) && loaded.forbids_use(),
            "{found}"
        );
        assert_eq!(loaded.hooks_despite_errors(), []);
    }
}

/// Returns the most expensive texts that exceed no limit.
fn heaviest() -> Vec<(String, &'static str)> {
    let numbered =
        |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<String>();
    vec![
        (format!("x = \"{}\"", "a".repeat(1 << 20)), NATIVE),
        (" ".repeat(1 << 20), NATIVE),
        (
            format!("[hooks]\n{}", numbered(16_600, |n| format!("a{n}.b=1\n"))),
            NATIVE,
        ),
        (
            format!("[hooks]\n{}", numbered(24_900, |n| format!("a{n}=1\n"))),
            NATIVE,
        ),
        (
            format!(
                "[[hooks.stop]]\n{}",
                numbered(24_900, |n| format!("a{n}=1\n"))
            ),
            NATIVE,
        ),
        (format!("hooks = [{}]", "1,".repeat(49_000)), NATIVE),
        (format!("hooks = [{}]", "{a=1},".repeat(16_000)), NATIVE),
        ("[[hooks.stop]]\ncommand=[\"a\"]\n".repeat(5_000), NATIVE),
        (
            format!("[[hooks.other.{}]]\n", "e".repeat(256)).repeat(5_000),
            NATIVE,
        ),
        (
            format!("[[hooks.pre_tool_use]]\nmatcher='{}'", "a|".repeat(1 << 19)),
            NATIVE,
        ),
        ("[[hooks.Stop]]\nhooks=[{}]\n".repeat(5_000), CODEX),
        (
            format!(
                "{{{}\"a\":1}}",
                numbered(24_900, |n| format!("\"{n}\":[],"))
            ),
            CLAUDE,
        ),
        (format!("{{{}\"a\":1}}", "\"a\":1,".repeat(24_900)), CLAUDE),
        (format!("[{}1]", "1,".repeat(49_000)), CLAUDE),
        (format!("[\"{}\"]", "\\n".repeat(1 << 18)), CLAUDE),
        (
            format!(
                "{{\"hooks\":{{\"preToolUse\":[{}{{}}]}}}}",
                "{},".repeat(4_999)
            ),
            COPILOT,
        ),
        (matched(200, 4_999), CLAUDE),
        (matched(1 << 20, 1), CLAUDE),
        (matched(1 << 20, 4_999), CLAUDE),
        (matched(1 << 20, 4_999), COPILOT),
        (
            format!(
                "{{\"hooks\":{{\"PreToolUse\":[{{\"hooks\":[{{\"type\":\"mcp_tool\",\"input\":[{}1]}}]}}]}}}}",
                "{\"a\":1},".repeat(16_000)
            ),
            CLAUDE,
        ),
        (
            format!(
                "{{\"hooks\":{{\"Stop\":[{{\"hooks\":[{{\"type\":\"http\",\"url\":\"http://a\",\"headers\":{{{}\"b\":\"\"}},\"allowedEnvVars\":[{}\"x\"]}}]}}]}}}}",
                numbered(10_000, |n| format!("\"h{n}\":\"$V{n}\",")),
                numbered(20_000, |n| format!("\"V{n}\","))
            ),
            CLAUDE,
        ),
    ]
}

/// Returns a group of `handlers` handlers with a matcher of `bytes` bytes.
fn matched(bytes: usize, handlers: usize) -> String {
    format!(
        "{{\"hooks\":{{\"PreToolUse\":[{{\"matcher\":\"{}\",\"hooks\":[{}{{}}]}}]}}}}",
        "a|".repeat(bytes / 2),
        "{},".repeat(handlers - 1)
    )
}

#[test]
fn what_passes_every_bound_costs_eight_times_its_bytes_and_a_fixed_sum() {
    for (text, path) in heaviest() {
        let (loaded, cost) = load(&text, path);
        let start: String = text.chars().take(60).collect();
        let room = 8 * text.len() as u64 + ROOM;
        assert!(cost.peak < room, "{path}: {start}: {cost:?}");
        let work = 32 * text.len() as u64 + 5 * ROOM;
        assert!(cost.total < work, "{path}: {start}: {cost:?}");
        assert!(loaded.diagnostics.len() <= 201, "{path}: {start}");
    }
}

#[test]
fn placeholders_do_not_multiply_a_file_by_the_length_of_its_folder() {
    let folder = format!("/{}", "long/".repeat(600));
    let path = format!("{folder}hooks.toml");
    let arguments = "\"${config_dir}${config_dir}\",".repeat(10_000);
    let native = format!("[[hooks.stop]]\ncommand = [\"a\", {arguments}]\n");
    let escaped = native.replace("${", "\\u0024{");
    let plugin = format!("{folder}plugin/hooks/hooks.json");
    let words = "\"\\u0024{CLAUDE_PLUGIN_ROOT}\",".repeat(10_000);
    let claude = format!(
        "{{\"hooks\":{{\"Stop\":[{{\"hooks\":[{{\"type\":\"command\",\"command\":\"a\",\"args\":[{words}\"a\"]}}]}}]}}}}"
    );
    for (text, path) in [(native, &path), (escaped, &path), (claude, &plugin)] {
        let (loaded, cost) = load(&text, path);
        assert!(loaded.forbids_use(), "{:?}", loaded.diagnostics);
        assert!(loaded.diagnostics[0].message.contains("placeholders"));
        assert!(cost.peak < 8 * text.len() as u64 + (8 << 20), "{cost:?}");
    }
}
