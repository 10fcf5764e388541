//! Maps the names of a call's fields between three spellings: the spelling in the call, our canonical spelling, and the
//! spelling of a dialect.
//!
//! For example, the field `filePath` of a call has the canonical name `file_path`, and a hook of Copilot reads it as
//! `path`.

use crate::known_tools::Field;
use crate::spellings::keys_of;
use crate::view::View;

/// One field of a call with its three names.
#[derive(Debug)]
pub(crate) struct FieldName {
    /// The call's own spelling of the field.
    pub(crate) own: String,
    /// The dialect's spelling of the field.
    pub(crate) theirs: String,
    /// The canonical name of the field, which is the same for all agents.
    pub(crate) canonical: String,
}

impl View<'_> {
    /// Returns the keys of the call from which its tool might read this field. Hooks are shown the value of the first
    /// key.
    pub(crate) fn keys_of(&self, field: &Field) -> Vec<&str> {
        keys_of(
            field,
            &self.fields,
            self.alias,
            self.tools.field(field.name),
        )
    }

    /// Returns the three names of each field of the call whose spelling differs between agents.
    pub(crate) fn field_names(&self) -> Vec<FieldName> {
        let fields = self.known.map_or(&[] as &[Field], |tool| tool.fields);
        let mut names: Vec<FieldName> = fields
            .iter()
            .filter_map(|field| {
                Some(FieldName {
                    // The tool most certainly obeys the first key; `consistent` refuses calls in which another key has
                    // a different value.
                    own: (*self.keys_of(field).first()?).to_owned(),
                    theirs: self.tools.field(field.name).to_owned(),
                    canonical: field.name.to_owned(),
                })
            })
            .collect();
        // The embedding agent can declare fields that our tables do not list, so add these fields.
        for (own, canonical) in self.alias.into_iter().flat_map(|alias| &alias.fields) {
            if fields.iter().all(|field| field.name != canonical) {
                names.push(FieldName {
                    own: own.clone(),
                    theirs: canonical.clone(),
                    canonical: canonical.clone(),
                });
            }
        }
        names
    }

    /// Returns the call's own key for the field that hooks see under this canonical name.
    pub(crate) fn own_key(&self, canonical: &str) -> Option<String> {
        let names = self.field_names().into_iter();
        let mut found = names.filter(|name| name.canonical == canonical);
        found.next().map(|name| name.own)
    }
}
