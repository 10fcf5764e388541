use super::*;

#[test]
fn an_exit_code_of_what_runs_in_the_background_is_lost() {
    for text in [
        "( grep -q rm && exit 2 ) &\n",
        "(\n  sleep 1\n  exit 2\n) &\nexit 0\n",
        "{ grep -q x; exit 2; } &",
        "check() {\n  exit 2\n}\ncheck &\n",
        "function check { exit 2; }\ncheck $x &",
        "grep -q x && exit 2 &\n",
        "while read l; do exit 2; done < log &\nexit 0",
        "if grep -q x; then exit 2; fi & # later\n",
        "( case $x in rm) exit 2;; esac ) >/dev/null 2>&1 &",
        "(echo 'a)b' \"c)d\"; exit 2) &",
    ] {
        assert_eq!(lost(text), Some(Lost::Background), "{text}");
    }
    for kept in [
        "( exit 2 ) & wait $! || exit 2",
        "sleep 1 &\nexit 2",
        "(sleep 1) & exit 2",
        "log & grep -q x && exit 2",
        "grep -q x && exit 2",
        "cmd &>/dev/null; exit 2",
        "cmd >&2; exit 2",
        "echo '( exit 2 ) &'",
        "cat <<EOF\n( exit 2 ) &\nEOF\n",
        "# ( exit 2 ) &\n",
        "check() { exit 2; }\ncheck\n",
        "case $x in a&b) ;; esac; exit 2",
    ] {
        assert_eq!(lost(kept), None, "{kept}");
    }
}

#[test]
fn a_block_in_a_piped_loop_is_lost_unless_the_loop_ends_the_script() {
    for text in [
        "cat | while read -r l; do\n  exit 2\ndone\nexit 0\n",
        "cat | while read l; do case $l in x) exit 2;; esac; done; exit 0",
        "cat | while read l; do exit 2; done # all of it\necho",
        "cat |\n while read l; do exit 2; done\nexit 0",
        "cat | { read l; exit 2; }\nexit 0",
        "cat | until false; do exit 2; done; true",
        "check() { exit 2; }; cat | check; exit 0",
    ] {
        assert_eq!(lost(text), Some(Lost::PipedLoop), "{text}");
    }
    for kept in [
        "cat | while read -r l; do\n  exit 2\ndone\n# the end\n",
        "cat | while read l; do exit 2; done || exit",
        "while read l; do exit 2; done < <(cat)\nexit 0",
        "cat | while read l; do echo; done\nexit 2",
        "cat | grep -q x && exit 2\nexit 0",
        "if cat | while read l; do exit 2; done; then exit 0; fi; exit 2",
        "",
        "| while ",
        "done done",
        ") } ) & fi esac ` \" $( ((",
    ] {
        assert_eq!(lost(kept), None, "{kept}");
    }
}

#[test]
fn a_block_in_parentheses_or_in_a_substitution_is_lost_unless_it_ends_the_script() {
    for (text, way) in [
        ("(grep -q x && exit 2)\nexit 0\n", Lost::Parentheses),
        ("(\n grep -q x && exit 2\n)\nexit 0\n", Lost::Parentheses),
        ("if true; then (exit 2); echo; fi", Lost::Parentheses),
        ("x=$(grep -q x && exit 2)\nexit 0\n", Lost::Substitution),
        ("x=\"$(grep -q x || exit 2)\"\necho $x", Lost::Substitution),
        ("x=`grep -q x || exit 2`; echo", Lost::Substitution),
        ("{ grep x; exit 2; } | tee log\nexit 0", Lost::Pipe),
        ("{ grep x; exit 2; } | tee log", Lost::Pipe),
    ] {
        assert_eq!(lost(text), Some(way), "{text}");
    }
    for kept in [
        "(grep -q x && exit 2) || exit\nexit 0\n",
        "(grep -q x && exit 2)\n# the end\n",
        "((x > 2)) && exit 2\nexit 0\n",
        "{ grep -q x && exit 2; }\nexit 0",
        "x=$(jq -r .a) || exit 2\nexit 0",
        "x=$(( (1 + 2) * 3 )); exit 2",
        "case $(jq .a) in *rm*) exit 2;; esac\nexit 0",
        "[[ $x =~ (a|b) ]] && exit 2\nexit 0",
        "f() (\n  exit 2\n)\nf || exit 2\n",
        "echo \"a (b) exit 2\"; exit 0",
    ] {
        assert_eq!(lost(kept), None, "{kept}");
    }
}

#[test]
fn a_return_is_lost_if_another_command_follows_the_call() {
    for (text, name) in [
        (
            "check() {\n  case $x in *a*) return 2 ;; esac\n}\ncheck\necho done >&2\n",
            "check",
        ),
        (
            "check() { return 2; }\nmain() {\n  check\n  date\n}\nmain\n",
            "check",
        ),
        (
            "check() { return 2; }\nmain() {\n  check \"$x\"\n}\nmain\ndate\n",
            "main",
        ),
        (
            "function check { if a; then return 2; fi; }\ncheck; date",
            "check",
        ),
    ] {
        assert_eq!(dropped_return(text).as_deref(), Some(name), "{text}");
    }
    for kept in [
        "check() { return 2; }\ncheck\n",
        "check() { return 2; }\ncheck || exit\ndate\n",
        "check() { return 2; }\nif check; then date; fi\ndate",
        "check() { return 2; }\ncheck\ncode=$?\ndate\nexit $code",
        "check() { return 2; }\ncheck\ncase $? in 2) ;; esac\n",
        "check() { return 2; }\ncheck; [ $? -eq 2 ] && date\n",
        "set -e\ncheck() { return 2; }\ncheck\ndate\n",
        "check() { return 1; }\ncheck\ndate\n",
        "check() { return 2; }\ndate\n",
    ] {
        assert_eq!(dropped_return(kept), None, "{kept}");
    }
}
