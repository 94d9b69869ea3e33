//! Checks of a finished site: links, completeness and style, the weight of its pages.

mod budget;
mod completeness;
mod links;

pub use budget::{BudgetChecker, OverBudget, over_budget};
pub use completeness::completeness;
pub use links::{Paths, check_links};
