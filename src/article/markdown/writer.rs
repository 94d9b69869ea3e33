//! Writes the events of the parser as HTML, block by block. The other modules write what is inside of a
//! block, each for one subject.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, RefDefs, Tag, TagEnd};

use super::footnotes::Footnotes;
use super::heading::OpenHeading;
use super::highlight::HighlightBudget;
use super::html_references::OpenHtmlLink;
use super::html_slips::OpenTags;
use super::lead::LeadCollector;
use super::limits::OpenElements;
use super::plain_text::is_invisible;
use super::prescan::Prescan;
use super::references::OpenLink;
use super::table::OpenTable;
use super::{Doubt, Highlighter, Labels, Options, RawHtml, RenderedBody, TextSink, raw, sanitize};
use crate::diagnostic::Message;
use crate::text::count::count;
use crate::text::edited::EditedText;
use crate::text::emphasis::{MarkedSource, is_doubtful};
use crate::util::html::escape;

/// The initial capacity for the text of a block; few blocks are longer.
const BLOCK_BYTES: usize = 1024;

/// The events of a body with the settings and tools that render them.
#[derive(Clone, Copy)]
pub(super) struct RenderInput<'a> {
    /// The body as Markdown.
    pub body: &'a str,
    /// The same, with the places in the source.
    pub edited: &'a EditedText<'a>,
    /// Whether there may be a bare URL in it.
    pub has_urls: bool,
    /// The events of the parser, with the range of each in the marked source.
    pub events: &'a [(Event<'a>, Range<usize>)],
    /// The text that was parsed.
    pub marked: &'a MarkedSource<'a>,
    /// The repairs of the body, if the text that was parsed has any.
    pub repaired: Option<&'a EditedText<'a>>,
    /// Definitions of links (`[label]: destination`), with their ranges in the marked source.
    pub definitions: &'a RefDefs<'a>,
    /// The folder of the source below `content/`.
    pub dir: &'a str,
    pub with_lead: bool,
    pub options: &'a Options,
    pub highlighter: &'a Highlighter,
}

impl<'a> RenderInput<'a> {
    pub(super) fn event(&self, at: usize) -> Option<&'a Event<'a>> {
        self.events.get(at).map(|(event, _)| event)
    }

    /// The range of an event in the body.
    pub(super) fn range(&self, at: usize) -> Range<usize> {
        self.events.get(at).map_or(0..0, |(_, range)| {
            self.source_offset(range.start)..self.source_offset(range.end)
        })
    }

    /// The offset in the body for an offset in the marked source.
    pub(super) fn source_offset(&self, offset: usize) -> usize {
        let offset = self.marked.source_offset(offset);
        self.repaired
            .map_or(offset, |repaired| repaired.source_offset(offset))
    }
}

/// The kind of block of the text that is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    Paragraph,
    Heading,
    /// A cell of a table.
    Cell,
    /// The text of a list item without paragraphs, a caption.
    Other,
}

/// The innermost block: its text is being written.
pub(super) struct TextBlock {
    pub kind: BlockKind,
    /// Plain text so far.
    pub text: String,
    /// The last visible character, unless something other than text follows it.
    pub last: Option<char>,
    /// The start of its content in the HTML.
    pub start: usize,
}

/// The state of one rendering.
pub(super) struct HtmlWriter<'a> {
    pub input: RenderInput<'a>,
    pub prescan: Prescan<'a>,
    pub out: String,
    pub output: RenderedBody,
    pub block: TextBlock,
    pub heading: Option<OpenHeading>,
    /// The level of the last heading; at first that of the title of the page.
    pub level: u8,
    pub links: Vec<OpenLink>,
    pub table: OpenTable,
    pub footnotes: Footnotes,
    /// The first words, if they are wanted.
    pub lead: Option<LeadCollector>,
    /// Whether a `<label>` with the text of a task is open.
    label_open: bool,
    /// The number of open lists, quotations, tables and footnotes.
    pub containers: usize,
    /// The number of open containers whose headings are not the article's: quotations and footnotes.
    pub quotes: usize,
    /// Whether raw HTML was let through.
    pub passed_raw: bool,
    /// The open element of raw HTML whose text is invisible, if there is one.
    pub hidden: Option<&'static str>,
    /// The link that inline HTML has opened, if its text is being written.
    pub html_link: Option<OpenHtmlLink>,
    /// The elements that the sanitiser removes with what they show, and the place of the first.
    pub removed: Option<(Range<usize>, Vec<String>)>,
    /// What its raw HTML opens and closes.
    pub open_tags: OpenTags,
    pub highlight_budget: HighlightBudget,
    pub open_elements: OpenElements,
    /// Receives the plain text.
    pub plain_text: &'a mut dyn TextSink,
}

