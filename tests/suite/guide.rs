//! Tests that the examples of the guide work unchanged.

use std::path::Path;

/// Returns the code blocks of a page that are in this language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!("```{language}\n");
    let after = page.split(&fence).skip(1);
    after.filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_page_for_users_holds_a_configuration_without_a_finding() {
    let page = include_str!("../../docs/guide/hook-docs.md");
    let folder = tempfile::tempdir().unwrap();
    let configurations = blocks(page, "toml");
    assert!(!configurations.is_empty());
    for text in configurations {
        let file = folder.path().join("hooks.toml");
        std::fs::write(&file, text).unwrap();
        let loaded = hooks_config::load_files([&file]);
        assert_eq!(loaded.diagnostics, []);
        assert_eq!(loaded.paths(), [file.as_path()]);
        assert_eq!(loaded.hooks_despite_errors().len(), 3);
    }
    for answer in blocks(page, "json") {
        serde_json::from_str::<serde_json::Value>(answer).unwrap();
    }
}

#[test]
fn every_page_is_in_the_index_and_in_the_documentation() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide");
    let index = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let module = include_str!("../../hooks-router/src/guide.rs");
    for page in std::fs::read_dir(folder).unwrap() {
        let name = page.unwrap().file_name().into_string().unwrap();
        if name != "README.md" {
            assert!(
                index.contains(&format!("({name})")),
                "{name} is not in the index"
            );
            assert!(
                module.contains(&format!("guide/{name}")),
                "{name} is not in rustdoc"
            );
        }
    }
}
