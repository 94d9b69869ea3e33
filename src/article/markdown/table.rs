//! Tables, each in a region that scrolls where the table is wider than the page.

use pulldown_cmark::Alignment;

use super::writer::{BlockKind, HtmlWriter};
use crate::util::html::escape;

/// The table that is being written. Tables do not nest.
#[derive(Default)]
pub(super) struct OpenTable {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

impl HtmlWriter<'_> {
    pub(super) fn open_table(&mut self, alignments: &[Alignment]) {
        self.begin_line();
        self.containers += 1;
        self.table = OpenTable {
            alignments: alignments.to_vec(),
            ..OpenTable::default()
        };
        self.out
            .push_str("<div class=\"table-scroll\" role=\"region\" aria-label=\"");
        escape::attribute(&mut self.out, &self.input.options.theme.labels.table);
        self.out.push_str("\" tabindex=\"0\"><table>\n");
    }

    pub(super) fn close_table(&mut self) {
        self.containers -= 1;
        if self.table.has_body {
            self.out.push_str("</tbody>\n");
        }
        self.out.push_str("</table></div>\n");
    }

    pub(super) fn open_table_head(&mut self) {
        self.table.in_head = true;
        self.out.push_str("<thead>\n<tr>");
    }

    pub(super) fn close_table_head(&mut self) {
        self.table.in_head = false;
        self.table.column = 0;
        self.end_text_row();
        self.out.push_str("</tr>\n</thead>\n");
    }

    pub(super) fn open_row(&mut self) {
        if !std::mem::replace(&mut self.table.has_body, true) {
            self.out.push_str("<tbody>\n");
        }
        self.table.column = 0;
        self.out.push_str("<tr>");
    }

    pub(super) fn close_row(&mut self) {
        self.end_text_row();
        self.out.push_str("</tr>\n");
    }

    pub(super) fn open_cell(&mut self) {
        self.block.kind = BlockKind::Cell;
        self.out.push_str(if self.table.in_head {
            "<th scope=\"col\""
        } else {
            "<td"
        });
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            Some(Alignment::None) | None => ">",
        };
        self.out.push_str(class);
    }

    pub(super) fn close_cell(&mut self) {
        self.end_text_cell();
        self.finish_text();
        self.table.column += 1;
        self.out
            .push_str(if self.table.in_head { "</th>" } else { "</td>" });
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::html;

    const OPEN: &str =
        "<div class=\"table-scroll\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>\n";

    #[test]
    fn a_table() {
        assert_eq!(
            html("| 县 | 值 | 比 | 注 |\n|:--|--:|:-:|--|\n| 甲 | 1 | **2** | a<br>b |\n| 乙 |"),
            [
                OPEN,
                "<thead>\n<tr><th scope=\"col\" class=\"align-left\">县</th><th scope=\"col\" class=\"align-right\">值</th>",
                "<th scope=\"col\" class=\"align-center\">比</th><th scope=\"col\">注</th></tr>\n</thead>\n",
                "<tbody>\n<tr><td class=\"align-left\">甲</td><td class=\"align-right\">1</td>",
                "<td class=\"align-center\"><strong>2</strong></td><td>a<br>\nb</td></tr>\n",
                "<tr><td class=\"align-left\">乙</td><td class=\"align-right\"></td><td class=\"align-center\"></td><td></td></tr>\n",
                "</tbody>\n</table></div>\n",
            ]
            .concat()
        );
    }

    #[test]
    fn a_table_without_rows_has_no_body() {
        assert_eq!(
            html("| 甲 |\n|--|"),
            format!(
                "{OPEN}<thead>\n<tr><th scope=\"col\">甲</th></tr>\n</thead>\n</table></div>\n"
            )
        );
    }
}
