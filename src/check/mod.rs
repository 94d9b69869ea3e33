//! Checks of a finished site: links, completeness and style, page budgets.

mod budget;
mod completeness;
mod links;

pub(crate) use budget::{BudgetChecker, over_budget};
pub(crate) use completeness::completeness;
pub(crate) use links::{OutputPaths, check_links};
