//! Lists the places that are searched for hook files.

use hooks_config::Candidate;
use hooks_types::spec::Scope;
use hooks_types::text::{visible_line, visible_path};

use crate::configuration::Survey;
use crate::show::{FAINT, quoted_behind, quoted_paragraph, styled};

/// Lists every place that is searched, unshortened, so that each can be copied. Each agent's name is printed once.
pub(super) fn places(survey: &Survey) -> String {
    let mut text = String::new();
    let mut last = None;
    for place in survey.places() {
        let dialect = place.dialect.to_string();
        let shown = match last.as_ref() == Some(&dialect) {
            true => "",
            false => &dialect,
        };
        let path = visible_line(&place.path.display().to_string());
        text += &format!("  {} {path}\n", styled(FAINT, format!("{shown:<8}")));
        last = Some(dialect);
    }
    text
}

/// Lists the places that are searched, a paragraph for each agent. Paths of the project are relative to it, and paths
/// in the home folder begin with `~`. Empty if no places were searched.
pub(super) fn folded_places(survey: &Survey, room: Option<usize>) -> String {
    let places = survey.places();
    // Look only at places of the project, because a place of the user can have a root too: the folder of an agent's
    // plugins.
    let of_project = |place: &&Candidate| place.scope == Scope::Project;
    let roots = places.iter().filter(of_project);
    let roots = roots.filter_map(|place| place.root.as_ref());
    let project = roots.map(|root| root.path.as_path()).next_back();
    let home = survey.home();
    let shown = |place: &Candidate| {
        let path = place.path.as_path();
        let project = project.filter(|_| of_project(&place));
        let in_project = project.and_then(|project| path.strip_prefix(project).ok());
        let in_home = home.and_then(|home| path.strip_prefix(home).ok());
        match (in_project, in_home) {
            (Some(below), _) => visible_path(below),
            (None, Some(below)) => format!("~/{}", visible_path(below)),
            (None, None) => visible_path(path),
        }
    };
    let mut agents: Vec<(String, Vec<String>)> = Vec::new();
    for place in &places {
        let (dialect, path) = (place.dialect.to_string(), shown(place));
        match agents.iter_mut().find(|(known, _)| *known == dialect) {
            Some((_, paths)) => paths.push(path),
            None => agents.push((dialect, vec![path])),
        }
    }
    if agents.is_empty() {
        return String::new();
    }
    let relative = match (project, home) {
        (Some(path), _) => format!("paths are relative to {}; ", visible_path(path)),
        (None, Some(home)) => format!(
            "only those of the system and of the user, because this folder is not in a project; `~` is {}; ",
            visible_path(home)
        ),
        (None, None) => String::new(),
    };
    let said =
        format!("searched for hook files ({relative}`hooks list --places` shows them in full)");
    let mut text = quoted_paragraph(&said, 0, room);
    for (dialect, paths) in agents {
        let label = format!("  {} ", styled(FAINT, format!("{dialect:<8}")));
        text += &quoted_behind(&label, &paths.join(", "), 4, room);
    }
    text
}
