//! The part of the folder that must be scanned.

use std::collections::BTreeSet;

/// With more files than this, the whole folder is scanned.
const MAX_FILES: usize = 64;

/// The files to scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ScanScope {
    /// The whole folder.
    Whole,
    /// These files, by their paths relative to the site's folder.
    Files(BTreeSet<String>),
}

impl Default for ScanScope {
    fn default() -> Self {
        Self::Files(BTreeSet::new())
    }
}

impl ScanScope {
    /// The scope of one file, by its path; of the whole folder if the path is not known.
    pub(crate) fn of_file(file: Option<String>) -> Self {
        file.map_or(Self::Whole, |file| Self::Files(BTreeSet::from([file])))
    }

    /// Extends the scope by another one.
    pub(crate) fn extend(&mut self, other: Self) {
        *self = match (std::mem::take(self), other) {
            (Self::Files(mut files), Self::Files(more)) => {
                files.extend(more);
                if files.len() > MAX_FILES {
                    Self::Whole
                } else {
                    Self::Files(files)
                }
            }
            _ => Self::Whole,
        };
    }

    /// The files to scan; `None` if the whole folder must be scanned, as when there was no hint.
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

    fn file(index: usize) -> ScanScope {
        ScanScope::of_file(Some(format!("content/{index}.md")))
    }

    #[test]
    fn files_are_collected_up_to_the_maximum() {
        let mut scope = ScanScope::default();
        assert_eq!(scope.files(), None, "without a hint, everything");
        for index in (0..MAX_FILES).chain(0..3) {
            scope.extend(file(index));
        }
        assert_eq!(scope.files().map(BTreeSet::len), Some(MAX_FILES));
        scope.extend(file(MAX_FILES));
        assert_eq!(scope, ScanScope::Whole);
    }

    #[test]
    fn an_unknown_path_is_the_whole_folder() {
        let mut scope = file(1);
        scope.extend(ScanScope::of_file(None));
        scope.extend(file(2));
        assert_eq!(scope.files(), None);
    }
}
