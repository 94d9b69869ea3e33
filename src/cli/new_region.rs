//! Which region `bulletin new region` makes a file for: one that the tree has, named by code, key, name or
//! path, or a town or village that it lacks.

use crate::diagnostic::{Diagnostic, Message};
use crate::regions::{RegionDeclaration, RegionTree, ResolveError};
use crate::site::{declaration_diagnostic, unresolved_region};
use crate::text::pinyin;

/// A region as the user names it.
pub(super) struct NewRegion<'w> {
    /// Its code, key, name or path.
    pub(super) written: &'w str,
    pub(super) name: Option<&'w str>,
    pub(super) key: Option<&'w str>,
    pub(super) parent: Option<&'w str>,
}

/// What the file of a region says.
pub(super) struct RegionFile {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) parent: Option<String>,
    pub(super) full_name: String,
}

impl NewRegion<'_> {
    /// The file of the region in a site that declares these others.
    pub(super) fn file(&self, declared: Vec<RegionDeclaration>) -> Result<RegionFile, Diagnostic> {
        let declaration = if is_key_like(self.written) {
            self.with_key(self.written.to_owned())
        } else {
            self.by_name(&RegionTree::new(declared.clone()).0)?
        };
        declared_file(declaration, declared)
    }

    fn with_key(&self, key: String) -> RegionDeclaration {
        RegionDeclaration {
            key,
            name: self.name.map(str::to_owned),
            aliases: Vec::new(),
            parent: self.parent.map(str::to_owned),
        }
    }

    /// The declaration of a region that is given by name or path.
    fn by_name(&self, tree: &RegionTree) -> Result<RegionDeclaration, Diagnostic> {
        let path = match self.parent {
            Some(parent) => format!("{parent}/{}", self.written),
            None => self.written.to_owned(),
        };
        let error = match tree.resolve(&path) {
            // Its place in the tree is known.
            Ok(id) => {
                return Ok(RegionDeclaration {
                    parent: None,
                    ..self.with_key(tree.get(id).key.to_string())
                });
            }
            Err(error) => error,
        };
        let (parent, name) = match (self.parent, tree.split_new(self.written), &error) {
            (Some(parent), _, _) => (parent, self.written),
            (None, Some((parent, name)), _) => (parent, name),
            (None, None, ResolveError::Unknown { nearest, .. }) => {
                let name = self.written.to_owned();
                let diagnostic = Diagnostic::new(Message::RegionWithoutParent { name });
                return Err(diagnostic.with_nearest(nearest.clone()));
            }
            (None, None, error) => return Err(unresolved_region(tree, &path, error)),
        };
        if let Err(error) = tree.resolve(parent) {
            return Err(unresolved_region(tree, parent, &error));
        }
        let key = self
            .key
            .map_or_else(|| pinyin::ascii_key(name), str::to_owned);
        if tree.find_key(&key).is_some() {
            let path = format!("content/regions/{key}.md");
            return Err(Diagnostic::new(Message::FileExists { path }));
        }
        Ok(RegionDeclaration {
            key,
            name: Some(self.name.unwrap_or(name).to_owned()),
            aliases: Vec::new(),
            parent: Some(parent.to_owned()),
        })
    }
}

/// Whether a region is given by its code or key.
fn is_key_like(written: &str) -> bool {
    written.is_ascii() && !written.contains('/')
}

/// The file of a declaration beside these others, unless it is wrong.
fn declared_file(
    declaration: RegionDeclaration,
    mut declared: Vec<RegionDeclaration>,
) -> Result<RegionFile, Diagnostic> {
    let RegionDeclaration {
        key, name, parent, ..
    } = declaration.clone();
    if declared.iter().any(|other| other.key == key) {
        let path = format!("content/regions/{key}.md");
        return Err(Diagnostic::new(Message::FileExists { path }));
    }
    declared.push(declaration);
    let last = declared.len() - 1;
    let (tree, errors) = RegionTree::new(declared);
    if let Some((_, error)) = errors.iter().find(|(position, _)| *position == last) {
        let parent = parent.unwrap_or_default();
        return Err(declaration_diagnostic(&tree, &key, &parent, error));
    }
    let (full_name, own_name) = match tree.find_key(&key) {
        Some(id) => (tree.full_name(id), tree.get(id).name.to_string()),
        None => (key.clone(), String::new()),
    };
    Ok(RegionFile {
        key,
        name: name.unwrap_or(own_name),
        parent,
        full_name,
    })
}
