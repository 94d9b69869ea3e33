//! Notices: sentences about what a command did or does. They are no diagnostics: nothing is wrong. Control
//! characters of their values are shown.

use super::Bilingual;
use crate::diagnostic::Lang;
use crate::util::visible::Visible;

macro_rules! notices {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident { $($field:ident: $type:ty),* } {
            zh: $zh:literal $(, $zh_value:expr)*;
            en: $en:literal $(, $en_value:expr)*;
        }
    )+) => {
        /// A notice with the values that it names.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the fields are the names that the wording quotes")]
        pub enum Notice { $( $(#[doc = $doc])+ $name { $($field: $type),* } ),+ }

        impl Notice {
            /// The wording of all notices by name, with `{field}` for a value.
            pub const ALL: &[(&str, Bilingual)] =
                &[$((stringify!($name), Bilingual { zh: $zh, en: $en })),+];

            /// The sentence in `lang`.
            #[allow(unused_variables, reason = "not every language quotes every field")]
            #[allow(clippy::too_many_lines, reason = "a table")]
            pub fn text(&self, lang: Lang) -> String {
                match self { $(
                    Self::$name { $($field),* } => {
                        $( let $field = Visible($field); )*
                        match lang {
                            Lang::Zh => format!($zh $(, $zh_value)*),
                            Lang::En => format!($en $(, $en_value)*),
                        }
                    }
                )+ }
            }
        }
    };
}

/// The plural ending of an English noun.
fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

notices! {
    // Below diagnostics.

    /// How many more diagnostics of one kind there are than are shown.
    MoreOfKind { count: usize, code: String } {
        zh: "还有 {count} 条同类的提示（{code}）没有列出；加 --format json 可以全部列出。";
        en: "{count} more of this kind ({code}) {} not shown; --format json lists them all.", if *count == 1 { "is" } else { "are" };
    }
    /// How many diagnostics there are.
    Tally { errors: usize, warnings: usize } {
        zh: "共 {errors} 个错误，{warnings} 个警告。";
        en: "{errors} error{}, {warnings} warning{}.", plural(*errors), plural(*warnings);
    }
    /// Names that were probably meant.
    DidYouMean { names: String } {
        zh: "是不是要写：{names}";
        en: "did you mean: {names}";
    }

    // What commands did.

    /// `init` made a site. `option` is empty, or `--site "…" `.
    SiteMade { folder: String, option: String } {
        zh: "新站点建好了：{folder}\n先在 site.toml 里写上刊名和网址，再运行：\n  bulletin {option}build --portable\n生成的网站在 public/，用浏览器打开 public/index.html 就能看。写文章：\n  bulletin {option}new article 标题\n边写边看，保存后浏览器里立刻更新：\n  bulletin {option}serve --open";
        en: "The new site is ready: {folder}\nSet title and address in site.toml, then run:\n  bulletin {option}build --portable\nThe website is in public/: open public/index.html in a browser. To write an article:\n  bulletin {option}new article TITLE\nTo look at the site while you write:\n  bulletin {option}serve --open";
    }
    /// `new` made a file.
    FileMade { path: String } {
        zh: "已建好：{path}";
        en: "Made: {path}";
    }
    /// What `new` made is not published yet.
    DraftMade { option: String } {
        zh: "这是草稿，还不会发布：写好后删去 draft: true 一行。边写边看：\n  bulletin {option}serve --open";
        en: "It is a draft, not published yet: delete the line draft: true when it is ready. To look at it while you write:\n  bulletin {option}serve --open";
    }
    /// `build` wrote the site.
    Built { out: String, total: usize, new: usize, changed: usize, removed: usize, unchanged: usize } {
        zh: "已生成 {out}：共 {total} 个文件，新增 {new}，更新 {changed}，删除 {removed}，未变 {unchanged}。";
        en: "Built {out}: {total} files, {new} new, {changed} changed, {removed} removed, {unchanged} unchanged.";
    }
    /// `build` stopped before it wrote anything.
    NotBuilt {} {
        zh: "没有生成：请先改正上面的错误，输出文件夹没有变动。";
        en: "Nothing was built: correct the errors above. The output folder is as it was.";
    }
    /// `build -v`: a file that was not there.
    OutputNew { path: String } {
        zh: "新增 {path}";
        en: "new {path}";
    }
    /// `build -v`: a file that is another now.
    OutputChanged { path: String } {
        zh: "更新 {path}";
        en: "changed {path}";
    }
    /// `build -v`: a file that was removed.
    OutputRemoved { path: String } {
        zh: "删除 {path}";
        en: "removed {path}";
    }
    /// `build -v`: a file of static/ in the place of a file that the program would write.
    OutputReplaced { file: String } {
        zh: "用 {file} 代替程序生成的同名文件";
        en: "{file} stands in the place of the file that would be generated";
    }
    /// `check` found nothing.
    CheckedClean {} {
        zh: "检查完毕，没有问题。";
        en: "Checked: nothing to report.";
    }
    /// Files that are not in the site, for one reason. `names` is a part of them.
    LeftOut { reason: String, count: usize, names: String, help: String } {
        zh: "没有发布（{reason}，{count} 个）：{names}。{help}。";
        en: "Left out ({reason}, {count}): {names}. To change that: {help}.";
    }
    /// `theme eject` copied the default theme.
    ThemeCopied { folder: String, theme: String } {
        zh: "默认主题已复制到 {folder}/。在 site.toml 里写 theme = \"{theme}\" 就会使用它。";
        en: "The default theme was copied to {folder}/. Use it with theme = \"{theme}\" in site.toml.";
    }
    /// `theme check` found nothing.
    ThemeFine { theme: String, templates: usize, contract: u32 } {
        zh: "主题“{theme}”没有问题：{templates} 个模板，接口第 {contract} 版。";
        en: "Theme `{theme}` is fine: {templates} templates, contract {contract}.";
    }
    /// The title of `theme docs`.
    ThemeDocs { contract: u32 } {
        zh: "# 模板变量（接口第 {contract} 版）";
        en: "# Template variables (contract {contract})";
    }

    // The terminal of `serve`.

    /// Where the preview is.
    PreviewAddress { address: String } {
        zh: "预览：{address}  （按 Ctrl-C 结束）";
        en: "Preview: {address}  (Ctrl-C ends it)";
    }
    /// Where it is for a phone.
    PreviewNetworkAddress { address: String } {
        zh: "手机（同一网络）：{address}";
        en: "On a phone in the same network: {address}";
    }
    /// The wanted port is in use.
    PreviewOtherPort { wanted: u16, port: u16 } {
        zh: "端口 {wanted} 已被占用，改用 {port}。";
        en: "Port {wanted} is taken; {port} is used.";
    }
    /// `--open` did not work.
    PreviewNoBrowser {} {
        zh: "没能打开浏览器，请自己打开上面的地址。";
        en: "The browser could not be opened; open the address above.";
    }
    /// The system sends no events, for a reason in its own words.
    PreviewNoEvents { reason: String } {
        zh: "收不到文件改动的通知（{reason}），改为每隔一会儿查看一次文件夹。";
        en: "No events of changed files ({reason}): the folder is looked at again and again.";
    }
    /// A file that was not there; one of the changes of `PreviewRebuilt`.
    PreviewFileAdded { file: String } {
        zh: "新增 {file}";
        en: "added {file}";
    }
    /// A file with another text.
    PreviewFileChanged { file: String } {
        zh: "更新 {file}";
        en: "changed {file}";
    }
    /// A file that is gone.
    PreviewFileRemoved { file: String } {
        zh: "删除 {file}";
        en: "removed {file}";
    }
    /// The site was rebuilt after these changes.
    PreviewRebuilt { changes: String, milliseconds: String } {
        zh: "{changes}：{milliseconds} 毫秒";
        en: "{changes}: {milliseconds} ms";
    }
    /// The same after so many changes that only some are named.
    PreviewRebuiltMany { changes: String, count: usize, more: usize, milliseconds: String } {
        zh: "{changes} 等 {count} 个文件：{milliseconds} 毫秒";
        en: "{changes} and {more} more: {milliseconds} ms";
    }
    /// The sources have no errors any more.
    PreviewMended {} {
        zh: "错误都已改正。";
        en: "All errors are mended.";
    }
}
