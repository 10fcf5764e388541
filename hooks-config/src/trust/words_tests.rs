use super::*;

fn words(text: &str) -> Words {
    Words::of(&Command::shell(text))
}

#[test]
fn a_file_is_named_however_a_shell_text_writes_it() {
    for text in [
        "./hooks/x.sh",
        "bash ./hooks/x.sh --now",
        "a=1;./hooks/x.sh",
        "(./hooks/x.sh)",
        "true&&./hooks/x.sh||true",
        "cat<./hooks/x.sh|sh",
        "./ho\"ok\"s/x.sh",
        "./ho\\oks/x.sh",
        "'./hooks/x.sh'",
        "./hooks/\\\nx.sh",
        "bash -c './hooks/x.sh a'",
        "bash -c \"sh -c './hooks/x.sh'\"",
        "X=./hooks/x.sh; $X",
        "echo `./hooks/x.sh`",
        "echo $(./hooks/x.sh)",
        "env --rcfile=./hooks/x.sh bash",
        ". ./hooks/x.sh",
        "curl -d @./hooks/x.sh",
    ] {
        let found = words(text);
        assert!(found.iter().any(|word| word == "./hooks/x.sh"), "{text}");
    }
    for text in [
        "\"$CLAUDE_PROJECT_DIR\"/hooks/x.sh",
        "\"$CLAUDE_PROJECT_DIR/hooks/x.sh\"",
        "${ROOT:-.}/hooks/x.sh",
        "$(git rev-parse --show-toplevel)/hooks/x.sh",
        "`pwd`/hooks/x.sh",
        "\"$DIR\"/hooks/x.sh --to=/tmp/y",
    ] {
        let found = words(text);
        assert!(found.iter().any(|word| word == "/hooks/x.sh"), "{text}");
    }
}

#[test]
fn a_backslash_in_double_quotes_is_part_of_the_name_as_in_a_shell() {
    for (text, name) in [
        ("sh \"a\\b.sh\"", "a\\b.sh"),
        ("sh \"a\\\\b.sh\"", "a\\b.sh"),
        ("sh 'a\\b.sh'", "a\\b.sh"),
        ("sh a\\b.sh", "ab.sh"),
        ("sh \"a\\$b.sh\"", "a$b.sh"),
    ] {
        assert!(words(text).iter().any(|word| word == name), "{text}");
    }
}

#[test]
fn a_name_with_a_separator_behind_a_variable_is_a_word() {
    for text in ["\"$DIR\"/x@2.sh", "\"${DIR:-a}/x@2.sh\"", "`pwd`/x@2.sh"] {
        assert!(words(text).iter().any(|word| word == "/x@2.sh"), "{text}");
    }
}

#[test]
fn a_file_that_is_only_written_is_not_named() {
    for text in [
        "cat >> audit.log",
        "cat >audit.log 2>&1",
        "cat &> audit.log; true",
        "cat >> \"$X/audit.log\"",
        "cat > $X/'audit.log'",
    ] {
        assert!(
            !words(text).iter().any(|word| word == "audit.log"),
            "{text}"
        );
    }
    for text in [
        "echo x > x.sh; sh x.sh",
        "tee >(./x.sh)",
        "a | tee -a x.sh",
        "hash -p /bin/sh tee\ntee x.sh",
        "echo a > \"a\\\"\"; sh x.sh; echo \"b\"",
        "echo a > $'a\\''; sh x.sh; echo 'b'",
        "echo a > 'a\\''; sh x.sh; echo 'b'",
        "cat <> x.sh",
        "echo '> x.sh'",
        "a->x.sh",
        "echo \\> x.sh",
        "true > \"$(./x.sh)\"",
        "true > $(./x.sh)",
        "true > `./x.sh`",
        "echo \"$(printf \">\" ; ./x.sh)\"",
        "perl -e 'exit(0>do\"./x.sh\")'",
        "bash ./{y,x}.sh",
        "awk -fx.sh",
        "# don't\nbash '>x.sh'",
    ] {
        let found = words(text);
        assert!(found.iter().any(|word| word.ends_with("x.sh")), "{text}");
    }
}

#[test]
fn arguments_and_values_of_variables_are_words_too() {
    let command = Command::argv(["python3", "tools/x.py", "--config=y.toml", "a b/c.sh"])
        .with_env("RC", "z.rc")
        .with_env("PATH", "bin:$PATH");
    let found = Words::of(&command);
    for word in ["tools/x.py", "y.toml", "a b/c.sh", "z.rc", "bin"] {
        assert!(found.iter().any(|found| found == word), "{word}");
    }
}

#[test]
fn text_behind_a_sign_of_another_language_is_a_word() {
    let command = Command::argv(["perl", "-e", "exit(0>do\"./guard.pl\")"]);
    assert!(Words::of(&command).iter().any(|word| word == "./guard.pl"));
}

#[test]
fn a_text_of_too_many_words_says_so_and_costs_linear_time() {
    let text: String = (0..200_000).map(|n| format!("w{n} ")).collect();
    assert!(words(&text).too_many);
    let nested = "'\"".repeat(100_000);
    assert!(!words(&nested).too_many);
}

#[test]
fn a_module_that_is_run_by_its_name_is_a_word_for_its_files() {
    for (text, file) in [
        ("python3 -m guard", "guard.py"),
        ("python3 -m tools.guard", "tools/guard.py"),
        ("python3 -m tools.guard", "tools/guard/__main__.py"),
        ("python3 -m tools.guard", "tools/__init__.py"),
        ("python3 -mguard x", "guard.py"),
        ("bash -c 'python3 -m guard'", "guard.py"),
        ("perl -Ilib -MA::Guard=x -e 1", "A/Guard.pm"),
        ("perl -Ilib -MA::Guard=x -e 1", "lib"),
    ] {
        let found = words(text);
        assert!(found.iter().any(|word| word == file), "{text}: {file}");
        let argv = Command::argv(text.split(' ').map(str::to_owned));
        let found = Words::of(&argv);
        let nested = text.contains('\'');
        assert!(
            nested || found.iter().any(|word| word == file),
            "{text}: {file}"
        );
    }
}
