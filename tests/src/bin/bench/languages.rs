//! Compares workers in several languages with the same hooks, started for each event.

use std::io;
use std::path::Path;
use std::process::Command as Process;

use hooks_types::spec::{Command, Launch, SideEffects};
use tokio::runtime::Runtime;

use crate::ours::two_workers;
use crate::pairs::Pairs;
use crate::parts::SMALL;
use crate::table::{Limit, faster_row};
use crate::worker::{Ours, ROW};

/// Measures the same hook in several languages: started for each event, and as a worker.
pub(crate) fn measure(pairs: usize) -> io::Result<()> {
    let runtime = two_workers()?;
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/workers");
    let script = |name: &str| examples.join(name).display().to_string();
    let guard = std::env::current_exe()?.with_file_name("example-guard");
    let python = printed("python3", &["-c", "import sys; print(sys.executable)"]);
    let node = printed("node", &["-p", "process.execPath"]);
    let mut hooks = vec![(
        "Rust",
        vec![guard.display().to_string()],
        None,
        Limit::Goal(10.0),
    )];
    if let Some(python) = python {
        let bare = vec![python.clone(), "-c".to_owned(), "pass".to_owned()];
        let argv = vec![python, script("no_push.py")];
        hooks.push(("Python", argv, Some(bare), Limit::Goal(100.0)));
    }
    if let Some(node) = node {
        let bare = vec![node.clone(), "-e".to_owned(), "0".to_owned()];
        let argv = vec![node, script("no_push.mjs")];
        hooks.push(("Node", argv, Some(bare), Limit::Goal(300.0)));
    }
    hooks.push((
        "bash",
        vec!["bash".to_owned(), script("no_push.bash")],
        None,
        Limit::None,
    ));
    for (language, argv, bare, goal) in hooks {
        let new = |command| Ours::new(command, SideEffects::Possible, SMALL);
        let started = new(Command::argv(argv.clone()));
        let kept = new(Command::argv(argv).with_launch(Launch::Worker));
        let mut count = pairs.div_ceil(10);
        if language == "Rust" {
            count = pairs;
        }
        let ask_kept = |trips| in_a_task(&runtime, &kept, trips);
        let faster = |what: &str, limit: Limit, slow: &Ours, trips: u32| {
            let ask_slow = || in_a_task(&runtime, slow, 1);
            let taken = Pairs::take(count, ask_slow, || ask_kept(trips))?;
            faster_row(
                &format!("{language}{what}"),
                limit,
                &taken.ours_divided(trips),
            )
        };
        faster(" hook: started for each event, kept", goal, &started, ROW)?;
        // Start a different program before each event, which empties the caches, and measure one event.
        let what = " hook: the same, one event after each start";
        faster(what, Limit::None, &started, 1)?;
        if let Some(bare) = bare {
            let bare = new(Command::argv(bare));
            faster(
                ": a bare start of the interpreter, against the kept hook",
                Limit::None,
                &bare,
                ROW,
            )?;
        }
    }
    Ok(())
}

fn in_a_task(runtime: &Runtime, ours: &Ours, trips: u32) -> io::Result<()> {
    let ours = ours.clone();
    let task = async move {
        for _ in 0..trips {
            ours.ask().await?;
        }
        Ok(())
    };
    runtime.block_on(async { tokio::spawn(task).await })?
}

/// Returns the output of a program; `None` if the program is not installed.
fn printed(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Process::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
