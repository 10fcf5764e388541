//! Hooks that look for the call where it is not: under other keys, in the wrong word of a list, or in arguments. One
//! command names everything that has to change.

use crate::support::{Project, said, script};

const HOOKS: &str = ".agent-hooks/hooks.toml";
const ENTRY: &str = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g\"]\n";

/// Runs the hooks of a trusted project on a call of the tool `tool` with one field.
fn ran(project: &Project, tool: &str, field: &str) -> String {
    let typed = ["explain", "PreToolUse", "--tool", tool, "--set", field];
    said(&project.run(&[&typed[..], &["--trust-project", "--run"]].concat()))
}

/// Runs a script as a hook in our own format, on a push.
fn pushed(text: &str) -> String {
    let project = Project::new();
    project.write(HOOKS, ENTRY);
    script(&project, ".agent-hooks/g", text);
    ran(&project, "Bash", "command=git push")
}

#[test]
fn all_fields_that_a_script_misses_are_named_at_once_and_the_search_in_a_list_with_them() {
    let text = "#!/usr/bin/env python3\nimport json, sys\npayload = json.load(sys.stdin)\n\
                if payload.get(\"tool_name\") == \"Bash\" and \"push\" in payload[\"tool_input\"][\"command\"]:\n    \
                sys.exit(2)\n";
    let list = "`g` also: it looks for `push` among the elements of the command";
    let told = pushed(text);
    let both = "reads fields that this payload does not have: `.tool_name` (did you mean \
                `.hook_event.tool_name`?), `.tool_input.command` (did you mean `.hook_event.tool_input.command`?)";
    assert!(told.contains(both) && told.contains(list), "{told}");
    // After one of the two cures, the other field and the list are still named.
    let half = text.replace("[\"tool_input\"]", "[\"hook_event\"][\"tool_input\"]");
    let told = pushed(&half);
    let other = "reads `.tool_name`, which this payload does not have; did you mean `.hook_event.tool_name`?";
    assert!(told.contains(other) && told.contains(list), "{told}");
    let cured = half
        .replace(".get(\"tool_name\")", "[\"hook_event\"][\"tool_name\"]")
        .replace("\"push\" in", "\"push\" in \" \".join(")
        .replace("[\"command\"]:", "[\"command\"]):");
    let told = pushed(&cured);
    assert!(told.contains("PreToolUse: block"), "{told}");
}

#[test]
fn a_script_that_takes_the_event_first_or_knows_both_forms_gets_no_advice_about_its_fields() {
    for read in [
        "e = json.load(sys.stdin)[\"hook_event\"]\nx = e[\"tool_name\"] + str(e[\"tool_input\"])",
        "p = json.load(sys.stdin)\ne = p.get(\"hook_event\", p)\nx = e[\"tool_name\"]",
        "p = json.load(sys.stdin)\nx = p.get(\"tool_name\") or p[\"hook_event\"][\"tool_name\"]",
    ] {
        let told = pushed(&format!(
            "#!/usr/bin/env python3\nimport json, sys\n{read}\n"
        ));
        assert!(!told.contains("does not have"), "{read}: {told}");
    }
}

#[test]
fn a_field_that_is_read_through_a_variable_with_the_event_is_compared_with_the_payload() {
    let project = Project::new();
    project.write(HOOKS, ENTRY);
    let text = "#!/usr/bin/env python3\nimport json, sys\ne = json.load(sys.stdin)[\"hook_event\"]\n\
                if e[\"tool_input\"].get(\"path\", \"\").startswith(\"/etc\"):\n    sys.exit(2)\n";
    script(&project, ".agent-hooks/g", text);
    let told = ran(&project, "Write", "file_path=/etc/x");
    assert!(
        told.contains("reads `.hook_event.tool_input.path`")
            && told.contains("did you mean `.hook_event.tool_input.file_path`?"),
        "{told}"
    );
}

