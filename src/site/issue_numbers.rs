//! The numbers of issues: one number in a year and one total are one issue, and totals grow with time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Status;
use super::placement::PlacedIssue;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::Spanned;

/// Checks the numbers of issues, which come newest first. Those of drafts may still change.
pub(super) fn check(issues: &[PlacedIssue]) -> Vec<Diagnostic> {
    let is_final = |issue: &&PlacedIssue| issue.status != Status::Draft && issue.document.is_valid;
    let issues: Vec<&PlacedIssue> = issues.iter().rev().filter(is_final).collect();
    let mut diagnostics = Vec::new();
    let (mut numbers, mut totals) = (HashMap::new(), HashMap::new());
    let mut last: Option<(&PlacedIssue, &Spanned<u32>)> = None;
    for issue in issues {
        if let Some(number) = &issue.meta.number {
            let key = (issue.year, number.value);
            if let Some(first) = first_with(&mut numbers, key, issue, number) {
                let message = Message::DuplicateNumber {
                    year: issue.year.to_string(),
                    number: number.value.to_string(),
                };
                diagnostics.push(at(issue, number, message, first));
            }
        }
        let Some(total) = &issue.meta.total else {
            continue;
        };
        if let Some(first) = first_with(&mut totals, total.value, issue, total) {
            let value = total.value.to_string();
            let message = Message::DuplicateTotal { total: value };
            diagnostics.push(at(issue, total, message, first));
        } else if let Some((before, earlier)) = last
            && before.meta.date < issue.meta.date
            && earlier.value > total.value
        {
            let message = Message::TotalGoesBack {
                total: total.value.to_string(),
                earlier: earlier.value.to_string(),
            };
            let earlier = Span::new(&before.document.file, earlier.range.clone());
            diagnostics.push(at(issue, total, message, earlier));
        }
        last = Some((issue, total));
    }
    diagnostics
}

/// The place of the number in an earlier issue, where one has it.
fn first_with<K: Eq + std::hash::Hash>(
    numbers: &mut HashMap<K, Span>,
    key: K,
    issue: &PlacedIssue,
    number: &Spanned<u32>,
) -> Option<Span> {
    match numbers.entry(key) {
        Entry::Occupied(first) => Some(first.get().clone()),
        Entry::Vacant(place) => {
            place.insert(Span::new(&issue.document.file, number.range.clone()));
            None
        }
    }
}

fn at(issue: &PlacedIssue, number: &Spanned<u32>, message: Message, other: Span) -> Diagnostic {
    let span = Span::new(&issue.document.file, number.range.clone());
    Diagnostic::at(span, message).with_related(other)
}
