use hooks_types::{DialectRef, EventName};
use serde_json::Value;

use super::super::kept::kept;
use super::*;
use crate::cli::SampleOptions;
use crate::sample::{Wanted, sample};

/// Returns the `hook_event` object of a sample of this event.
fn event_object(event: &EventName, tool: Option<&str>) -> Value {
    let options = SampleOptions {
        tool: tool.map(str::to_owned),
        ..SampleOptions::default()
    };
    let wanted = Wanted {
        event: event.as_str(),
        dialect: &DialectRef::default(),
        cwd: "/p",
        project: None,
        options: &options,
    };
    let sample = sample(&wanted).unwrap_or_else(|failure| panic!("{event}: {failure}"));
    let payload: Value = serde_json::from_slice(&sample.bytes).unwrap();
    payload["hook_event"].clone()
}

/// Returns the paths of the fields of `event` that a program names, in code and in comments.
fn named(program: &str) -> Vec<Vec<String>> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut paths = Vec::new();
    for (at, _) in program.match_indices("event") {
        let mut rest = &program[at + "event".len()..];
        let mut path = Vec::new();
        // The path continues as `event.a.b` or `event["a"]["b"]`.
        while let Some(inner) = rest.strip_prefix('.').or_else(|| rest.strip_prefix("[\"")) {
            let end = inner.find(|c| !is_part(c)).unwrap_or(inner.len());
            let after = &inner[end..];
            // A word with `(` after it is a method call and not a field.
            if end == 0 || after.starts_with('(') {
                break;
            }
            path.push(inner[..end].to_owned());
            rest = after.trim_start_matches("\"]");
        }
        if !path.is_empty() {
            paths.push(path);
        }
    }
    paths
}

#[test]
fn a_program_names_only_fields_that_its_event_has() {
    let tools = [None, Some("shell"), Some("write_file"), Some("mcp__a__b")];
    let languages = [
        Language::Bash,
        Language::Python,
        Language::Node,
        Language::Rust,
    ];
    let mut seen = 0;
    for event in EventName::ALL {
        let judges_calls = matches!(event, EventName::PreToolUse | EventName::PermissionRequest);
        for tool in tools
            .into_iter()
            .filter(|tool| tool.is_none() || judges_calls)
        {
            let object = event_object(event, tool);
            let does = Behaviour::of(event, tool);
            for language in languages {
                let folder = Path::new("/p/.agent-hooks");
                let programs = [program, kept].map(|write| write("x", does, language, folder));
                let files = programs.iter().flat_map(|program| &program.files);
                // The helper files are the same for all events, so they are not searched.
                for text in files.filter(|file| !file.shared).map(|file| &file.text) {
                    for path in named(text) {
                        let mut value = &object;
                        for part in &path {
                            assert!(
                                value.get(part).is_some(),
                                "{event} {tool:?} {language:?}: {path:?} in {text}"
                            );
                            value = &value[part];
                        }
                        seen += 1;
                    }
                }
            }
        }
    }
    assert!(seen > 20, "{seen}");
}
