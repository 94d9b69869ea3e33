//! Renders outputs.

use std::cell::RefCell;

use tera::Context;

use super::output_fingerprint::{
    AddressQuery, OutputFingerprint, RenderedOutput, TrackedAddresses,
};
use super::output_id::{HanScript, OutputId, PageId};
use super::pages::{Variables, template_input};
use super::rewrite::{Base, rewrite_links};
use super::views::{HtmlMode, Views};
use super::{Plan, RenderContext, feeds, files};
use crate::diagnostic::{Diagnostic, Message};
use crate::theme::{Theme, template_errors};
use crate::util::fingerprint::Fingerprint;

/// Renders outputs one after the other. Each thread has its own.
pub(crate) struct Renderer<'r> {
    context: &'r RenderContext,
    plan: &'r Plan,
    /// The variables that every template is given: `site` and `strings`.
    common: Context,
    /// Of these variables and of everything else that all pages depend on.
    base_fingerprint: Fingerprint,
    views: Views<'r>,
    /// For fingerprints of pages that are not rendered.
    hash_views: Views<'r>,
    /// Templates are rendered into it.
    buffer: RefCell<Vec<u8>>,
}

/// A template as rendered, with the addresses in it rewritten.
struct RenderedTemplate {
    /// The HTML.
    pub(crate) html: String,
    /// The addresses that were looked up.
    pub(super) queries: Vec<AddressQuery>,
}

impl<'r> Renderer<'r> {
    /// A renderer for one thread.
    pub(crate) fn new(context: &'r RenderContext, plan: &'r Plan) -> Self {
        let hash_views = Views::new(context, HtmlMode::HashOnly);
        let site = hash_views.site();
        let base_fingerprint = Fingerprint::of(&(context.base_fingerprint, &site));
        let mut common = Context::new();
        common.insert_value("site", site.into());
        common.insert_value("strings", context.theme.strings.clone().into());
        let full = HtmlMode::Full {
            bodies: &*context.bodies,
            common: common.clone(),
        };
        Self {
            context,
            plan,
            common,
            base_fingerprint,
            views: Views::new(context, full),
            hash_views,
            buffer: RefCell::default(),
        }
    }

    /// Whether an output would be rendered with the same bytes as the one that has this fingerprint.
    pub(crate) fn is_up_to_date(&self, id: OutputId, fingerprint: &OutputFingerprint) -> bool {
        let context = self.context;
        let inputs = match id {
            OutputId::Page(id, _) => template_input(&self.hash_views, id)
                .map(|input| input.fingerprint(self.base_fingerprint))
                // The error is reported when the page is rendered.
                .ok(),
            OutputId::Feed(id, _) => Some(feeds::fingerprint(context, id)),
            OutputId::File(id) => files::fingerprint(context, id),
        };
        inputs.is_some_and(|inputs| fingerprint.matches(inputs, &context.site.addresses, self.plan))
    }

    /// Renders an output.
    ///
    /// # Errors
    /// The error of a template, or of a file that cannot be read.
    pub(crate) fn render(&self, id: OutputId) -> Result<RenderedOutput, Diagnostic> {
        match id {
            OutputId::Page(id, script) => self.render_page(id, script),
            OutputId::Feed(id, _) => feeds::render(self.context, self.plan, id),
            OutputId::File(id) => files::render(self.context, id),
        }
    }

    fn render_page(&self, id: PageId, script: HanScript) -> Result<RenderedOutput, Diagnostic> {
        let input = template_input(&self.views, id)?;
        let inputs = input.fingerprint(self.base_fingerprint);
        let base = self.context.urls().base(id, script);
        let RenderedTemplate { html, queries } =
            self.render_template(&input.template, input.variables, base)?;
        Ok(RenderedOutput {
            bytes: html.into_bytes(),
            fingerprint: Some(OutputFingerprint { inputs, queries }),
        })
    }

    /// Renders a template with `variables` besides `site` and `strings`, and writes the addresses in it for
    /// `base`.
    ///
    /// # Errors
    /// The error of the template.
    fn render_template(
        &self,
        template: &str,
        variables: Variables,
        base: Base<'_>,
    ) -> Result<RenderedTemplate, Diagnostic> {
        let mut context = self.common.clone();
        for (name, view) in variables {
            context.insert_value(name, view.into_value());
        }
        let mut buffer = self.buffer.borrow_mut();
        let html = render_into(&self.context.theme, template, &context, &mut buffer)?;
        let addresses = TrackedAddresses::new(&self.context.site.addresses, self.plan);
        let mut rewritten = String::new();
        rewrite_links(html, base, &addresses, &mut rewritten);
        Ok(RenderedTemplate {
            html: rewritten,
            queries: addresses.into_queries(),
        })
    }
}

/// Renders a template into `buffer`, whose content is replaced.
pub(super) fn render_into<'b>(
    theme: &Theme,
    template: &str,
    context: &Context,
    buffer: &'b mut Vec<u8>,
) -> Result<&'b str, Diagnostic> {
    buffer.clear();
    let rendered = theme.tera.render_to(template, context, &mut *buffer);
    // A template fails at one place when it is rendered; errors at several places were found when the theme
    // was loaded.
    rendered.map_err(|error| template_errors(&error, &theme.sources).swap_remove(0))?;
    simdutf8::basic::from_utf8(buffer).map_err(|error| {
        Diagnostic::new(Message::Template {
            original: error.to_string(),
        })
    })
}
