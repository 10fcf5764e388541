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
fn what_is_typed_into_a_shell_is_what_it_runs() {
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
