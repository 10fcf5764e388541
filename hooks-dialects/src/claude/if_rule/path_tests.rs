//! Spellings of a path that a rule must match.

use serde_json::json;

use super::*;

fn fits(rule: &str, names: &[&str], input: &Value, cwd: &str) -> bool {
    super::fits(rule, names, input, cwd, &[])
}

fn read(rule: &str, path: &str) -> bool {
    fits(rule, &["Read"], &json!({ "file_path": path }), "/p")
}

#[test]
fn a_path_cannot_walk_round_a_rule_by_its_spelling() {
    for path in [
        "/p/src/a",
        "src/a",
        "./src/a",
        "/p//src/./a",
        "/p/lib/../src/a",
        "../p/src/a",
        "/P/SRC/A",
        "src\\a",
        "\\p\\src\\a",
        "/proc/self/cwd/src/a",
        "~/p/src/a",
        "/p/lib/..//src/a",
        "/p/src/../lib/a",
    ] {
        assert!(read("src/**", path), "{path}");
    }
    for path in ["/p/lib/a", "lib/a", "/q/src/a", "/p/srcx/a", "/p/lib/..a"] {
        assert!(!read("src/**", path), "{path}");
    }
}

#[test]
fn every_field_that_is_a_path_is_compared() {
    let both = json!({"file_path": "/p/a", "path": "/p/src/a"});
    assert!(fits("src/**", &["Read"], &both, "/p"));
    let notebook = json!({"notebook_path": "/p/lib/../src/a"});
    assert!(fits("src/**", &["NotebookEdit"], &notebook, "/p"));
}

#[test]
fn a_search_reaches_files_below_its_folder_or_in_its_pattern() {
    for (input, expected) in [
        (json!({"path": "/p"}), true),
        (json!({"path": "."}), true),
        (json!({"path": "/p/src/a"}), true),
        (json!({"path": "/p/lib"}), false),
        (json!({"pattern": "*"}), true),
        (json!({"path": "/p/lib", "pattern": "../src/*"}), true),
        (json!({"path": "/p/lib", "pattern": "/p/src/*"}), true),
        (json!({"path": "/p/lib", "pattern": "*.rs"}), false),
    ] {
        assert_eq!(fits("src/**", &["Glob"], &input, "/p"), expected, "{input}");
    }
    // The folder in a call of any search tool can contain `..`.
    for tool in ["Grep", "Glob", "LS"] {
        let around = json!({"path": "/p/lib/../src", "pattern": "x"});
        assert!(fits("src/**", &[tool], &around, "/p"), "{tool}");
    }
    // The pattern of a text search is not a path.
    let grep = json!({"path": "/p/lib", "pattern": "/p/src"});
    assert!(!fits("src/**", &["Grep"], &grep, "/p"));
}

#[test]
fn rules_cover_what_ignore_files_would() {
    for (rule, path, expected) in [
        ("src/", "/p/src/a", true),
        ("src", "/p/x/src/a", true),
        ("/src", "/p/src/a", true),
        ("/src", "/src/a", true),
        ("//src", "/p/src/a", false),
        ("app/[id]/**", "/p/app/x/y", true),
        ("../q/**", "/q/a", true),
        ("~/.ssh/**", "/root/.ssh/id", true),
        ("//c/w/**", "C:\\W\\a", true),
        ("C:\\w\\**", "c:/w/a", true),
        ("straße/**", "/p/stra\u{df}e/a", true),
        ("caf\u{e9}", "/p/cafe\u{301}", true),
        ("caf\u{e9}", "/p/a", false),
    ] {
        assert_eq!(read(rule, path), expected, "{rule} {path}");
    }
}

#[test]
fn a_list_beside_a_path_and_alternatives_of_a_pattern_cannot_hide_a_file() {
    for (rule, tool, input) in [
        (
            "./.env",
            "Read",
            json!({"file_path": [".env"], "path": "a"}),
        ),
        (
            "./.ssh/**",
            "Read",
            json!({"file_path": ".\u{17f}\u{17f}h/id"}),
        ),
        ("./.env", "Read", json!({"file_path": ".e\u{200c}nv"})),
        (
            "//etc/**",
            "Glob",
            json!({"path": "src", "pattern": "{/etc,b}/passwd"}),
        ),
        (
            "//etc/**",
            "Glob",
            json!({"path": "src", "pattern": "{b,../../etc}/passwd"}),
        ),
    ] {
        assert!(fits(rule, &[tool], &input, "/p"), "{rule} {input}");
    }
    let plain = json!({"file_path": "src/\u{fc}ber.rs", "path": null});
    assert!(!fits("./.env", &["Read"], &plain, "/p"));
    let inside = json!({"path": "src", "pattern": "**/*.{rs,toml}"});
    assert!(!fits("//etc/**", &["Glob"], &inside, "/p"));
}

