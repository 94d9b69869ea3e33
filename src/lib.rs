//! `bulletin`: a static site generator for revitalization bulletins. Markdown articles with YAML front matter
//! become an HTML newsletter.
//!
//! The whole pipeline is [`pipeline::prepare`] and [`pipeline::build`]. Data flows one way:
//!
//! ```text
//! site.toml ─ config ─┐
//! themes/ ─── theme ──┤
//! content/ ─ source ─ article ─ site ─ render ─ output ─ public/
//! ```
//!
//! Every phase returns its diagnostics; nothing is written before all of them have passed.

pub mod article;
pub mod cache;
pub mod check;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod fields;
pub mod images;
pub mod output;
pub mod pipeline;
pub mod regions;
pub mod render;
pub mod serve;
pub mod site;
pub mod source;
#[cfg(test)]
mod testing;
pub mod text;
pub mod theme;
pub mod util;
