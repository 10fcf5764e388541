use std::collections::{BTreeMap, BTreeSet};
use std::path::Component;

use proptest::prelude::*;

use super::*;
use crate::look::Folder;

#[path = "roots_named_tests.rs"]
mod named;

/// A simulated file system: folders, files and links to folders.
#[derive(Debug, Default)]
struct Paper {
    folders: BTreeMap<PathBuf, Folder>,
    files: BTreeSet<PathBuf>,
    links: BTreeMap<PathBuf, PathBuf>,
    /// The owners of entries; all other owners are unknown.
    owners: BTreeMap<PathBuf, u32>,
    /// The results of `held` for roots whose files do not configure hooks.
    held: BTreeMap<PathBuf, Held>,
}

const US: u32 = 1000;

impl Paper {
    /// Creates a file system with these hook files, in folders of the current user.
    fn with(files: &[&str]) -> Self {
        let mut paper = Self::default();
        files.iter().for_each(|file| paper.write(file));
        paper
    }

    fn write(&mut self, file: &str) {
        let file = PathBuf::from(file);
        if let Some(folder) = file.parent() {
            self.make(folder);
        }
        self.files.insert(file);
    }

    fn make(&mut self, folder: impl AsRef<Path>) {
        for folder in folder.as_ref().ancestors() {
            let ours = Folder {
                owner: Some(US),
                device: Some(1),
                shared: false,
            };
            self.folders.entry(folder.to_path_buf()).or_insert(ours);
        }
    }

    fn change(&mut self, folder: &str, change: impl FnOnce(&mut Folder)) {
        self.make(folder);
        change(self.folders.get_mut(Path::new(folder)).expect("made"));
    }

    fn link(&mut self, from: &str, to: &str) {
        self.make(Path::new(from).parent().expect("a folder"));
        self.make(to);
        self.links.insert(from.into(), to.into());
    }
}

impl Look for Paper {
    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        let mut whole = PathBuf::new();
        for part in path.components() {
            match part {
                Component::ParentDir => drop(whole.pop()),
                part => whole.push(part),
            }
            if let Some(target) = self.links.get(&whole) {
                whole.clone_from(target);
            }
        }
        self.folders.contains_key(&whole).then_some(whole)
    }

    fn folder(&self, path: &Path) -> Option<Folder> {
        self.folders.get(path).copied()
    }

    fn has(&self, path: &Path) -> bool {
        self.files.contains(path) || self.folders.contains_key(path)
    }

    fn owner(&self, path: &Path) -> Option<u32> {
        self.owners.get(path).copied()
    }

    fn held(&self, root: &Path, _: &Agents, _: Option<&DialectRef>) -> Held {
        self.held.get(root).copied().unwrap_or(Held::Hooks)
    }
}

fn search(folder: &str) -> RootSearch {
    RootSearch::from_folder(folder)
        .with_user(US)
        .with_home("/home/u")
        .with_trust(ProjectTrust::Trusted)
}

/// Renders the roots; a trusted root is marked with `+`.
fn found(search: &RootSearch, paper: &Paper) -> Vec<String> {
    let roots = search.roots_in(paper).expect("roots");
    roots
        .iter()
        .map(|root| {
            format!(
                "{}{}",
                root.path.display(),
                if root.is_trusted() { "+" } else { "" }
            )
        })
        .collect()
}

const GUARD: &str = "/p/.agent-hooks/hooks.toml";
const EVIL: &str = "/p/node_modules/evil/.agent-hooks/hooks.toml";

#[test]
fn a_cd_into_a_subfolder_keeps_the_roots_guard() {
    let mut paper = Paper::with(&[GUARD]);
    paper.make("/p/src/deep");
    assert_eq!(found(&search("/p/src/deep"), &paper), ["/p+"]);
    assert_eq!(found(&search("/p/src/gone/for/ever"), &paper), ["/p+"]);
}

#[test]
fn a_nested_root_adds_behind_the_outer_one_and_gets_no_permission() {
    let paper = Paper::with(&[GUARD, EVIL]);
    let evil = "/p/node_modules/evil";
    assert_eq!(found(&search(evil), &paper), ["/p+", evil]);
}

#[test]
fn a_repository_inside_does_not_end_the_search() {
    let mut paper = Paper::with(&[GUARD]);
    paper.make("/p/vendor/x/.git");
    assert_eq!(found(&search("/p/vendor/x"), &paper), ["/p+"]);
}

#[test]
fn home_and_the_top_are_not_roots() {
    let file = |folder: &str| format!("{folder}/.agent-hooks/hooks.toml");
    let paper = Paper::with(&[
        &file("/home/u"),
        &file("/home"),
        &file("/home/u/p"),
        &file(""),
    ]);
    assert_eq!(found(&search("/home/u"), &paper), [""; 0]);
    assert_eq!(found(&search("/"), &paper), [""; 0]);
    assert_eq!(found(&search("/home/u/p/src"), &paper), ["/home/u/p+"]);
    assert_eq!(found(&search("/home"), &paper), ["/home+"]);
}

