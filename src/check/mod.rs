//! Checks of a finished site: links, completeness and style, examples that `init` left, drawings in static/,
//! what a policy blocks, page budgets.

mod budget;
mod completeness;
mod examples;
mod hotlinks;
mod links;
mod misread;
mod policy;
mod static_images;
mod suggestions;
mod written_path;

pub(crate) use budget::{BudgetChecker, over_budget};
pub(crate) use completeness::{completeness, has_image_name};
pub(crate) use examples::check_examples;
pub(crate) use hotlinks::check_hotlinks;
pub(crate) use links::{OutputPaths, check_links};
pub(crate) use policy::check_policy;
pub(crate) use static_images::check_static_images;
