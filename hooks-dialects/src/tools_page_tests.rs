use crate::agent::AGENTS;
use crate::known_tools::KNOWN_TOOLS;

/// Returns the page's row for a canonical name.
fn row(canonical: &str) -> Option<&'static str> {
    let page = include_str!("../../docs/tools.md");
    page.lines()
        .find(|line| line.starts_with(&format!("| `{canonical}` |")))
}

#[test]
fn the_page_of_tools_has_every_name_of_every_agent() {
    for tool in KNOWN_TOOLS.iter().filter(|tool| !tool.canonical.is_empty()) {
        let row = row(tool.canonical).unwrap_or_else(|| panic!("no row for {}", tool.canonical));
        for agent in AGENTS {
            for name in agent.names_of(tool.kind) {
                assert!(
                    row.contains(name),
                    "{agent} calls {} `{name}`: {row}",
                    tool.canonical
                );
            }
        }
    }
}
