//! Labels: words and lines without values, at fixed places of a screen.

use super::Bilingual;
use crate::diagnostic::Lang;

macro_rules! labels {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident { zh: $zh:literal; en: $en:literal; }
    )+) => {
        /// A text without values.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Label { $( $(#[doc = $doc])+ $name ),+ }

        impl Label {
            /// All labels by name.
            pub const ALL: &[(&str, Bilingual)] =
                &[$((stringify!($name), Bilingual { zh: $zh, en: $en })),+];

            /// The text in `lang`.
            pub const fn text(self, lang: Lang) -> &'static str {
                match self { $( Self::$name => Bilingual { zh: $zh, en: $en }.text(lang) ),+ }
            }
        }
    };
}

labels! {
    // Diagnostics.

    /// Before a message that stops a build.
    Error { zh: "错误"; en: "error"; }
    /// Before a message that does not.
    Warning { zh: "警告"; en: "warning"; }
    /// Before a remedy.
    Help { zh: "帮助"; en: "help"; }
    /// Before what a library or the system said.
    Original { zh: "原话"; en: "original"; }

    // Phases of a build: the progress line and `--timings`.

    /// Sources are read.
    PhaseRead { zh: "读取"; en: "read"; }
    /// Texts become documents.
    PhaseParse { zh: "解析"; en: "parse"; }
    /// Documents become a site.
    PhaseLink { zh: "关联"; en: "link"; }
    /// Images are decoded, made smaller and encoded.
    PhaseImages { zh: "图片"; en: "images"; }
    /// Pages and feeds are rendered.
    PhaseRender { zh: "排版"; en: "render"; }
    /// Outputs are written.
    PhaseWrite { zh: "写出"; en: "write"; }

    // The tables of `--timings`.

    /// The column of phases.
    TimingsPhase { zh: "步骤"; en: "phase"; }
    /// The column of times.
    TimingsTime { zh: "毫秒"; en: "ms"; }
    /// The column of files or pages.
    TimingsItems { zh: "项"; en: "items"; }
    /// The column of bytes.
    TimingsBytes { zh: "字节"; en: "bytes"; }
    /// Below the phases.
    TimingsSums { zh: "（各步骤是所有线程用时之和。）"; en: "(Times of phases are sums over all threads.)"; }
    /// The time of the whole run.
    TimingsTotal { zh: "全程"; en: "in all"; }
    /// Above the slowest pages.
    TimingsSlowest { zh: "最慢的页面（毫秒）"; en: "slowest pages (ms)"; }

    // Headings of `--help`.

    /// Above the commands.
    HelpCommands { zh: "命令"; en: "Commands"; }
    /// Above the arguments of a command.
    HelpArguments { zh: "参数"; en: "Arguments"; }
    /// Above the options of a command.
    HelpOptions { zh: "选项"; en: "Options"; }
    /// Above the options that every command has.
    HelpCommonOptions { zh: "通用选项"; en: "Options of every command"; }
    /// Below the list of commands.
    HelpExamples {
        zh: "\
例子：
  bulletin init 我的简报            建一个新站点；后面的命令在它的文件夹里运行
  bulletin new article 路灯亮了     建一篇文章
  bulletin serve --open             边写边看
  bulletin check                    检查有没有写错
  bulletin build --portable         生成网站，用浏览器打开 public/index.html

每个命令的说明：bulletin 命令 --help
退出码：0 正常；1 内容有错误；2 用法不对，或电脑上有问题
";
        en: "\
Examples:
  bulletin init my-bulletin         Make a new site; run the others in its folder
  bulletin new article \"New lamps\"  Make an article
  bulletin serve --open             Look at it while you write
  bulletin check                    Look for mistakes
  bulletin build --portable         Make the website; open public/index.html

Help on a command: bulletin COMMAND --help
Exit codes: 0 fine; 1 the content has errors; 2 wrong usage, or the machine is in the way
";
    }

    // Parts of `theme docs`.

    /// Below the title.
    DocsIntroduction {
        zh: "每个模板都有 `site`、`page`、`head` 和 `strings`（当前语言的文字）。地址从站点根算起，照原样输出即可。";
        en: "Every template has `site`, `page`, `head` and `strings` (the strings of the site's language). Addresses are root-relative; print them as they are.";
    }

    /// Above the list of templates.
    DocsTemplates { zh: "## 模板"; en: "## Templates"; }
    /// Above the functions and filters.
    DocsHelpers { zh: "## 函数和过滤器"; en: "## Functions and filters"; }
    /// The head of a table of fields.
    DocsFields { zh: "| 名字 | 类型 | 意思 |"; en: "| Name | Type | Meaning |"; }

    // What the preview puts into pages.

    /// The heading of the overlay with the errors of the sources.
    PreviewProblems { zh: "有错误，改正后会自动更新"; en: "There are errors; the page follows when they are mended"; }
    /// The title of a page that could not be rendered.
    PreviewBroken { zh: "有错误"; en: "Errors"; }
    /// Above addresses like the one that does not exist.
    PreviewNearest { zh: "相近的地址："; en: "Addresses like it:"; }
    /// To a phone that does not bring the token.
    PreviewNoToken { zh: "请扫描终端里的二维码"; en: "scan the code in the terminal"; }

    // Why the preview gets no events of changed files.

    /// A change was found that no event told of.
    EventsSilent { zh: "有改动而没有通知"; en: "no event came"; }
    /// The system's limit on watched folders is reached.
    EventsLimit { zh: "要监视的文件夹太多"; en: "too many folders to watch"; }
}