impl<'a> HtmlWriter<'a> {
    pub(super) fn new(
        input: RenderInput<'a>,
        prescan: Prescan<'a>,
        plain_text: &'a mut dyn TextSink,
    ) -> Self {
        let length = input.body.len();
        Self {
            input,
            prescan,
            out: String::with_capacity(length + length / 4),
            output: RenderedBody::default(),
            block: TextBlock {
                kind: BlockKind::Other,
                text: String::with_capacity(BLOCK_BYTES),
                last: None,
                start: 0,
            },
            heading: None,
            level: 1,
            links: Vec::new(),
            table: OpenTable::default(),
            footnotes: Footnotes::default(),
            lead: input.with_lead.then(LeadCollector::default),
            label_open: false,
            containers: 0,
            quotes: 0,
            passed_raw: false,
            hidden: None,
            html_link: None,
            removed: None,
            open_tags: OpenTags::default(),
            highlight_budget: HighlightBudget::new(),
            open_elements: OpenElements::default(),
            plain_text,
        }
    }

    /// Renders the whole body.
    pub(super) fn render(mut self) -> RenderedBody {
        self.write_events(0..self.input.events.len());
        self.write_footnotes();
        self.plain_text.end_line();
        if self.passed_raw {
            if self.open_elements.is_over {
                self.out.clear();
            } else if self.input.options.raw_html == RawHtml::Sanitize {
                self.out = sanitize::sanitize(&self.out, self.input.options);
            }
            self.output.ids = raw::ids(&self.out);
        }
        if let Some((range, names)) = self.removed {
            let names = names.iter().map(|name| format!("<{name}>"));
            let elements = names.collect::<Vec<_>>().join(" ");
            let message = Message::RemovedHtml { elements };
            self.output.problems.push((range, message));
        }
        if !self.open_elements.is_over {
            self.output.problems.extend(self.open_tags.problems());
        }
        self.output.html = self.out;
        let lead = self.lead.map(|lead| lead.finish(&self.output.headings));
        self.output.lead = lead.unwrap_or_default();
        self.output
    }

