//! Comparisons with the beginning of a path or of a command that never match, because the beginning is different.

use crate::support::{CLAUDE_GUARD, assert_holds, claude_guard_explained, script_pushed};

const SHELL: &str = "#!/bin/bash\nf=$(jq -r .tool_input.file_path)\n";
const PYTHON: &str = "#!/usr/bin/env python3\nimport json, re, sys\n\
                      p = json.load(sys.stdin)[\"tool_input\"][\"file_path\"]\n";

/// Runs a script of Claude Code on a call that writes the file `path`.
fn file_written(text: &str, path: &str) -> String {
    let field = format!("file_path={path}");
    let call = ["PreToolUse", "--tool", "Write", "--set", &field];
    claude_guard_explained("PreToolUse", CLAUDE_GUARD, text, &call)
}

#[test]
fn an_absolute_path_that_is_compared_with_a_relative_folder_is_named_with_its_cure() {
    for text in [
        format!("{SHELL}case \"$f\" in\n  migrations/*) echo frozen >&2; exit 2 ;;\nesac\n"),
        format!("{SHELL}if [[ $f == migrations/* ]]; then exit 2; fi\n"),
        format!("{SHELL}if [[ $f =~ ^migrations/ ]]; then exit 2; fi\n"),
        format!("{SHELL}if echo \"$f\" | grep -q '^migrations/'; then exit 2; fi\n"),
        "#!/bin/bash\nif jq -e '.tool_input.file_path | startswith(\"migrations/\")' >/dev/null; then exit 2; fi\n".to_owned(),
        format!("{PYTHON}if p.startswith(\"migrations/\"):\n    sys.exit(2)\n"),
        format!("{PYTHON}if re.match(r\"migrations/.*\\.sql\", p):\n    sys.exit(2)\n"),
    ] {
        let told = file_written(&text, "/srv/app/migrations/1.sql");
        let parts = [
            "compares the beginning of a path with `migrations/`",
            "`file_path` is an absolute path in this payload: `/srv/app/migrations/1.sql`",
            "remove the project's folder from the beginning of the path before it",
        ];
        assert_holds(&told, &parts);
        // Another file is not in that folder, so the comparison is not the reason.
        let told = file_written(&text, "/srv/app/src/1.sql");
        assert!(!told.contains("the beginning of a path"), "{text}: {told}");
    }
    let cured = format!("{SHELL}case \"$f\" in */migrations/*) exit 2 ;; esac\n");
    let told = file_written(&cured, "/srv/app/migrations/1.sql");
    assert!(told.contains("PreToolUse: block"), "{told}");
}

#[test]
fn a_comparison_that_lets_calls_pass_gets_no_advice_to_find_more() {
    let told = |text: &str| file_written(text, "/srv/app/docs/1.key");
    for text in [
        format!("{SHELL}case \"$f\" in\n  docs/*) exit 0 ;;\n  *.pem) exit 2 ;;\nesac\n"),
        format!("{SHELL}[[ $f == docs/* ]] && exit 0\n[[ $f == *.pem ]] && exit 2\nexit 0\n"),
        format!(
            "{PYTHON}if p.startswith(\"docs/\"):\n    sys.exit(0)\nif \".pem\" in p:\n    sys.exit(2)\n"
        ),
        format!(
            "{PYTHON}if re.match(\"app\", p):\n    sys.exit(0)\nif \".pem\" in p:\n    sys.exit(2)\n"
        ),
    ] {
        let told = told(&text);
        assert!(told.contains("PreToolUse: proceed"), "{told}");
        assert!(!told.contains("beginning"), "{told}");
    }
}

#[test]
fn the_advice_about_an_absolute_path_has_no_words_of_python_in_a_script_of_node() {
    let read =
        "const f = JSON.parse(require(\"fs\").readFileSync(0, \"utf8\")).tool_input.file_path;\n";
    let test =
        "if (f.startsWith(\"migrations/\")) { console.error(\"import them\"); process.exit(2); }\n";
    let text = format!("#!/usr/bin/env node\n{read}{test}");
    let told = file_written(&text, "/srv/app/migrations/1.sql");
    assert_holds(
        &told,
        &["compares the beginning of a path with `migrations/`"],
    );
    assert!(!told.contains("in path"), "{told}");
}

