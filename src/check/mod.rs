//! Checks of a finished site: links, completeness and style, page budgets.

mod budget;
mod completeness;
mod links;

pub use budget::{BudgetChecker, OverBudget, over_budget};
pub use completeness::completeness;
pub use links::{OutputPaths, check_links};
