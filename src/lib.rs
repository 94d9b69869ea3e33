//! `bulletin`: a static site generator for revitalization bulletins. Markdown articles with YAML front matter
//! become an HTML newsletter.
//!
//! The whole pipeline is `pipeline::prepare` and `pipeline::build`. Data flows one way:
//!
//! ```text
//! site.toml ─ config ─┐
//! themes/ ─── theme ──┤
//! content/ ─ source ─ article ─ site ─ render ─ output ─ public/
//! ```
//!
//! Every phase returns its diagnostics; nothing is written before all of them have passed.
//!
//! The modules, in the order in which data flows:
//!
//! | module | subject |
//! |---|---|
//! | `cli` | one file a command |
//! | `pipeline` | the build on one screen, and its phases |
//! | `config`, `fields` | site.toml; keys and values with their places |
//! | `diagnostic` | messages, the catalogue of all wording, printers |
//! | `text`, `regions` | what knows Chinese; the administrative divisions |
//! | `source`, `article` | files into text; one text into a document |
//! | `site`, `check` | documents into the model; checks of it |
//! | `theme`, `images` | templates and views; renditions and metadata |
//! | `render` | outputs: pages, feeds, sitemap, files |
//! | `cache`, `output` | what one run keeps for the next; staging and commit |
//! | `serve` | the preview |
//! | `util` | tools without knowledge of the product |
//! | `fuzzing` | doors for tests/fuzz/, in tests alone |
//!
//! Public is what the binary and the integration tests use.

mod article;
mod cache;
mod check;
pub mod cli;
mod config;
pub mod diagnostic;
mod fields;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod images;
pub mod output;
mod pipeline;
mod regions;
mod render;
mod serve;
mod site;
pub mod source;
#[cfg(test)]
mod testing;
pub mod text;
pub mod theme;
mod util;

pub use pipeline::BuiltSite;