    /// Writes a range of events.
    pub(super) fn write_events(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            at = self.event(at);
        }
    }

    /// Begins a block. The text of a list item without a paragraph ends.
    pub(super) fn open_block(&mut self, kind: BlockKind) {
        self.close_block();
        self.block.kind = kind;
    }

    /// Ends a block, and with it a line of the plain text.
    pub(super) fn close_block(&mut self) {
        self.finish_text();
        self.end_text_line();
    }

    /// Ends the text of a block: it is counted and may begin the summary.
    pub(super) fn finish_text(&mut self) {
        self.close_label();
        self.block.last = None;
        if !self.block.text.is_empty() {
            self.output.counts += count(&self.block.text);
            if let Some(lead) = &mut self.lead
                && !self.footnotes.open
                && self.block.kind != BlockKind::Heading
            {
                let plain = self.block.kind == BlockKind::Paragraph && self.containers == 0;
                lead.add(&self.block.text, plain);
            }
            self.block.text.clear();
        }
        self.block.kind = BlockKind::Other;
    }

    /// Begins a line of the HTML, unless one has just begun.
    pub(super) fn begin_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Writes one event, or several that belong together; returns the index of the next one.
    fn event(&mut self, at: usize) -> usize {
        match self.input.event(at) {
            Some(Event::Start(tag)) => return self.start(tag, at),
            Some(Event::End(tag)) => self.end(*tag, at),
            Some(Event::Text(_)) => return self.text(at),
            Some(Event::Code(code)) => self.code_span(code, at),
            Some(Event::SoftBreak) => self.soft_break(at),
            Some(Event::HardBreak) => self.hard_break(at),
            Some(Event::InlineHtml(html) | Event::Html(html)) => return self.inline_html(html, at),
            Some(Event::FootnoteReference(label)) => self.footnote_reference(label),
            Some(Event::TaskListMarker(is_done)) => self.task(*is_done),
            Some(Event::Rule) => {
                self.open_block(BlockKind::Other);
                self.begin_line();
                self.out.push_str("<hr>\n");
            }
            // Mathematics is disabled.
            Some(Event::InlineMath(_) | Event::DisplayMath(_)) | None => {}
        }
        at + 1
    }

    fn start(&mut self, tag: &'a Tag<'a>, at: usize) -> usize {
        match tag {
            Tag::Emphasis => self.open_emphasis("<em>", at),
            Tag::Strong => self.open_emphasis("<strong>", at),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { .. } => self.open_link(at),
            Tag::Image { .. } => return self.image(at, true),
            Tag::TableCell => self.open_cell(),
            _ => return self.start_block(tag, at),
        }
        at + 1
    }

    fn start_block(&mut self, tag: &'a Tag<'a>, at: usize) -> usize {
        self.open_block(BlockKind::Other);
        match tag {
            Tag::Paragraph => return self.open_paragraph(at),
            Tag::Heading { level, .. } => self.open_heading(*level as u8, at),
            Tag::BlockQuote(kind) => self.open_quotation(*kind),
            Tag::CodeBlock(kind) => return self.code_block(kind, at),
            Tag::HtmlBlock => return self.html_block(at),
            Tag::List(start) => self.open_list(*start),
            Tag::Item => self.open_item(at),
            Tag::FootnoteDefinition(_) => return self.prescan.definition_end(at) + 1,
            Tag::Table(alignments) => self.open_table(alignments),
            Tag::TableHead => self.open_table_head(),
            Tag::TableRow => self.open_row(),
            // Definition lists, metadata, superscripts and subscripts are disabled.
            _ => {}
        }
        at + 1
    }

    fn end(&mut self, tag: TagEnd, at: usize) {
        match tag {
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.close_link(at),
            TagEnd::Paragraph => self.close_paragraph(),
            TagEnd::Heading(_) => self.close_heading(),
            TagEnd::BlockQuote(kind) => self.close_quotation(kind),
            TagEnd::List(ordered) => self.close_list(ordered),
            TagEnd::Item => self.close_item(),
            TagEnd::Table => self.close_table(),
            TagEnd::TableHead => self.close_table_head(),
            TagEnd::TableRow => self.close_row(),
            TagEnd::TableCell => self.close_cell(),
            // The others were consumed with their start.
            _ => {}
        }
    }

    fn open_emphasis(&mut self, tag: &str, at: usize) {
        self.out.push_str(tag);
        let range = self.input.range(at);
        if is_doubtful(self.input.body, &range) {
            self.output.doubts.push((range, Doubt::BoldMask));
        }
    }

    fn open_paragraph(&mut self, at: usize) -> usize {
        self.begin_line();
        if let Some(next) = self.figures(at + 1) {
            return next;
        }
        self.doubt_joined_line(at);
        self.block.kind = BlockKind::Paragraph;
        self.out.push_str("<p>");
        self.block.start = self.out.len();
        at + 1
    }

    fn close_paragraph(&mut self) {
        self.close_label();
        let content = self.out.get(self.block.start..).unwrap_or_default();
        if is_blank(content) {
            self.out.truncate(self.block.start - "<p>".len());
        } else {
            self.out.push_str("</p>\n");
        }
        self.close_block();
    }

    fn open_quotation(&mut self, kind: Option<BlockQuoteKind>) {
        self.begin_line();
        self.containers += 1;
        self.quotes += 1;
        let Some(kind) = kind else {
            self.out.push_str(QUOTATION);
            return;
        };
        let (class, title) = alert(kind, &self.input.options.theme.labels);
        self.out.push_str("<aside class=\"alert alert-");
        self.out.push_str(class);
        self.out
            .push_str("\" role=\"note\">\n<p class=\"alert-title\">");
        escape::text(&mut self.out, title);
        self.out.push_str("</p>\n");
    }

    fn close_quotation(&mut self, kind: Option<BlockQuoteKind>) {
        self.close_block();
        self.containers -= 1;
        self.quotes -= 1;
        if kind.is_some() {
            self.out.push_str("</aside>\n");
        } else if self.out.ends_with(QUOTATION) {
            self.out.truncate(self.out.len() - QUOTATION.len());
        } else {
            self.out.push_str("</blockquote>\n");
        }
    }

    fn open_list(&mut self, start: Option<u64>) {
        self.begin_line();
        self.containers += 1;
        match start {
            None => self.out.push_str("<ul>\n"),
            Some(1) => self.out.push_str("<ol>\n"),
            Some(start) => self.out.push_str(&format!("<ol start=\"{start}\">\n")),
        }
    }

    fn close_list(&mut self, ordered: bool) {
        self.containers -= 1;
        self.out
            .push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
    }

    fn open_item(&mut self, at: usize) {
        let is_task = |at| matches!(self.input.event(at), Some(Event::TaskListMarker(_)));
        let in_paragraph = matches!(self.input.event(at + 1), Some(Event::Start(Tag::Paragraph)));
        let task = is_task(at + 1) || (in_paragraph && is_task(at + 2));
        self.out
            .push_str(if task { "<li class=\"task\">" } else { "<li>" });
    }

    fn close_item(&mut self) {
        self.close_block();
        self.out.push_str("</li>\n");
    }

    /// Writes the checkbox of a task. The label makes the text its accessible name.
    fn task(&mut self, is_done: bool) {
        self.label_open = true;
        self.out.push_str("<label><input type=\"checkbox\"");
        self.out.push_str(if is_done {
            " checked disabled> "
        } else {
            " disabled> "
        });
    }

    pub(super) fn close_label(&mut self) {
        if std::mem::take(&mut self.label_open) {
            self.out.push_str("</label>");
        }
    }
}

const QUOTATION: &str = "<blockquote>\n";

/// The class and the title of an alert.
fn alert(kind: BlockQuoteKind, labels: &Labels) -> (&'static str, &str) {
    match kind {
        BlockQuoteKind::Note => ("note", &labels.note),
        BlockQuoteKind::Tip => ("tip", &labels.tip),
        BlockQuoteKind::Important => ("important", &labels.important),
        BlockQuoteKind::Warning => ("warning", &labels.warning),
        BlockQuoteKind::Caution => ("caution", &labels.caution),
    }
}

/// Whether the content of an element is invisible: authors use spaces and line breaks as vertical space.
pub(super) fn is_blank(html: &str) -> bool {
    let mut rest = html;
    loop {
        rest = rest.trim_start_matches(is_invisible);
        match rest.strip_prefix("<br>") {
            Some(after) => rest = after,
            None => return rest.is_empty(),
        }
    }
}
