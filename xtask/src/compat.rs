//! Writes docs/compat.md from the results of the conformance kit.
//!
//! The results of an agent have two parts: `cases`, in which one hook ran in the real agent and in `hooks fire`, and
//! `bridge`, in which one `hooks.toml` ran through the bridge (`hooks`, installed as a hook of the agent). Each case
//! has a verdict (such as `stricter`), and a reason if our decision differs from the agent's decision.
//!
//! The results are in the repository, so the page can be generated and checked without the agents.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// The agents that have results of the conformance suite, in the order in which docs/compat.md lists them.
const AGENTS: &[&str] = &["claude", "codex", "gemini", "copilot"];

/// The beginning of the page docs/compat.md.
const HEAD: &str = "\
# What the real agents do, and what we do

This page is written by `cargo xtask schema` from `conformance/results`. `cargo xtask conformance AGENT` writes these results
([how it works](../conformance/README.md)). Each case is a hook in an agent's own format. It ran in that agent, offline and with a mock model, and in
`hooks fire` with the payload that the agent sends.

- **equal**: the same decision.
- **stricter**: we block or ask where the agent goes on, or its report says so in other words; each such case is listed with its reason.
- **looser**: the agent guards more than we do. There must be none.
- **other**: neither guards more, but the decisions differ.

Cursor and goose are not in the table: Cursor has no version that runs without its service, so its column in [answers.md](answers.md) is
**from its documentation**; the column of goose is from its source.
";

/// The text before the table of the bridge's scenarios.
const BRIDGE: &str = "
## The bridge

