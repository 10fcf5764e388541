//! Writes the pages of docs/reference from schemas and types: all keys, all events, all outcomes.
//!
//! The texts in the tables are the descriptions of the schemas, which come from doc comments. To change a text,
//! change the comment and run `cargo xtask schema`.

mod config;
mod events;
mod markdown;
mod outcomes;

use std::path::PathBuf;

/// Builds the pages of docs/reference, each with its path.
pub(crate) fn pages() -> Vec<(PathBuf, String)> {
    let folder = PathBuf::from("docs/reference");
    vec![
        (folder.join("config.md"), config::page()),
        (folder.join("events.md"), events::page()),
        (folder.join("outcomes.md"), outcomes::page()),
    ]
}

#[cfg(test)]
mod tests {
    use hooks_types::EventName;

    use super::*;

    #[test]
    fn every_key_has_type_default_and_example() {
        let page = config::page();
        let rows = page.lines().filter(|line| line.starts_with("| `"));
        let mut count = 0;
        for row in rows {
            let cells: Vec<&str> = row.split(" | ").collect();
            assert_eq!(cells.len(), 5, "{row}");
            assert!(
                cells
                    .iter()
                    .all(|cell| !cell.trim_matches(['|', ' ']).is_empty()),
                "{row}"
            );
            count += 1;
        }
        // The page must describe 29 keys: `notify`, eight keys of `[hooks]`, sixteen keys of a hook and four of `http`.
        assert_eq!(count, 29);
    }

    #[test]
    fn every_event_has_its_fields_a_sample_and_its_outcomes() {
        let (events, outcomes) = (events::page(), outcomes::page());
        for event in EventName::ALL {
            assert!(events.contains(&format!("\n## {event}\n")), "{event}");
            let sample = format!("\"event_type\": \"{}\"", event.wire_name());
            assert!(events.contains(&sample), "{event}");
            assert!(outcomes.contains(&format!("\n| {event} |")), "{event}");
        }
    }
}
