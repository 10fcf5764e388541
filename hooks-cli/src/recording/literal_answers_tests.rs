use serde_json::json;

use super::*;

#[test]
fn the_answers_of_each_language_are_found() {
    let deny = json!({ "decision": "deny", "reason": "no" });
    for text in [
        "echo '{\"decision\":\"deny\",\"reason\":\"no\"}'",
        "if grep -q rm; then\n  echo \"{\\\"decision\\\": \\\"deny\\\", \\\"reason\\\": \\\"no\\\"}\"\nfi",
        "printf '%s\\n' '{\"decision\":\"deny\",\"reason\":\"no\"}'",
        "jq -n '{decision: \"deny\", reason: \"no\"}'",
        "print(json.dumps({\"decision\": \"deny\", \"reason\": \"no\"}))",
        "print(json.dumps({\n    'decision': 'deny',\n    'reason': 'no',\n}))",
        "print('{\"decision\":\"deny\",\"reason\":\"no\"}')",
        "console.log(JSON.stringify({ decision: 'deny', reason: 'no' }));",
        "process.stdout.write(JSON.stringify({ decision: 'deny', reason: 'no' }))",
    ] {
        assert_eq!(printed_objects(text), std::slice::from_ref(&deny), "{text}");
    }
    let built = "print(json.dumps({\"decision\": \"deny\", \"reason\": f\"no {tool['x'], 2}\", \"n\": {\"a\": x[1, 2]}}))";
    let expected = json!({ "decision": "deny", "reason": "...", "n": { "a": "..." } });
    assert_eq!(printed_objects(built), [expected]);
}

#[test]
fn an_object_that_is_not_printed_on_stdout_is_no_answer() {
    for text in [
        "# echo '{\"decision\":\"deny\"}'",
        "// console.log({ decision: 'deny' })",
        "x=$(echo '{\"decision\":\"deny\"}')",
        "echo '{\"decision\":\"deny\"}' | jq .",
        "echo '{\"decision\":\"deny\"}' >> log",
        "echo '{\"decision\":\"deny\"}' >&2",
        "print(json.dumps({\"decision\": \"deny\"}), file=sys.stderr)",
        "console.error(JSON.stringify({ decision: 'deny' }))",
        "body = json.dumps({\"decision\": \"deny\"})",
        "rules = {\"decision\": \"deny\"}",
        "print(json.dumps({**given, \"decision\": \"deny\"}))",
        "echo \"log: {\\\"decision\\\":\\\"deny\\\"}\"",
        "echo '{'",
        "",
    ] {
        assert_eq!(printed_objects(text), Vec::<Value>::new(), "{text}");
    }
}

/// Each brace can begin an object. The work for one of them must not grow with the length of the script.
#[test]
fn a_script_of_many_braces_is_examined_in_part() {
    for script in [
        format!("echo {}", "{".repeat(60_000)),
        format!("echo \"{}", "{\\\"".repeat(20_000)),
        format!("echo {}", "{\"a\":".repeat(12_000)),
    ] {
        let late = format!("{script}\necho '{{\"decision\":\"block\"}}'");
        assert_eq!(printed_objects(&late), [] as [serde_json::Value; 0]);
    }
}
