//! Which two runs of `*` of one length, one after the other in a block, hide something together; the rules are
//! listed in [`masks`](super::masks).

use super::masks::Run;
use super::names::{addresses, ends_quantity, is_part, is_surname, names_person, part, unit};
use crate::text::classes::{is_cjk, is_han};

/// Marks that end a clause.
const MARKS: [char; 7] = ['，', '、', '；', '。', '：', ',', ';'];

/// Whether two runs that follow each other are masks.
pub(super) fn are_masks(source: &str, first: Run<'_>, second: Run<'_>) -> bool {
    let between = source.get(first.end..second.start).unwrap_or_default();
    let pair = Pair {
        first,
        second,
        between,
    };
    pair.is_chain()
        || pair.is_same()
        || pair.are_numbers()
        || pair.are_plates()
        || (first.is_before_ending() && second.is_before_ending())
        || pair.are_names()
        || pair.are_people(source)
        || pair.is_list()
        || pair.follow_words_for_objects()
        || pair.is_formula()
        // The longest search is the last.
        || pair.have_same_unit()
}

/// Two runs with what is between them.
struct Pair<'s> {
    first: Run<'s>,
    second: Run<'s>,
    between: &'s str,
}

impl Pair<'_> {
    /// Whether both are after a character of a class.
    fn are_after(&self, class: impl Fn(char) -> bool) -> bool {
        self.first.is_after(&class) && self.second.is_after(&class)
    }

    /// Whether both are before a character of a class.
    fn are_before(&self, class: impl Fn(char) -> bool) -> bool {
        self.first.is_before(&class) && self.second.is_before(&class)
    }

    fn has_mark(&self) -> bool {
        self.between.contains(MARKS)
    }

    /// A single sign, which is seldom typed for emphasis.
    fn is_single(&self) -> bool {
        self.first.len() == 1
    }

    /// `**省**市`, `*户*人，`, `第*届、第*次`, `*.*%`.
    fn is_chain(&self) -> bool {
        let goes_on = || self.first.is_mask || part(self.second.rest).is_some();
        let is_amount = || {
            self.is_single()
                && unit(self.between) == Some(self.between)
                && self.second.whole_unit().is_some()
        };
        (is_part(self.between) && goes_on())
            || is_amount()
            || self.are_after(|c| c == '第')
            || self.between == "."
    }

    /// The same characters around both.
    fn is_same(&self) -> bool {
        self.has_same_after()
            && self.first.before.is_some()
            && self.first.before == self.second.before
    }

    fn has_same_after(&self) -> bool {
        self.first.after.is_some() && self.first.after == self.second.after
    }

    /// `138****0000`, and `10mg*12片*2盒`.
    fn are_numbers(&self) -> bool {
        let digit = |c: char| c.is_ascii_digit();
        (self.has_same_after() && self.are_after(digit))
            || (self.is_single() && self.are_before(digit))
    }

    /// `桂L**456、桂A**123`.
    fn are_plates(&self) -> bool {
        self.are_after(|c| c.is_ascii_alphabetic() || c == '·')
            && self.are_before(|c| c.is_ascii_digit())
    }

    /// `李**等，王**等`, `张某*和李某*`, `李**反映王**问题`.
    fn are_names(&self) -> bool {
        let is_some_one = || self.are_after(|c| c == '某');
        self.are_after(is_surname)
            && (self.has_same_after()
                || is_some_one()
                || self.second.is_listed()
                || self.has_mark()
                || (self.first.len() > 1 && self.second.is_before(is_han)))
    }

    /// `书记***出席，市长***主持`, `***指出，…。***强调`, `**同志任**局局长`.
    fn are_people(&self, source: &str) -> bool {
        let has_title = |run: Run<'_>| {
            let before = source.get(..run.start).unwrap_or_default();
            TITLES.iter().any(|title| before.ends_with(title))
        };
        let speak = || names_person(self.first.rest) && names_person(self.second.rest);
        let has_office = || addresses(self.first.rest) && self.second.is_after(wants_object);
        self.first.len() > 1
            && ((has_title(self.first) && has_title(self.second) && self.has_mark())
                || (self.first.is_opener && (speak() || has_office())))
    }

    /// `**书记、**县长`, `**1234、**5678`, `*张三、*李四`.
    fn is_list(&self) -> bool {
        let goes_on = self.second.is_after(|c| matches!(c, '，' | '、' | '；'));
        let are_units = || unit(self.first.rest).is_some() && unit(self.second.rest).is_some();
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '，' | '、' | '；');
        let are_marked =
            || self.is_single() && self.second.is_after(|c| c == '、') && self.are_before(is_han);
        goes_on
            && ((self.first.is_opener && are_units())
                || are_marked()
                || (self.between.starts_with(|c: char| c.is_ascii_digit())
                    && self.between.chars().all(is_number)))
    }

    /// `在**县召开，到**村调研`: bold ends with no word that wants an object.
    fn follow_words_for_objects(&self) -> bool {
        self.are_after(wants_object) && self.are_before(is_han)
    }

    /// `A*级、B*级`, `单价*数量=金额`, `长*宽*高`, `x*y*z`, `A*算法和B*树`.
    fn is_formula(&self) -> bool {
        let word = |c: char| c.is_ascii_alphanumeric();
        let are_inner = |class: fn(char) -> bool| self.are_after(class) && self.are_before(class);
        let has_sign = || self.between.contains(['=', '＝', '+', '÷', '×']);
        let are_words = || {
            let ends_word = self.between.contains(|c: char| !word(c));
            self.first.len() == 2 && are_inner(|c| c.is_ascii_alphanumeric()) && ends_word
        };
        let are_quantities =
            || self.are_after(ends_quantity) && self.between.chars().nth(6).is_none();
        let is_comment =
            || self.first.is_after(|c| c == '/') && self.second.is_before(|c| c == '/');
        are_words()
            || (self.is_single()
                && ((self.are_after(word) && self.has_mark())
                    || (are_inner(is_cjk) && has_sign())
                    || are_inner(|c| c.is_ascii_alphanumeric())
                    || (self.are_after(word) && self.are_before(is_han))
                    || are_quantities()
                    || is_comment()))
    }

    /// `**万元，其中**万元`.
    fn have_same_unit(&self) -> bool {
        let unit = self.first.whole_unit();
        unit.is_some() && self.second.whole_unit() == unit
    }
}

/// What goes before a person's name.
const TITLES: &[&str] = &[
    "书记", "市长", "县长", "区长", "镇长", "乡长", "局长", "主任", "主席", "部长", "省长", "州长",
    "处长", "科长", "同志",
];

/// Whether a word that wants an object ends with `c`, so that nothing ends there.
fn wants_object(c: char) -> bool {
    "任在到由经向对从被把将".contains(c)
}