#[test]
fn another_agents_key_of_the_input_is_named_with_the_key_here() {
    let told = pushed(
        "#!/usr/bin/env python3\nimport json, sys\np = json.load(sys.stdin)\ntry:\n    \
         if \"push\" in p[\"toolInput\"][\"command\"]:\n        sys.exit(2)\nexcept Exception:\n    pass\n",
    );
    let near = "reads `.toolInput.command`, which this payload does not have; did you mean \
                `.hook_event.tool_input.command`?";
    assert!(told.contains(near), "{told}");
    let project = Project::new();
    project.write(
        ".github/hooks/g.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"jq -r .tool_input.command | grep -q push && exit 2; exit 0"}]}}"#,
    );
    let told = ran(&project, "Bash", "command=git push");
    assert!(
        told.contains("reads `.tool_input.command`")
            && told.contains("did you mean `.toolArgs.command`?"),
        "{told}"
    );
}

#[test]
fn an_input_that_is_parsed_although_it_is_an_object_is_named() {
    let project = Project::new();
    project.write(
        ".github/hooks/g.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"python3 ./g.py"}]}}"#,
    );
    let text = "import json, sys\np = json.load(sys.stdin)\nif \"push\" in json.loads(p[\"toolArgs\"])[\"command\"]:\n    \
                sys.exit(2)\n";
    project.write("g.py", text);
    let told = ran(&project, "Bash", "command=git push");
    let why = "parses `toolArgs` as a text with JSON, but in this payload it is an object already";
    assert!(told.contains(why), "{told}");
}

#[test]
fn the_first_word_of_a_command_is_named_where_it_is_a_shell() {
    let text = "#!/bin/sh\nc=$(jq -r '.hook_event.tool_input.command[0]')\n\
                [ \"$c\" = git ] && { echo no >&2; exit 2; }\nexit 0\n";
    let told = pushed(text);
    let why = "compares the first word of the command with `git`, and the first word of this call is `bash`";
    let cure = "`jq -r '.hook_event.tool_input.command | join(\" \")'` makes one text of all words";
    assert!(told.contains(why) && told.contains(cure), "{told}");
    for fine in [
        text.replace("= git", "= npm"),
        text.replace("exit 0\n", "jq -r '.hook_event.tool_input.command[2]'\n"),
    ] {
        let told = pushed(&fine);
        assert!(!told.contains("first word"), "{fine}: {told}");
    }
}

#[test]
fn a_hook_that_looks_for_the_call_in_its_arguments_is_told_to_read_stdin() {
    for (command, argument) in [
        (r#"[ "$1" = push ] && exit 2; exit 0"#, "`$1`"),
        (r#"case "$*" in *push*) exit 2;; esac"#, "`$*`"),
        (
            r#"for w in "$@"; do [ "$w" = push ] && exit 2; done"#,
            "`$@`",
        ),
        (
            r#"python3 -c 'import sys; sys.exit(2 if "push" in sys.argv else 0)'"#,
            "`sys.argv`",
        ),
        (
            r#"node -e 'if (process.argv[2] == "push") process.exit(2)'"#,
            "`process.argv[2]`",
        ),
    ] {
        let entry = format!("[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = '''{command}'''\n");
        let project = Project::new();
        project.write(HOOKS, &entry);
        let told = said(&project.run(&["explain", "PreToolUse", "--trust-project"]));
        let why =
            format!("it seems to read its argument ({argument}), but a hook gets no arguments");
        assert!(
            told.contains(&why) && told.contains("the payload is JSON on stdin"),
            "{command}: {told}"
        );
    }
    for fine in [
        r#"exec ./guard "$@""#,
        r#"awk '{print $1}'"#,
        r#"f() { echo "$1"; }; f x"#,
        r#"python3 -c 'import sys; print(sys.argv[1])' push"#,
        r#"bash -c 'echo $1' x y"#,
    ] {
        let entry = format!("[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = '''{fine}'''\n");
        let project = Project::new();
        project.write(HOOKS, &entry);
        let told = said(&project.run(&["check", HOOKS]));
        assert!(!told.contains("its argument"), "{fine}: {told}");
    }
}
