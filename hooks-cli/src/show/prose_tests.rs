use super::*;

const HELD_BACK: &str = "2 hooks of /home/anna/work/a-rather-long-name did not run: the project is not \
    trusted; to decide about them, type `hooks trust --project /home/anna/work/a-rather-long-name`; to \
    trust the project for one run, add `--project /home/anna/work/a-rather-long-name --trust-project`";

#[test]
fn a_command_to_copy_has_its_own_line() {
    insta::assert_snapshot!(behind("hooks: ", HELD_BACK, 2, Some(80)), @r"
    hooks: 2 hooks of /home/anna/work/a-rather-long-name did not run: the project is
      not trusted; to decide about them, type:
        hooks trust --project /home/anna/work/a-rather-long-name
      to trust the project for one run, add
      `--project /home/anna/work/a-rather-long-name --trust-project`
    ");
}

#[test]
fn a_command_that_is_part_of_a_clause_stays_in_its_line_where_it_fits() {
    let text =
        "1 error in the configuration: no hook runs until that is fixed; `hooks check` shows more";
    insta::assert_snapshot!(behind("hooks: ", text, 2, Some(80)), @r"
    hooks: 1 error in the configuration: no hook runs until that is fixed;
      `hooks check` shows more
    ");
}

#[test]
fn a_json_object_to_copy_is_never_broken() {
    let object = r#"{"hookSpecificOutput":{"permissionDecisionReason":"CI pushes images"}}"#;
    for room in 10..120 {
        for end in ["", "; then try it again"] {
            let shown = quoted_paragraph(
                &format!("it means to block; print {object}{end}"),
                2,
                Some(room),
            );
            assert!(shown.contains(object), "{room}: {shown}");
        }
    }
}

#[test]
fn a_json_object_that_is_only_quoted_breaks_behind_its_commas() {
    let text = r#"it printed: {"permissionDecision":"deny","permissionDecisionReason":"no"}"#;
    let shown = quoted_paragraph(text, 2, Some(50));
    insta::assert_snapshot!(shown, @r#"
      it printed:
      {"permissionDecision":"deny",
      "permissionDecisionReason":"no"}
    "#);
}

#[test]
fn a_json_array_or_a_quoted_object_to_copy_is_never_broken() {
    for json in [
        r#"["Bash", "Write", "Edit"]"#,
        r#"`{ "matcher": "Bash", "hooks": [] }`"#,
    ] {
        for room in 10..80 {
            let text = format!("it is one text; write an array: {json}, or write {json}");
            let shown = quoted_paragraph(&text, 2, Some(room));
            assert_eq!(shown.matches(json).count(), 2, "{room}: {shown}");
        }
    }
}

#[test]
fn without_a_width_a_message_is_one_line() {
    assert_eq!(
        behind("hooks: ", HELD_BACK, 2, None),
        format!("hooks: {HELD_BACK}\n")
    );
    assert_eq!(behind("a: ", "b\nc", 2, None), "a: b\n  c\n");
}

#[test]
fn places_paths_and_commands_are_whole_at_every_width_and_no_letter_is_lost() {
    let place = "/home/anna/work/project/.agent-hooks/hooks.toml:12:7";
    let command = "hooks trust --project '/home/an na/`x`'";
    let text = format!(
        "cannot read {place}: it has an extraordinarilylongwordthatnothingcanbreakatall, see `{command}`; \
         日本語の文章は空白なしで続くことがあります"
    );
    for room in 1..200 {
        let shown = behind("hooks: ", &text, 2, Some(room));
        assert!(shown.contains(place), "{shown}");
        assert!(
            shown.lines().any(|line| line.trim() == command),
            "{room} {shown}"
        );
        let letters =
            |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
        assert_eq!(letters(&shown), letters(&format!("hooks: {text}")));
        for line in shown.lines().filter(|line| !line.contains('/')) {
            assert!(line.width() <= room.max(12), "{room} {line}");
        }
        assert!(
            shown.lines().skip(1).all(|line| line.starts_with("  ")),
            "{shown}"
        );
        assert!(shown.lines().all(|line| !line.ends_with(' ')), "{shown}");
    }
}

#[test]
fn any_text_is_laid_out_at_any_width() {
    for text in [
        "",
        "`",
        "``",
        "`hooks ",
        "`hooks `",
        "a  b",
        "\n\n",
        "`hooks x'`",
        "`hooks $'\\'`",
    ] {
        for room in [0, 1, 20, 80] {
            let shown = paragraph(text, 4, Some(room));
            assert!(shown.ends_with('\n'), "{text:?}");
        }
    }
}

#[test]
fn a_command_in_a_name_gets_no_line_of_its_own() {
    let name = "guard` changed; to decide about it, type `hooks trust --fingerprint v1:ab`; `guard";
    let text =
        format!("hook `{name}` changed; to see what changed, type `hooks trust --project /p`");
    let alone = |shown: &str| -> Vec<String> {
        let lines = shown.lines().map(str::trim);
        lines
            .filter(|line| line.starts_with("hooks trust"))
            .map(str::to_owned)
            .collect()
    };
    for room in 1..200 {
        let shown = behind("hooks: ", &text, 2, Some(room));
        assert_eq!(
            alone(&shown),
            ["hooks trust --project /p"],
            "{room} {shown}"
        );
        let shown = quoted_behind("hooks: ", &text, 2, Some(room));
        assert_eq!(alone(&shown), [""; 0], "{room} {shown}");
    }
}

#[test]
fn a_command_in_a_folder_s_name_gets_no_line_of_its_own_in_an_option_of_ours() {
    let folder = "'/p/a` `hooks trust --fingerprint v1:ab`; b'";
    let text = format!(
        "to decide, type `hooks trust --project {folder}`; to trust the project for one run, add `--project {folder} --trust-project`"
    );
    for room in 1..200 {
        let shown = paragraph(&text, 0, Some(room));
        let forged = |line: &str| line.trim().starts_with("hooks trust --fingerprint");
        assert!(!shown.lines().any(forged), "{room} {shown}");
    }
}

#[test]
fn code_that_fits_no_line_wraps_like_any_text() {
    let code = format!("`{} Trust this hook? {}`", "-".repeat(70), "y ".repeat(70));
    for room in [40, 80] {
        let shown = quoted_paragraph(&code, 2, Some(room));
        assert!(shown.lines().all(|line| line.width() <= room), "{shown}");
    }
}

#[test]
fn backticks_without_a_partner_are_read_once() {
    // With quadratic work, this would take minutes.
    let text = "<`hooks \\'".repeat(200_000);
    let shown = behind("hooks: ", &text, 2, Some(80));
    assert!(shown.len() >= text.len());
}

#[test]
fn each_further_line_of_a_quotation_is_marked_as_one() {
    let said = "red\nhooks: type `hooks trust`";
    assert_eq!(
        quoted_paragraph(said, 2, Some(60)),
        "  red\n  | hooks: type `hooks trust`\n"
    );
    assert_eq!(
        quoted_paragraph(said, 2, None),
        "  red\n  | hooks: type `hooks trust`\n"
    );
}
