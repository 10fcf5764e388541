//! The example configuration at the root of the repository.

use std::path::Path;

use hooks_config::load_files;
use hooks_types::spec::{Handler, Program};

fn example() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/hooks.toml")
}

#[test]
fn the_example_loads_without_a_word_and_names_scripts_that_are_there() {
    let loaded = load_files([example()]);
    assert_eq!(loaded.diagnostics, []);
    for hook in loaded.into_hooks().unwrap() {
        let Handler::Command(command) = &hook.handler else {
            panic!("{} is no command", hook.id);
        };
        if let Program::Argv(argv) = &command.program {
            assert!(Path::new(&argv[1]).is_file(), "{argv:?}");
        }
    }
}

#[cfg(feature = "schema")]
#[test]
fn the_example_fits_the_schema() {
    let text = std::fs::read_to_string(example()).unwrap();
    let errors: Vec<String> = crate::schema::validator()
        .iter_errors(&crate::schema::json(&text))
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, [] as [String; 0]);
}
