//! Commands that reach a shell through another field.

use super::*;

#[test]
fn a_program_that_patches_finds_its_files_from_its_own_folder() {
    let shell = ShellInput::new(["apply_patch", DECOY]).with_workdir("/etc");
    let call = ToolCall::shell("c", "shell", shell);
    let sent = shown(&call).remove(0).1.unwrap();
    assert_eq!(sent["tool_input"]["file_path"], json!("/etc/decoy.txt"));
}

#[test]
fn a_printed_command_runs_unchanged_in_a_shell() {
    for (tool, input) in [
        (
            "write_stdin",
            json!({"session_id": 1, "command": "ls", "chars": "cat secret.env\n"}),
        ),
        (
            "write_bash",
            json!({"sessionId": "1", "command": "ls", "input": "cat secret.env\n"}),
        ),
        (
            "write_powershell",
            json!({"sessionId": "1", "cmd": "ls", "input": "cat secret.env\n"}),
        ),
        (
            "write_bash",
            json!({"input": "ls", "chars": "cat secret.env\n"}),
        ),
    ] {
        everybody_is_refused(&call(tool, &input));
    }
    let mut shell = ShellInput::new(["ls"]);
    shell
        .other
        .insert("chars".to_owned(), json!("cat secret.env\n"));
    everybody_is_refused(&ToolCall::shell("c", "write_stdin", shell));
    everybody_sees(
        &call(
            "write_stdin",
            &json!({"session_id": 1, "chars": "cat secret.env\n"}),
        ),
        "secret.env",
    );
}

#[test]
fn arguments_beside_the_words_of_a_command_are_not_lost() {
    for key in ["args", "arguments"] {
        for arguments in [json!(["secret"]), json!("secret"), json!({"0": "secret"})] {
            let mut shell = ShellInput::new(["cat"]);
            shell.other.insert(key.to_owned(), arguments);
            everybody_is_refused(&ToolCall::shell("c", "shell", shell));
        }
    }
    let mut patches = ShellInput::new(["apply_patch", DECOY]);
    patches.other.insert(
        "args".to_owned(),
        json!([DECOY.replace("decoy.txt", SECRET)]),
    );
    everybody_is_refused(&ToolCall::shell("c", "shell", patches));
}

#[test]
fn an_empty_field_does_not_hide_arguments_in_another_spelling() {
    for empty in [json!([]), json!(""), json!(null)] {
        for (first, second) in [
            ("args", "arguments"),
            ("arguments", "args"),
            ("args", "Args"),
        ] {
            let mut shell = ShellInput::new(["cat"]);
            shell.other.insert(first.to_owned(), empty.clone());
            shell.other.insert(second.to_owned(), json!(["secret"]));
            everybody_is_refused(&ToolCall::shell("c", "shell", shell));
            let input = json!({"command": "cat", first: empty, second: ["secret"]});
            everybody_sees(&call("exec", &input), "cat secret");
        }
    }
    let mut shell = ShellInput::new(["ls"]);
    shell.other.insert("args".to_owned(), json!([]));
    shell.other.insert("arguments".to_owned(), json!(""));
    everybody_sees(&ToolCall::shell("c", "shell", shell), "ls");
}

#[test]
fn a_second_command_of_another_type_is_not_passed_over() {
    for second in [
        json!({"0": "cat secret"}),
        json!(["cat", 1]),
        json!(1),
        json!(""),
        json!([]),
    ] {
        let mut shell = ShellInput::new(["ls"]);
        shell.other.insert("script".to_owned(), second.clone());
        everybody_is_refused(&ToolCall::shell("c", "shell", shell));
        let input = json!({"command": "ls", "script": second});
        everybody_is_refused(&call("exec", &input));
    }
}

#[test]
fn an_empty_command_does_not_hide_a_text_that_runs_in_its_place() {
    for input in [
        json!({"command": "", "input": "cat secret.env"}),
        json!({"command": "", "cmd": null, "text": "cat secret.env"}),
        json!({"command": [], "input": "cat secret.env"}),
    ] {
        everybody_is_refused(&call("exec", &input));
    }
    for words in [&[][..], &[""]] {
        let mut shell = ShellInput::new(words.iter().copied());
        shell
            .other
            .insert("input".to_owned(), json!("cat secret.env"));
        everybody_is_refused(&ToolCall::shell("c", "shell", shell));
    }
}

#[test]
fn an_empty_text_does_not_hide_another_text_of_the_same_field() {
    everybody_is_refused(&call(
        "Write",
        &json!({"file_path": "a", "content": "", "text": "secret"}),
    ));
    everybody_is_refused(&call(
        "Edit",
        &json!({"file_path": "a", "old_string": "x", "new_string": "", "replacement": "secret"}),
    ));
    let same = json!({"file_path": "a", "old_string": "x", "new_string": "", "replacement": ""});
    everybody_sees(&call("Edit", &same), "a");
}

#[test]
fn a_single_change_with_another_path_is_refused_like_a_list_of_changes() {
    for edits in [
        json!([{"file_path": ".env", "new_string": "x"}]),
        json!({"file_path": ".env", "new_string": "x"}),
    ] {
        let input = json!({"file_path": "a", "old_string": "", "new_string": "x", "edits": edits});
        everybody_is_refused(&call("Edit", &input));
    }
}
