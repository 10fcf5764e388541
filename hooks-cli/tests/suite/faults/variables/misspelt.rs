//! Variables of a script whose name is misspelt in one place.

use crate::support::{
    CHECK_SETTINGS, CLAUDE_GUARD, PUSH_CALL, assert_holds, claude_guard_explained, said,
    with_claude_script,
};

#[test]
fn a_name_that_is_only_read_is_shown_beside_the_name_that_is_only_set() {
    for (guard, sentence) in [
        (
            "#!/bin/bash\ninput=$(cat)\nif echo \"$imput\" | grep -q \"git push\"; then echo no >&2; exit 2; fi\n",
            "line 3 reads the variable `imput`, which is never set; line 2 sets `input`, which is never read",
        ),
        (
            "#!/bin/bash\nINPUT=$(cat)\n[ -n \"$INPUT\" ] && DECISION=deny\njq -n --arg d \"${DECISON:-allow}\" '{d:$d}'\n",
            "line 4 reads the variable `DECISON`, which is never set; line 3 sets `DECISION`, which is never read",
        ),
    ] {
        let told = claude_guard_explained("PreToolUse", CLAUDE_GUARD, guard, PUSH_CALL);
        assert_holds(&told, &[sentence, "write one name for both"]);
        let project = with_claude_script("PreToolUse", None, guard);
        let told = said(&project.run(CHECK_SETTINGS));
        assert_holds(&told, &["note[unset_variable]", sentence]);
    }
}

#[test]
fn a_name_that_a_program_can_read_is_not_called_misspelt() {
    let guard =
        "#!/bin/bash\nexport input=$(cat)\necho \"${imput:-}\" | grep -q push && exit 2\nexit 0\n";
    let project = with_claude_script("PreToolUse", None, guard);
    let told = said(&project.run(CHECK_SETTINGS));
    assert!(!told.contains("unset_variable"), "{told}");
}
