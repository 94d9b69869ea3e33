//! The decision that events do not work: pure functions of what was seen.

use notify::ErrorKind;

/// What a look at the folder tells of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// An event led to a change.
    Work,
    /// A change was found that no event told of.
    Silent,
    /// There was no change.
    Unknown,
}

/// Judges by a look: whether the folder had changed, whether an event led to the look, and whether one came late for it.
pub(crate) fn judge(changed: bool, hinted: bool, told_late: impl FnOnce() -> bool) -> Verdict {
    match (changed, hinted) {
        (false, _) => Verdict::Unknown,
        (true, true) => Verdict::Work,
        (true, false) if told_late() => Verdict::Unknown,
        (true, false) => Verdict::Silent,
    }
}

/// Why no events come from a part of the folder after this error; `None` where others go on as before.
pub(crate) fn is_fatal(error: &notify::Error) -> Option<String> {
    matches!(error.kind, ErrorKind::MaxFilesWatch).then(|| reason(error))
}

/// An error in words.
pub(crate) fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::Io(error) => error.to_string(),
        ErrorKind::Generic(reason) => reason.clone(),
        ErrorKind::MaxFilesWatch => "too many folders to watch".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_given_up_only_where_a_change_came_without_one() {
        let late = |told: bool| move || told;
        assert_eq!(judge(true, true, late(false)), Verdict::Work);
        assert_eq!(judge(true, false, late(true)), Verdict::Unknown);
        assert_eq!(judge(true, false, late(false)), Verdict::Silent);
        for hinted in [true, false] {
            assert_eq!(judge(false, hinted, late(false)), Verdict::Unknown);
        }
    }

    #[test]
    fn a_late_event_is_waited_for_only_after_a_change_without_one() {
        let never = || -> bool { panic!("nobody waits") };
        assert_eq!(judge(false, false, never), Verdict::Unknown);
        assert_eq!(judge(true, true, never), Verdict::Work);
    }

    #[test]
    fn a_limit_that_is_reached_ends_events_and_a_folder_that_went_does_not() {
        let limit = notify::Error::new(ErrorKind::MaxFilesWatch);
        assert_eq!(
            is_fatal(&limit).as_deref(),
            Some("too many folders to watch")
        );
        assert_eq!(is_fatal(&notify::Error::path_not_found()), None);
    }
}
