//! Where something may have happened: how much of the folder is to be looked at.

use std::collections::BTreeSet;

/// Beyond this many files the whole folder is looked at.
const MANY: usize = 64;

/// What is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The whole folder.
    Whole,
    /// These files, by their paths relative to the site's folder.
    Files(BTreeSet<String>),
}

impl Default for Scope {
    fn default() -> Self {
        Self::Files(BTreeSet::new())
    }
}

impl Scope {
    /// One file; where its name is not known, the whole folder.
    pub(crate) fn of(file: Option<String>) -> Self {
        file.map_or(Self::Whole, |file| Self::Files(BTreeSet::from([file])))
    }

    /// Both.
    pub(crate) fn add(&mut self, other: Self) {
        *self = match (std::mem::take(self), other) {
            (Self::Files(mut files), Self::Files(more)) => {
                files.extend(more);
                if files.len() > MANY {
                    Self::Whole
                } else {
                    Self::Files(files)
                }
            }
            _ => Self::Whole,
        };
    }

    /// The files, where they are enough to look at.
    pub(crate) fn files(&self) -> Option<&BTreeSet<String>> {
        match self {
            Self::Files(files) if !files.is_empty() => Some(files),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(number: usize) -> Scope {
        Scope::of(Some(format!("content/{number}.md")))
    }

    #[test]
    fn files_are_collected_until_they_are_many() {
        let mut scope = Scope::default();
        assert_eq!(scope.files(), None, "without a hint, everything");
        for number in (0..MANY).chain(0..3) {
            scope.add(file(number));
        }
        assert_eq!(scope.files().map(BTreeSet::len), Some(MANY));
        scope.add(file(MANY));
        assert_eq!(scope, Scope::Whole);
    }

    #[test]
    fn a_hint_without_a_name_is_the_whole_folder() {
        let mut scope = file(1);
        scope.add(Scope::of(None));
        scope.add(file(2));
        assert_eq!(scope.files(), None);
    }
}