#[test]
fn a_script_that_knows_of_absolute_paths_is_not_told() {
    for text in [
        format!(
            "{SHELL}case \"${{f#\"$CLAUDE_PROJECT_DIR\"/}}\" in src/*) exit 0 ;; esac\nexit 0\n"
        ),
        format!(
            "{SHELL}rel=$(realpath --relative-to=\"$PWD\" \"$f\")\n[[ $rel == migrations/* ]] && exit 0\nexit 0\n"
        ),
        format!("{SHELL}case \"$f\" in migrations/*|*/migrations/*) exit 0 ;; esac\nexit 0\n"),
        format!("{SHELL}[[ \"$f\" == */migrations/* ]] && exit 0\nexit 0\n"),
        format!("{SHELL}if echo \"$f\" | grep -qE '(^|/)migrations/'; then exit 0; fi\n"),
        format!(
            "{SHELL}if echo \"$f\" | grep -q 'migrations/'; then exit 0; fi\nif echo \"$f\" | grep -q '^migrations/'; then exit 2; fi\n"
        ),
        format!("{SHELL}echo \"$f\" | sed 's,.*/app/,,' | grep -q '^docs/' && exit 2\nexit 0\n"),
        format!("{SHELL}f=${{f:9}}\ncase $f in migrations/*) exit 0;; esac\n"),
        format!("{SHELL}cd /srv/app && ls migrations/* >/dev/null 2>&1\nexit 0\n"),
        format!("{SHELL}[ -d migrations/ ] || exit 0\nexit 0\n"),
        format!("{SHELL}# case $f in migrations/*) exit 2\nexit 0\n"),
        format!(
            "{PYTHON}if \"migrations/\" in p and p.startswith(\"migrations/\"):\n    sys.exit(0)\n"
        ),
        format!(
            "{PYTHON}import os\nif os.path.relpath(p, \"/srv/app\").startswith(\"migrations/\"):\n    sys.exit(0)\n"
        ),
        format!(
            "{PYTHON}if p.removeprefix(\"/srv/app/\").startswith(\"migrations/\"):\n    sys.exit(0)\n"
        ),
        format!(
            "{PYTHON}if p.startswith((\"migrations/\", \"/srv/app/migrations/\")):\n    sys.exit(0)\n"
        ),
        format!("{PYTHON}if \"migrations\" in p.split(\"/\"):\n    sys.exit(0)\n"),
        format!("{PYTHON}name = \"migrations/\"\nif \"/\" + name in p:\n    sys.exit(0)\n"),
        format!("{PYTHON}if re.match(r\".*migrations/\", p):\n    sys.exit(0)\n"),
        format!("{PYTHON}if re.search(r\"migrations/\", p):\n    sys.exit(0)\n"),
        format!(
            "{PYTHON}if p.startswith(\"migrations/\"):\n    print(\"{{}}\")\nelse:\n    print(\"{{}}\")\n"
        ),
        "#!/bin/bash\ng=$(jq -r .tool_name)\ncase $g in migrations/*) exit 2;; esac\n".to_owned(),
    ] {
        let told = file_written(&text, "/srv/app/migrations/1.sql");
        assert!(!told.contains("the beginning of a path"), "{text}: {told}");
        assert!(!told.contains("re.match"), "{text}: {told}");
    }
}

#[test]
fn the_first_words_of_a_list_that_begins_with_a_shell_are_told() {
    let read = "c = json.load(sys.stdin)[\"hook_event\"][\"tool_input\"][\"command\"]\n";
    let python = format!("#!/usr/bin/env python3\nimport json, sys\n{read}");
    for test in ["c[:2] == [\"git\", \"push\"]", "c[0:2] == ['git', 'push']"] {
        let told = script_pushed(&format!("{python}if {test}:\n    sys.exit(2)\n"));
        let sentence = "compares the first word of the command with `git`";
        assert_holds(&told, &[sentence, "`\" \".join(command)`"]);
    }
    let allows = "if c[:2] == [\"git\", \"push\"]:\n    sys.exit(0)\n";
    let told = script_pushed(&format!("{python}{allows}"));
    assert!(!told.contains("the first word"), "{told}");
    let fine = format!(
        "{python}if c[:2] == [\"git\", \"push\"] or \"git push\" in c[2]:\n    sys.exit(0)\n"
    );
    let told = script_pushed(&fine);
    assert!(!told.contains("the first word"), "{told}");
}

#[test]
fn a_match_at_the_beginning_is_told_if_the_text_is_at_a_later_place() {
    let read = "c = json.load(sys.stdin)[\"tool_input\"][\"command\"]\n";
    let python = format!("#!/usr/bin/env python3\nimport json, re, sys\n{read}");
    let call = ["PreToolUse", "--tool", "Bash", "--set", "command=git push"];
    let told = |test: &str| {
        let text = format!("{python}if {test}:\n    sys.exit(2)\n");
        claude_guard_explained("PreToolUse", CLAUDE_GUARD, &text, &call)
    };
    for test in ["re.match(\"push\", c)", "re.match(r'push\\b', c)"] {
        let sentence = "`re.match` looks for `push` only at the beginning, and `command` has it at a later place";
        assert_holds(
            &told(test),
            &[sentence, "use `re.search`, which finds it at any place"],
        );
    }
    for fine in [
        "re.match(\"npm\", c)",
        "re.match(\"git\", c) and False",
        "re.match(\".*pull\", c)",
        "re.search(\"^push\", c)",
        "re.fullmatch(\"push\", c)",
    ] {
        let told = told(fine);
        assert!(!told.contains("at a later place"), "{fine}: {told}");
    }
}
