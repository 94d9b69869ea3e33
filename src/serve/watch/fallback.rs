//! Detects that events do not work, so that the preview must poll: pure functions of the observations.

use notify::ErrorKind;

use crate::diagnostic::Lang;
use crate::diagnostic::catalogue::{Label, cause_text, system_cause};

/// Whether events work, judged by one scan of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventHealth {
    /// They do: an event led to the scan that found a change.
    Working,
    /// They do not: a change was found without an event.
    Missing,
    /// The scan is inconclusive: there was no change, or its event was late.
    Unknown,
}

/// Judges by a scan: whether the folder had changed, whether an event led to the scan, and whether one
/// arrives late. `arrives_late` may wait for the event, and is called only if the answer depends on it.
pub(crate) fn assess_events(
    has_changed: bool,
    was_hinted: bool,
    arrives_late: impl FnOnce() -> bool,
) -> EventHealth {
    match (has_changed, was_hinted) {
        (false, _) => EventHealth::Unknown,
        (true, true) => EventHealth::Working,
        (true, false) if arrives_late() => EventHealth::Unknown,
        (true, false) => EventHealth::Missing,
    }
}

/// The reason why there are no events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoEvents {
    /// A change was found without an event.
    Silent,
    /// The system watches no more folders.
    Limit,
    /// Another reason: the key of its cause.
    System(&'static str),
}

impl NoEvents {
    /// The reason in words.
    pub(crate) fn text(&self, lang: Lang) -> String {
        match self {
            Self::Silent => Label::EventsSilent.text(lang).to_owned(),
            Self::Limit => Label::EventsLimit.text(lang).to_owned(),
            Self::System(cause) => cause_text(cause, lang).to_owned(),
        }
    }
}

/// The reason why a part of the folder causes no more events after this error; `None` if it still does.
pub(crate) fn fatal_reason(error: &notify::Error) -> Option<NoEvents> {
    matches!(error.kind, ErrorKind::MaxFilesWatch).then(|| reason(error))
}

/// The reason that an error gives.
pub(crate) fn reason(error: &notify::Error) -> NoEvents {
    match &error.kind {
        ErrorKind::Io(error) => NoEvents::System(system_cause(error)),
        ErrorKind::PathNotFound => NoEvents::System("missing"),
        ErrorKind::MaxFilesWatch => NoEvents::Limit,
        _ => NoEvents::System("other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_missing_only_if_a_change_came_without_one() {
        let late = |arrives: bool| move || arrives;
        assert_eq!(assess_events(true, true, late(false)), EventHealth::Working);
        assert_eq!(assess_events(true, false, late(true)), EventHealth::Unknown);
        assert_eq!(
            assess_events(true, false, late(false)),
            EventHealth::Missing
        );
        for was_hinted in [true, false] {
            assert_eq!(
                assess_events(false, was_hinted, late(false)),
                EventHealth::Unknown
            );
        }
    }

    #[test]
    fn a_late_event_is_awaited_only_after_a_change_without_one() {
        let never = || -> bool { panic!("awaited a late event") };
        assert_eq!(assess_events(false, false, never), EventHealth::Unknown);
        assert_eq!(assess_events(true, true, never), EventHealth::Working);
    }

    #[test]
    fn a_reached_limit_ends_events_and_a_removed_folder_does_not() {
        let limit = notify::Error::new(ErrorKind::MaxFilesWatch);
        assert_eq!(fatal_reason(&limit), Some(NoEvents::Limit));
        assert_eq!(fatal_reason(&notify::Error::path_not_found()), None);
    }
}