#[test]
fn a_cd_takes_no_path_out_of_a_rule() {
    let edit = |rule: &str, path: &str, cwd: &str, others: &[&str]| {
        super::fits(rule, &["Edit"], &json!({"file_path": path}), cwd, others)
    };
    for rule in ["/src/**", "src/**", "./src/**", "src/a", "/src/a", "/src"] {
        for cwd in ["/p", "/p/", "/p/sub", "/p/sub/deep/er", "/p/src", "/P/Sub"] {
            assert!(edit(rule, "/p/src/a", cwd, &[]), "{rule} in {cwd}");
        }
        assert!(edit(rule, "../src/a", "/p/sub", &[]), "{rule}");
        // Here the session's folder is outside the project.
        assert!(edit(rule, "/p/src/a", "/tmp", &["/p"]), "{rule}");
        assert!(edit(rule, "/p/src/a", "", &["/q", "/p/"]), "{rule}");
        assert!(!edit(rule, "/p/src/a", "/tmp", &["/q"]), "{rule}");
        assert!(!edit(rule, "/p/lib/src/a", "/p/sub", &["/p"]), "{rule}");
    }
    assert!(!edit("//src/**", "/p/src/a", "/p/sub", &["/p"]));
}

#[test]
fn a_search_from_elsewhere_reaches_the_rules_of_the_project() {
    let search = |path: &str, cwd: &str, others: &[&str]| {
        super::fits("src/**", &["Grep"], &json!({"path": path}), cwd, others)
    };
    assert!(search("/p", "/p/sub", &[]));
    assert!(search("/p", "/tmp", &["/p"]));
    assert!(search("/", "/tmp", &["/p"]));
    assert!(search("/p/src", "/p/sub", &[]));
    assert!(!search("/p/lib", "/p/sub", &[]));
    assert!(!search("/q", "/p/sub", &["/p"]));
}

#[test]
fn a_folder_whose_entries_a_rule_covers_is_covered() {
    for rule in [
        "./secrets/**",
        "secrets/*",
        "/secrets/**",
        "//p/secrets/**/*",
        "secrets/",
    ] {
        for path in ["/p/secrets", "secrets/", "./secrets", "secrets/key"] {
            assert!(read(rule, path), "{rule} {path}");
        }
        assert!(!read(rule, "/p/secretsx"), "{rule}");
        assert!(!read(rule, "/p"), "{rule}");
    }
}

/// A rule over a path below one of the folders matches, whichever folder it is.
#[test]
fn folders_without_end_cost_no_more_than_their_length() {
    let deep = "/a".repeat(1 << 15);
    let input = json!({"file_path": format!("{deep}/x")});
    assert!(fits("src/**", &["Edit"], &input, &deep));
    let shallow = format!("/{}/x", "a".repeat(1 << 16));
    let input = json!({ "file_path": shallow });
    assert!(fits(&"*a".repeat(1 << 12), &["Edit"], &input, "/p"));
}

#[test]
fn an_address_of_a_file_and_white_space_around_a_path_walk_round_no_rule() {
    for path in [
        "file:///p/.env",
        "FILE:///p/.env",
        "file:/p/.env",
        "file://localhost/p/.env",
        "file:///p/x/../.env",
        "file:///p/%2eenv",
        "file://elsewhere/p/.env",
        "file:.env",
        "file:\\p\\.env",
        "file:///p/.env?x",
        "file:///p/.env#x",
        " file:///p/.env\n",
        "vscode-remote://host/p/.env",
        "/p/.env ",
        "/p/.env\t",
        "/p/.env\n",
        ".env ",
        " ./.env",
        "/p/.env\u{a0}",
    ] {
        assert!(read("./.env", path), "{path:?}");
    }
    for path in ["file:///p/.envrc", "file:///q/.env", "/p/.envrc ", "x:y"] {
        assert!(!read("./.env", path), "{path:?}");
    }
}
