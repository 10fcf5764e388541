use super::*;

#[test]
fn a_folder_in_a_repository_of_any_kind_or_beside_a_projects_own_hooks_is_its_authors() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().canonicalize().unwrap();
    let home = at.join("home");
    for marker in [".git", ".hg", ".jj", ".svn", ".agent-hooks"] {
        let root = home.join(marker.trim_start_matches('.'));
        fs::create_dir_all(root.join(marker)).unwrap();
        let found = repository_of(&root.join("state/agent-hooks"), Some(&home));
        assert_eq!(found, Some(root), "{marker}");
        fs::create_dir_all(home.join(marker)).unwrap();
    }
    assert_eq!(repository_of(&home.join("state"), Some(&home)), None);
}