One `hooks.toml` for all agents, through `hooks bridge install`. Each cell: effect on the tool call · text for the model · text for the
user. In scenarios named `everywhere-` the bridge is installed in every file that the agent reads (the user's and the project's; in Copilot
also Claude Code's), and a promise is that the hooks ran once for each event. REASON, CONTEXT, NOTICE, STOP and REWRITTEN are the texts of the hook's answer. Headless runs print less than a terminal shows: `codex exec` prints no
notices at all. **✗** marks a promise that is not kept; numbers lead to notes.
";

/// Builds the page from the results below `root`. It has a row of counts for each agent, the cases in which our
/// decision differs from the agent's decision, and the table of the bridge.
pub(crate) fn page(root: &Path) -> String {
    // Leave out an agent without a results file: the page must not need every agent installed.
    let results: Vec<(&str, Value)> = AGENTS.iter().filter_map(|name| read(root, name)).collect();
    let mut page = HEAD.to_owned();
    page.push_str("\n| agent | version | date | cases | equal | stricter | looser | other | bridge scenarios kept |\n|---|---|---|---|---|---|---|---|---|\n");
    for (_, result) in &results {
        let text = |key: &str| result[key].as_str().unwrap_or_default();
        let (agent, version, date) = (text("agent"), text("version"), text("date"));
        let cases = entries(&result["cases"]);
        let count = |verdict: &str| {
            let found = cases.iter().filter(|(_, case)| case["verdict"] == verdict);
            found.count()
        };
        let bridge = entries(&result["bridge"]);
        let kept = bridge.iter().filter(|(_, one)| one["broken"].is_null());
        let _ = writeln!(
            page,
            "| {agent} | {version} | {date} | {} | {} | {} | {} | {} | {} of {} |",
            cases.len(),
            count("equal"),
            count("stricter"),
            count("looser"),
            count("other"),
            kept.count(),
            bridge.len(),
        );
    }
    for (name, result) in &results {
        differing(&mut page, name, result);
    }
    bridge(&mut page, &results);
    page
}

/// Reads the results file of an agent. Returns `None` if there is no file, or if the file is not JSON.
fn read(root: &Path, name: &'static str) -> Option<(&'static str, Value)> {
    let path = root.join(format!("conformance/results/{name}.json"));
    let text = fs::read_to_string(path).ok()?;
    Some((name, serde_json::from_str(&text).ok()?))
}

/// Returns the members of an object, sorted by key.
fn entries(value: &Value) -> Vec<(&String, &Value)> {
    value.as_object().into_iter().flatten().collect()
}

/// Joins a list of texts for a cell of a table. Any other value gives an empty cell.
fn words(value: &Value) -> String {
    let words = value.as_array().into_iter().flatten();
    let words: Vec<&str> = words.filter_map(Value::as_str).collect();
    words.join("; ").replace('|', "\\|").replace('\n', " ")
}

/// Writes the cases of an agent in which our decision differs from the agent's, each with its reason.
fn differing(page: &mut String, name: &str, result: &Value) {
    let title = result["agent"].as_str().unwrap_or(name);
    let differing: Vec<_> = entries(&result["cases"])
        .into_iter()
        .filter(|(_, case)| case["verdict"] != "equal")
        .collect();
    let _ = write!(page, "\n## {title}: other decisions\n\n");
    if differing.is_empty() {
        page.push_str("None.\n");
        return;
    }
    page.push_str("| case | event | agent | we | | why |\n|---|---|---|---|---|---|\n");
    for (case, found) in differing {
        let text = |key: &str| found[key].as_str().unwrap_or_default();
        let _ = writeln!(
            page,
            "| {case} | {} | {} | {} | {} | {} |",
            text("event"),
            text("agent"),
            text("ours"),
            text("verdict"),
            words(&found["why"]),
        );
    }
}

/// Writes the table of the bridge, with one row for each scenario and one column for each agent, and below it the notes
/// that the cells refer to by number.
fn bridge(page: &mut String, results: &[(&str, Value)]) {
    // Agents run different scenarios. The rows are in the order in which scenarios first appear.
    let mut scenarios: Vec<&String> = Vec::new();
    for (_, result) in results {
        for (name, _) in entries(&result["bridge"]) {
            if !scenarios.contains(&name) {
                scenarios.push(name);
            }
        }
    }
    if scenarios.is_empty() {
        return;
    }
    page.push_str(BRIDGE);
    page.push_str("\n| scenario |");
    for (_, result) in results {
        let _ = write!(page, " {} |", result["agent"].as_str().unwrap_or_default());
    }
    let _ = writeln!(page, "\n|---|{}", "---|".repeat(results.len()));
    let mut notes: Vec<String> = Vec::new();
    for name in scenarios {
        let _ = write!(page, "| {name} |");
        for (_, result) in results {
            let _ = write!(
                page,
                " {} |",
                cell(&result["bridge"][name.as_str()], &mut notes)
            );
        }
        page.push('\n');
    }
    page.push('\n');
    for (index, note) in notes.iter().enumerate() {
        let _ = writeln!(page, "{}. {note}", index + 1);
    }
}

/// Returns the table cell for one scenario and one agent: whether the tool call ran, which texts the model got, and
/// what the user could read. `–` means that nothing of this happened, or that the agent did not run the scenario. A
/// reason becomes a numbered note below the table.
fn cell(seen: &Value, notes: &mut Vec<String>) -> String {
    if seen.is_null() {
        return "–".to_owned();
    }
    let heard = |key: &str| {
        // The texts of a hook's answer are words such as `REASON-word`. The page names them without the
        // ending.
        let words = words(&seen[key]).replace("-word", "").replace(';', "");
        if words.is_empty() {
            "–".to_owned()
        } else {
            words
        }
    };
    let tool = seen["tool"].as_str().unwrap_or("–");
    let mut cell = format!("{tool} · {} · {}", heard("model"), heard("user"));
    if !seen["broken"].is_null() {
        let _ = write!(cell, " **✗** {}", words(&seen["broken"]));
    }
    if let Some(why) = seen["why"].as_str() {
        // The same reason often explains several cells, so list each reason once.
        let known = notes.iter().position(|note| note == why);
        let place = known.unwrap_or_else(|| {
            notes.push(why.to_owned());
            notes.len() - 1
        });
        let _ = write!(cell, " ({})", place + 1);
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the README's promises about the decisions on docs/compat.md.
    #[test]
    fn no_case_is_looser_than_its_agent_and_every_stricter_one_says_why() {
        let root = crate::workspace_root();
        for (name, result) in AGENTS.iter().filter_map(|name| read(&root, name)) {
            for (case, found) in entries(&result["cases"]) {
                let verdict = found["verdict"].as_str().unwrap_or_default();
                assert!(verdict != "looser", "{name}: {case}: {found}");
                let said = verdict == "equal" || !words(&found["why"]).is_empty();
                assert!(said, "{name}: {case}: {found}");
            }
            for (scenario, found) in entries(&result["bridge"]) {
                assert!(found["broken"].is_null(), "{name}: {scenario}: {found}");
            }
        }
    }
}
