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
    (
        "verbose",
        "多报告一些：生成时列出每个有变化的文件",
        "Report more: a build lists every file that changed",
    ),
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
        "新站点的文件夹，必须是空的或还没有（默认是当前文件夹）",
        "The new site's folder, empty or not there yet (default: the current one)",
    ),
    (
        "new",
        "建一个新文件，元数据齐全，填好就能用",
        "Make a new file with complete front matter",
    ),
    (
        "article",
        "一篇文章，日期是今天，先作草稿",
        "An article, dated today, a draft at first",
    ),
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
        "一个地区：镇、村，或给县、市、省写介绍",
        "A region: a town, a village, or a landing text for a county or above",
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
    (
        "build out",
        "输出文件夹（默认是站点里的 public）",
        "The output folder (default: public in the site's folder)",
    ),
    (
        "build base_url",
        "代替 site.toml 里的 base_url；可带路径",
        "In place of base_url in site.toml; may have a path",
    ),
    (
        "build drafts",
        "包括写了 draft: true 的草稿",
        "Include what says draft: true",
    ),
    (
        "build as_of",
        "按这一天的情形生成，如 2024-06-01（默认是现在）",
        "Build as of this day, such as 2024-06-01 (default: now)",
    ),
    (
        "build portable",
        "链接写明 index.html：不用服务器，双击就能看，可拷到 U 盘",
        "Links name index.html: the folder reads without a server, from a USB stick",
    ),
    (
        "serve",
        "预览：保存文件，浏览器里立刻更新",
        "Preview: save a file, and the browser follows at once",
    ),
    (
        "serve port",
        "端口（默认是 4040；被占用就换一个）",
        "Port (default: 4040; another one where it is taken)",
    ),
    ("serve open", "打开浏览器", "Open the browser"),
    (
        "serve lan",
        "让同一网络里的手机也能看：扫终端里的二维码",
        "Let a phone in the same network look: scan the code in the terminal",
    ),
    (
        "serve poll",
        "不等系统通知，每隔一会儿查看一次文件夹（网络盘、容器）",
        "Look at the folder again and again instead of waiting for events (network drives, containers)",
    ),
    (
        "check",
        "检查全部内容，比 build 查得更细；不写文件",
        "Check all content, more closely than build; write nothing",
    ),
    (
        "check drafts",
        "包括写了 draft: true 的草稿",
        "Include what says draft: true",
    ),
    (
        "check as_of",
        "按这一天的情形检查，如 2024-06-01（默认是现在）",
        "Check as of this day, such as 2024-06-01 (default: now)",
    ),
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
    (
        "eject name",
        "新主题的名称（默认是 jianbao）",
        "The new theme's name (default: jianbao)",
    ),
    (
        "theme check",
        "检查主题：模板、文字、接口",
        "Check a theme: templates, strings, contract",
    ),
    (
        "theme check name",
        "主题名称（默认是 site.toml 里的）",
        "The theme's name (default: the one in site.toml)",
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
    ("completions shell", "用哪一种命令行", "The shell"),
];

/// What stands below the list of commands: Chinese, English.
const EXAMPLES: (&str, &str) = (
    "\
例子：
  bulletin init 我的简报            建一个新站点；后面的命令在它的文件夹里运行
  bulletin new article 路灯亮了     建一篇文章
  bulletin serve --open             边写边看
  bulletin check                    检查有没有写错
  bulletin build --portable         生成网站，用浏览器打开 public/index.html

每个命令的说明：bulletin 命令 --help
退出码：0 正常；1 内容有错误；2 用法不对，或电脑上有问题
",
    "\
Examples:
  bulletin init my-bulletin         Make a new site; run the others in its folder
  bulletin new article \"New lamps\"  Make an article
  bulletin serve --open             Look at it while you write
  bulletin check                    Look for mistakes
  bulletin build --portable         Make the website; open public/index.html

Help on a command: bulletin COMMAND --help
Exit codes: 0 fine; 1 the content has errors; 2 wrong usage, or the machine is in the way
",
);

/// Puts the words of `lang` into a command and all below it.
pub(super) fn translated(command: Command, lang: Lang) -> Command {
    let command = describe(command, "", lang)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .after_help(choose(lang, EXAMPLES.0, EXAMPLES.1));
    let flag = |name: &'static str, short, action| {
        let arg = Arg::new(name)
            .long(name)
            .short(short)
            .action(action)
            .help_heading(common(lang))
            .help(words(name, lang).unwrap_or_default());
        arg.global(name == "help")
    };
    command
        .arg(flag("help", 'h', clap::ArgAction::Help))
        .arg(flag("version", 'V', clap::ArgAction::Version))
}

fn describe(command: Command, above: &str, lang: Lang) -> Command {
    let name = command.get_name();
    let full = match (above, name) {
        ("", "bulletin") => String::new(),
        // `theme check` and `check` are two commands of one name.
        ("theme", "check") => "theme check".to_owned(),
        _ => name.to_owned(),
    };
    let command = command
        .about(words(&full, lang).unwrap_or_default())
        .disable_help_flag(true)
        .mut_args(|arg| described(arg, &full, lang));
    let command = match lang {
        Lang::Zh => command
            .subcommand_help_heading("命令")
            .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}"),
        Lang::En => command,
    };
    command.mut_subcommands(move |inner| describe(inner, &full, lang))
}

/// An argument of the command `full` with its words. What every command takes stands under a heading of its own.
fn described(arg: Arg, full: &str, lang: Lang) -> Arg {
    let id = arg.get_id().to_string();
    let help = words(&format!("{full} {id}"), lang).or_else(|| words(&id, lang));
    let heading = match (full, arg.is_positional()) {
        ("", _) => common(lang),
        (_, true) => choose(lang, "参数", "Arguments"),
        (_, false) => choose(lang, "选项", "Options"),
    };
    arg.help(help.unwrap_or_default()).help_heading(heading)
}

fn common(lang: Lang) -> &'static str {
    choose(lang, "通用选项", "Options of every command")
}

fn choose<'t>(lang: Lang, zh: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn words(key: &str, lang: Lang) -> Option<&'static str> {
    let (_, zh, en) = WORDS.iter().find(|(name, _, _)| *name == key)?;
    Some(choose(lang, zh, en))
}

/// What clap prints, without colours, with its own fixed words in `lang`.
pub(super) fn fixed_words(text: &str, lang: Lang) -> String {
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
        ("[OPTIONS]", "[选项]"),
        ("<COMMAND>", "<命令>"),
        ("命令:\n", "命令：\n"),
        ("参数:\n", "参数：\n"),
        ("选项:\n", "选项：\n"),
        ("[default: ", "[默认："),
        (
            "For more information, try '--help'.",
            "详细说明：bulletin --help",
        ),
    ];
    FIXED
        .iter()
        .fold(text.to_owned(), |text, (en, zh)| text.replace(en, zh))
}