#[test]
fn a_home_that_is_a_link_still_ends_the_search() {
    let mut paper = Paper::with(&["/data/u/.agent-hooks/hooks.toml"]);
    paper.link("/home/u", "/data/u");
    paper.make("/data/u/x");
    assert_eq!(found(&search("/data/u/x"), &paper), [""; 0]);
    assert_eq!(found(&search("/home/u/x"), &paper), [""; 0]);
}

#[test]
fn another_owner_a_file_system_border_and_a_shared_folder_end_the_search() {
    let inner = "/tmp/p/.agent-hooks/hooks.toml";
    let planted = "/tmp/.agent-hooks/hooks.toml";
    let changes: [fn(&mut Folder); 3] = [
        |tmp| tmp.owner = Some(7),
        |tmp| tmp.device = Some(2),
        |tmp| tmp.shared = true,
    ];
    for change in changes {
        let mut paper = Paper::with(&[inner, planted]);
        paper.change("/tmp", change);
        paper.make("/tmp/p/src");
        let search = search("/tmp/p/src");
        assert_eq!(found(&search, &paper), ["/tmp/p+"]);
        let searched = search.folders_in(&paper);
        assert_eq!(searched, ["/tmp/p/src", "/tmp/p"].map(PathBuf::from));
    }
}

/// Checks that only hook files of this user or of the user `root` make a root of a folder that all users can write to.
#[test]
fn a_folder_that_everybody_can_write_to_is_a_root_of_who_put_hooks_there() {
    let file = "/srv/ws/.agent-hooks/hooks.toml";
    let inner = "/srv/ws/proj/.agent-hooks/hooks.toml";
    for (of_folder, of_file, roots) in [
        (7, 7, &["/srv/ws/proj+"][..]),
        (US, 7, &["/srv/ws/proj+"]),
        (7, US, &["/srv/ws/proj+"]),
        (US, US, &["/srv/ws+", "/srv/ws/proj"]),
        (US, 0, &["/srv/ws+", "/srv/ws/proj"]),
    ] {
        let mut paper = Paper::with(&[file, inner]);
        paper.change("/srv/ws", |ws| ws.shared = true);
        paper.owners = BTreeMap::from([
            ("/srv/ws/.agent-hooks".into(), of_folder),
            (file.into(), of_file),
        ]);
        let found = found(&search("/srv/ws/proj"), &paper);
        assert_eq!(found, roots, "{of_folder} {of_file}");
    }
}

#[cfg(unix)]
#[test]
fn every_folder_that_everybody_can_write_to_is_shared() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a folder");
    for (mode, shared) in [
        (0o755, false),
        (0o775, false),
        (0o777, true),
        (0o1777, true),
        (0o702, true),
    ] {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.path(), mode.clone()).expect("set");
        let looked = Disk.folder(folder.path()).expect("there");
        assert_eq!(looked.shared, shared, "{mode:?}");
    }
}

#[test]
fn a_folder_that_another_user_made_hides_no_guard_and_gets_no_permission() {
    let mut paper = Paper::with(&[GUARD]);
    paper.change("/p/build", |build| build.owner = Some(0));
    assert_eq!(found(&search("/p/build"), &paper), ["/p+"]);
    let mut theirs = Paper::with(&["/srv/evil/.agent-hooks/hooks.toml"]);
    theirs.change("/srv/evil", |evil| evil.owner = Some(7));
    assert_eq!(found(&search("/srv/evil"), &theirs), ["/srv/evil"]);
    let named = search("/srv/evil").with_project("/srv/evil");
    assert_eq!(found(&named, &theirs), ["/srv/evil+"]);
}

#[test]
fn a_link_inside_the_project_that_leads_elsewhere_hides_no_guard() {
    let mut paper = Paper::with(&[GUARD, "/else/evil/.agent-hooks/hooks.toml"]);
    paper.link("/p/build", "/else/evil");
    assert_eq!(found(&search("/p/build"), &paper), ["/p+", "/else/evil"]);
    assert_eq!(found(&search("/p/build/../src"), &paper)[0], "/p+");
}

#[test]
fn a_folder_that_the_path_leaves_again_gets_no_permission() {
    let paper = Paper::with(&[GUARD, "/evil/x/.agent-hooks/hooks.toml"]);
    assert_eq!(found(&search("/evil/x/../../p"), &paper), ["/p+"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Checks for any working folder that the hooks of at most one root may run and that this root is the outermost
    /// root, that each root is listed once, and that a path of any length is handled.
    #[test]
    fn at_most_the_outermost_root_has_permission(
        parts in proptest::collection::vec(prop_oneof![
            Just("p"), Just("src"), Just("node_modules"), Just("evil"), Just(".."), Just("."),
            Just("link"), Just("home"), Just("u"), Just(""),
        ], 0..12),
        repeat in prop_oneof![1usize..4, Just(100_000)],
    ) {
        let mut paper = Paper::with(&[GUARD, EVIL, "/p/src/.agent-hooks/hooks.toml"]);
        paper.link("/p/link", "/p/node_modules/evil");
        let path = format!("/{}", parts.join("/").repeat(repeat));
        let roots = search(&path).roots_in(&paper).expect("no root was named");
        for (index, root) in roots.iter().enumerate() {
            prop_assert_eq!(root.is_trusted(), index == 0);
            prop_assert_eq!(roots.iter().filter(|other| other.path == root.path).count(), 1);
        }
    }
}
