//! The words of `--help`, in Chinese and English side by side.

use clap::{Arg, Command};

use crate::diagnostic::Lang;

/// `command` or `command argument`, Chinese, English.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "",
        "乡村振兴简报的排印机：Markdown 文章变成静态网站",
        "A press for revitalization bulletins: Markdown articles become a static website",
    ),
    ("site", "站点所在的文件夹", "The site's folder"),
    (
        "lang",
        "提示的语言（默认看系统语言）",
        "Language of messages (default: the system's)",
    ),
    (
        "format",
        "提示的格式；json 每行一个对象",
        "Format of messages; json prints one object a line",
    ),
    ("quiet", "只报告错误", "Report errors only"),
    ("verbose", "多报告一些", "Report more"),
    ("color", "是否用颜色", "Whether to use colours"),
    ("help", "显示说明", "Print help"),
    ("version", "显示版本", "Print the version"),
    (
        "init",
        "建一个新站点，带默认主题和一期样刊",
        "Make a new site with the default theme and a sample issue",
    ),
    (
        "init dir",
        "新站点的文件夹；要是空的",
        "The new site's folder; it must be empty",
    ),
    (
        "new",
        "建一个新文件，元数据齐全",
        "Make a new file with complete front matter",
    ),
    ("article", "一篇文章", "An article"),
    ("article title", "文章标题", "The article's title"),
    (
        "article slug",
        "地址的最后一段；默认用标题",
        "Last part of the address; by default the title",
    ),
    (
        "issue",
        "一期；期号接着上一期",
        "An issue; its numbers follow the last one's",
    ),
    (
        "issue key",
        "期的键；默认是年份和期号",
        "The issue's key; by default year and number",
    ),
    ("initiative", "一个行动", "An initiative"),
    ("initiative name", "行动名称", "The initiative's name"),
    (
        "initiative key",
        "行动的键：小写字母、数字和 -",
        "The initiative's key: lower-case letters, digits and -",
    ),
    ("initiative parent", "上级行动", "The initiative above it"),
    (
        "region",
        "一个地区（镇、村，或给县以上写介绍）",
        "A region (a town, a village, or a landing text for a county)",
    ),
    (
        "region code",
        "6、9 或 12 位代码，或自定的英文键",
        "Its 6, 9 or 12 digit code, or an ASCII key of your own",
    ),
    ("region name", "地区名称", "The region's name"),
    ("region parent", "上级地区", "The region above it"),
    (
        "build",
        "把站点生成到 public/",
        "Build the site into public/",
    ),
    ("build out", "输出文件夹", "The output folder"),
    (
        "build base_url",
        "代替 site.toml 里的 base_url；可带路径",
        "In place of base_url in site.toml; may have a path",
    ),
    ("build drafts", "包括草稿", "Include drafts"),
    (
        "build as_of",
        "按这一天的情形生成，如 2024-06-01",
        "Build as of this day, such as 2024-06-01",
    ),
    (
        "build portable",
        "链接写明 index.html，可放在 U 盘里看",
        "Links name index.html, so the folder reads from a USB stick",
    ),
    (
        "check",
        "检查全部内容，不写文件",
        "Check all content; write nothing",
    ),
    ("check drafts", "包括草稿", "Include drafts"),
    ("check as_of", "按这一天的情形检查", "Check as of this day"),
    (
        "theme",
        "主题：复制、检查、说明",
        "Themes: copy, check, describe",
    ),
    (
        "eject",
        "把默认主题复制到 themes/，供修改",
        "Copy the default theme to themes/, to change it",
    ),
    ("eject name", "新主题的名称", "The new theme's name"),
    (
        "theme check",
        "检查主题：模板、文字、接口",
        "Check a theme: templates, strings, contract",
    ),
    (
        "theme check name",
        "主题名称；默认是 site.toml 里的",
        "The theme's name; by default the one in site.toml",
    ),
    (
        "docs",
        "列出模板可用的全部变量",
        "List every variable that templates see",
    ),
    (
        "completions",
        "输出命令补全脚本",
        "Print a completion script",
    ),
    ("completions shell", "命令行程序", "The shell"),
];

/// Puts the words of `lang` into a command and all below it.
pub(super) fn translated(command: Command, lang: Lang) -> Command {
    let command = describe(command, "", lang)
        .disable_help_flag(true)
        .disable_version_flag(true);
    let flag = |name: &'static str, short, action| {
        let arg = Arg::new(name)
            .long(name)
            .short(short)
            .action(action)
            .help(words(name, lang).unwrap_or_default());
        arg.global(name == "help")
    };
    command
        .arg(flag("help", 'h', clap::ArgAction::Help))
        .arg(flag("version", 'V', clap::ArgAction::Version))
}

fn describe(command: Command, above: &str, lang: Lang) -> Command {
    let name = if above.is_empty() && command.get_name() == "bulletin" {
        String::new()
    } else {
        command.get_name().to_owned()
    };
    // `theme check` and `check` are two commands of one name.
    let full = if above == "theme" && name == "check" {
        "theme check".to_owned()
    } else {
        name
    };
    let about = words(&full, lang).unwrap_or_default();
    let command = command.about(about).disable_help_flag(true);
    let command = command.mut_args(|arg| {
        let id = arg.get_id().to_string();
        let help = words(&format!("{full} {id}"), lang)
            .or_else(|| words(&id, lang))
            .unwrap_or_default();
        arg.help(help)
    });
    let command = match lang {
        Lang::Zh => command
            .subcommand_help_heading("命令")
            .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}"),
        Lang::En => command,
    };
    let heading = if lang == Lang::Zh {
        Some("选项")
    } else {
        None
    };
    let command = command.mut_args(|arg| {
        if arg.is_positional() {
            arg.help_heading(heading.map(|_| "参数"))
        } else {
            arg.help_heading(heading)
        }
    });
    let next = full.clone();
    command.mut_subcommands(move |inner| describe(inner, &next, lang))
}

fn words(key: &str, lang: Lang) -> Option<&'static str> {
    let (_, zh, en) = WORDS.iter().find(|(name, _, _)| *name == key)?;
    Some(if lang == Lang::Zh { zh } else { en })
}

/// What clap says of wrong arguments, with its fixed words in Chinese.
pub(super) fn usage_error(text: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return text.to_owned();
    }
    const FIXED: &[(&str, &str)] = &[
        ("error: unrecognized subcommand ", "错误：没有这个命令 "),
        ("error: unexpected argument ", "错误：用不到这个参数 "),
        (
            "error: the following required arguments were not provided:",
            "错误：缺少以下参数：",
        ),
        ("error: invalid value ", "错误：这个值不对 "),
        ("error: a value is required for ", "错误：缺少值："),
        ("error: 'bulletin", "错误：'bulletin"),
        (
            "' requires a subcommand but one was not provided",
            "' 后面要写一个命令",
        ),
        (" but none was supplied", ""),
        (" found", ""),
        (" for '", "，用于 '"),
        ("[possible values: ", "[可用的值："),
        ("[subcommands: ", "[可用的命令："),
        ("  tip: a similar subcommand exists: ", "  是不是要写："),
        ("  tip: a similar argument exists: ", "  是不是要写："),
        ("  tip: a similar value exists: ", "  是不是要写："),
        ("Usage: ", "用法："),
        (
            "For more information, try '--help'.",
            "详细说明：bulletin --help",
        ),
    ];
    FIXED
        .iter()
        .fold(text.to_owned(), |text, (en, zh)| text.replace(en, zh))
}
