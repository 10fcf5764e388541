//! Tests the findings that compare two hooks, or compare a hook with the tools that it does not match.

use super::*;

/// Builds a `pre_tool_use` hook with a shell text, for these tools.
fn before(matcher: &str, command: &str) -> String {
    format!("[[hooks.pre_tool_use]]\nmatcher = {matcher}\ncommand = '''{command}'''\n")
}

const REWRITES: &str = "echo '{\"decision\":\"modify\"}'";

#[test]
fn the_second_of_two_rewriters_of_one_tool_is_noted() {
    let both = |first: &str, second: &str| before(first, REWRITES) + &before(second, REWRITES);
    let noted = ["note two_rewriters [[[hooks.pre_tool_use]]]"];
    for (first, second) in [
        ("'shell'", "'shell'"),
        ("'*'", "'shell'"),
        ("['search', 'shell']", "['shell', 'x']"),
        ("'mcp__*'", "'mcp__a__b'"),
        ("'*'", "'*'"),
    ] {
        assert_eq!(found(&both(first, second), &[]), noted, "{first} {second}");
    }
    assert_eq!(found(&both("'shell'", "'search'"), &[]), [""; 0]);
    let chain = "[hooks]\nstrategy = \"chain\"\n".to_owned() + &both("'shell'", "'shell'");
    assert_eq!(found(&chain, &[]), [""; 0]);
    let one = before("'shell'", REWRITES) + &before("'shell'", "true");
    assert_eq!(found(&one, &[]), [""; 0]);
}

#[test]
fn a_guard_of_one_writer_names_the_others() {
    let guard = |matcher: &str| found(&before(matcher, "exit 2"), &[]);
    let noted = ["note way_round [matcher]"];
    assert_eq!(guard("'write_file'"), noted);
    assert_eq!(guard("['write_file', 'edit_file']"), noted);
    assert_eq!(guard("['write_file', 'edit_file', 'apply_patch']"), [""; 0]);
    assert_eq!(guard("'*'"), [""; 0]);
    // Another guard covers the other tools.
    let two = before("'write_file'", "exit 2") + &before("['edit_file', 'apply_patch']", "exit 2");
    assert_eq!(found(&two, &[]), [""; 0]);
    // A hook that never blocks is not a guard.
    assert_eq!(found(&before("'write_file'", "true"), &[]), [""; 0]);
}

#[test]
fn a_guard_of_the_shell_names_once_the_tools_that_nobody_declared() {
    let guard = |matcher: &str| before(matcher, "exit 2");
    let noted = ["note way_round [matcher]"];
    assert_eq!(found(&guard("'shell'"), &[]), noted);
    assert_eq!(found(&(guard("'shell'") + &guard("'shell'")), &[]), noted);
    assert_eq!(found(&guard("['shell', 'mcp__*']"), &[]), [""; 0]);
    assert_eq!(
        found(
            &(guard("'shell'") + "[[hooks.pre_tool_use]]\ncommand = 'exit 2'\n"),
            &[]
        ),
        [""; 0]
    );
}

#[test]
fn a_name_of_one_agent_in_our_own_file_leads_to_ours() {
    let noted = |name: &str| [format!("note agent_name [{name}]")];
    for name in ["Bash", "Write", "Glob"] {
        assert_eq!(
            found(&before(&format!("'{name}'"), "true"), &[]),
            noted(name)
        );
    }
    assert_eq!(found(&before("['Bash', 'shell']", "true"), &[]), [""; 0]);
    for own in ["deploy", "shell", "mcp__a__b"] {
        assert_eq!(found(&before(&format!("'{own}'"), "true"), &[]), [""; 0]);
    }
}
