//! The diagnostics that a person is shown: the first of each kind, errors before warnings, and how many there
//! are besides. One mistake often repeats itself in a thousand places.

use std::collections::HashMap;

use super::{Diagnostic, Severity};

/// The most diagnostics of one kind.
const MAX_OF_KIND: usize = 50;

/// The most diagnostics in total.
const MAX_TOTAL: usize = 500;

/// A part of a list of diagnostics.
pub(super) struct Capped<'d> {
    /// In the order of the list.
    pub(super) shown: Vec<&'d Diagnostic>,
    /// The code of each kind of which some are not shown, with their number.
    pub(super) hidden: Vec<(&'static str, usize)>,
}

/// The part of a list that is shown.
pub(super) fn capped(diagnostics: &[Diagnostic]) -> Capped<'_> {
    let mut of_kind: HashMap<&str, usize> = HashMap::new();
    let mut is_shown = vec![false; diagnostics.len()];
    let mut total = 0;
    for severity in [Severity::Error, Severity::Warning] {
        for (diagnostic, is_shown) in diagnostics.iter().zip(&mut is_shown) {
            if diagnostic.message.severity() == severity {
                let count = of_kind.entry(diagnostic.message.code()).or_default();
                *is_shown = *count < MAX_OF_KIND && total < MAX_TOTAL;
                *count += usize::from(*is_shown);
                total += usize::from(*is_shown);
            }
        }
    }
    let mut capped = Capped {
        shown: Vec::new(),
        hidden: Vec::new(),
    };
    for (diagnostic, is_shown) in diagnostics.iter().zip(is_shown) {
        let code = diagnostic.message.code();
        if is_shown {
            capped.shown.push(diagnostic);
        } else if let Some((_, count)) = capped.hidden.iter_mut().find(|(other, _)| *other == code)
        {
            *count += 1;
        } else {
            capped.hidden.push((code, 1));
        }
    }
    capped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Message;

    #[test]
    fn errors_are_shown_before_warnings_and_the_rest_is_counted() {
        let warning = || Diagnostic::new(Message::NoSummary {});
        let error = || Diagnostic::new(Message::UnclosedQuote {});
        let mut list: Vec<_> = (0..MAX_OF_KIND + 3).map(|_| warning()).collect();
        list.push(error());
        let Capped { shown, hidden } = capped(&list);
        assert_eq!(shown.len(), MAX_OF_KIND + 1);
        assert_eq!(shown.last(), Some(&&error()));
        assert_eq!(hidden, [("no-summary", 3)]);
    }

    #[test]
    fn a_short_list_is_shown_whole() {
        let list = vec![Diagnostic::new(Message::UnclosedQuote {}); MAX_OF_KIND];
        let Capped { shown, hidden } = capped(&list);
        assert_eq!((shown.len(), hidden.len()), (MAX_OF_KIND, 0));
    }
}
