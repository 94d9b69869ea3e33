//! The texts of `--help`, and those of clap that the program shows in Chinese.

use super::Bilingual;

/// The help of a command or of an argument.
#[derive(Debug, Clone, Copy)]
pub struct HelpText {
    /// `command`, or `command argument`, or `argument` alone for one of every command. Empty for the program.
    pub key: &'static str,
    /// One line.
    pub text: Bilingual,
}

/// A part of a text of clap, which has no translations.
#[derive(Debug, Clone, Copy)]
pub struct UsagePhrase {
    /// As clap prints it.
    pub clap: &'static str,
    /// What a Chinese user sees.
    pub zh: &'static str,
}

macro_rules! help {
    ($($key:literal { zh: $zh:literal; en: $en:literal; })+) => {
        /// The help of every command and argument.
        pub const HELP: &[HelpText] = &[
            $(HelpText { key: $key, text: Bilingual { zh: $zh, en: $en } }),+
        ];
    };
}

help! {
    "" {
        zh: "乡村振兴简报的排印机：Markdown 文章变成静态网站";
        en: "A press for revitalization bulletins: Markdown articles become a static website";
    }
    "site" {
        zh: "站点所在的文件夹；不写就从当前文件夹往上找 site.toml";
        en: "The site's folder; by default the nearest one upward with a site.toml";
    }
    "lang" {
        zh: "提示的语言（默认看系统语言）";
        en: "Language of messages (default: the system's)";
    }
    "format" {
        zh: "提示的格式；json 每行一个对象";
        en: "Format of messages; json prints one object a line";
    }
    "quiet" {
        zh: "只报告错误";
        en: "Report errors only";
    }
    "verbose" {
        zh: "多报告一些：生成时列出每个有变化的文件";
        en: "Report more: a build lists every file that changed";
    }
    "color" {
        zh: "是否用颜色";
        en: "Whether to use colours";
    }
    "help" {
        zh: "显示说明";
        en: "Print help";
    }
    "help command" {
        zh: "要看哪个命令的说明，如 new article";
        en: "The command to describe, such as new article";
    }
    "version" {
        zh: "显示版本";
        en: "Print the version";
    }
    "init" {
        zh: "建一个新站点，带默认主题和一期样刊";
        en: "Make a new site with the default theme and a sample issue";
    }
    "init dir" {
        zh: "新站点的文件夹，必须是空的或还没有（默认是当前文件夹）";
        en: "The new site's folder, empty or not there yet (default: the current one)";
    }
    "new" {
        zh: "建一个新文件，元数据齐全，填好就能用";
        en: "Make a new file with complete front matter";
    }
    "article" {
        zh: "一篇文章，日期是今天，先作草稿";
        en: "An article, dated today, a draft at first";
    }
    "article title" {
        zh: "文章标题";
        en: "The article's title";
    }
    "article slug" {
        zh: "地址的最后一段；默认用标题";
        en: "Last part of the address; by default the title";
    }
    "page" {
        zh: "一个单页，如“关于本刊”，先作草稿";
        en: "A page of its own, such as \"About\", a draft at first";
    }
    "page title" {
        zh: "页面标题";
        en: "The page's title";
    }
    "page slug" {
        zh: "地址的最后一段；默认用标题";
        en: "Last part of the address; by default the title";
    }
    "issue" {
        zh: "一期，期号接着上一期，先作草稿";
        en: "An issue, a draft at first; its numbers follow the last one's";
    }
    "issue key" {
        zh: "期的键；默认是年份和期号";
        en: "The issue's key; by default year and number";
    }
    "initiative" {
        zh: "一个行动，先作草稿";
        en: "An initiative, a draft at first";
    }
    "initiative name" {
        zh: "行动名称";
        en: "The initiative's name";
    }
    "initiative key" {
        zh: "行动的键：小写字母、数字和 -";
        en: "The initiative's key: lower-case letters, digits and -";
    }
    "initiative parent" {
        zh: "上级行动";
        en: "The initiative above it";
    }
    "region" {
        zh: "一个地区：镇、村，或给县、市、省写介绍；先作草稿";
        en: "A region: a town, a village, or a landing text for a county or above; a draft at first";
    }
    "region code" {
        zh: "名称（凌云县）、路径（凌云县/泗城镇）、6、9 或 12 位代码，或自定的英文键";
        en: "Its name, a path (凌云县/泗城镇), its 6, 9 or 12 digit code, or an ASCII key of your own";
    }
    "region name" {
        zh: "地区名称";
        en: "The region's name";
    }
    "region key" {
        zh: "新镇、新村的键：小写字母、数字和 -；默认用拼音";
        en: "The key of a new town or village: lower-case letters, digits and -; by default its pinyin";
    }
    "region parent" {
        zh: "上级地区";
        en: "The region above it";
    }
    "build" {
        zh: "把站点生成到 public/";
        en: "Build the site into public/";
    }
    "build out" {
        zh: "输出文件夹（默认是站点里的 public）";
        en: "The output folder (default: public in the site's folder)";
    }
    "build base_url" {
        zh: "代替 site.toml 里的 base_url；可带路径";
        en: "In place of base_url in site.toml; may have a path";
    }
    "build drafts" {
        zh: "包括写了 draft: true 的草稿";
        en: "Include what says draft: true";
    }
    "build as_of" {
        zh: "按这一天的情形生成，如 2024-06-01（默认是现在）";
        en: "Build as of this day, such as 2024-06-01 (default: now)";
    }
    "build portable" {
        zh: "链接写明 index.html：不用服务器，双击就能看，可拷到 U 盘";
        en: "Links name index.html: the folder reads without a server, from a USB stick";
    }
    "build shard" {
        zh: "只生成 N 份中的第 K 份（如 2/4）：N 台机器各做一份，合起来就是整个网站";
        en: "Make only share K of N (such as 2/4): N machines make one each, together the whole site";
    }
    "build timings" {
        zh: "列出各步骤用的时间和最慢的十个页面";
        en: "List the time of each phase and the ten slowest pages";
    }
    "serve" {
        zh: "预览：保存文件，浏览器里立刻更新";
        en: "Preview: save a file, and the browser follows at once";
    }
    "serve port" {
        zh: "端口（默认是 4040；被占用就换一个）";
        en: "Port (default: 4040; another one where it is taken)";
    }
    "serve open" {
        zh: "打开浏览器";
        en: "Open the browser";
    }
    "serve lan" {
        zh: "让同一网络里的手机也能看：扫终端里的二维码";
        en: "Let a phone in the same network look: scan the code in the terminal";
    }
    "serve poll" {
        zh: "不等系统通知，每隔一会儿查看一次文件夹（网络盘、容器）";
        en: "Look at the folder again and again instead of waiting for events (network drives, containers)";
    }
    "check" {
        zh: "检查全部内容，比 build 查得更细；不写文件";
        en: "Check all content, more closely than build; write nothing";
    }
    "check drafts" {
        zh: "包括写了 draft: true 的草稿";
        en: "Include what says draft: true";
    }
    "check as_of" {
        zh: "按这一天的情形检查，如 2024-06-01（默认是现在）";
        en: "Check as of this day, such as 2024-06-01 (default: now)";
    }
    "theme" {
        zh: "主题：复制、检查、说明";
        en: "Themes: copy, check, describe";
    }
    "eject" {
        zh: "把默认主题复制到 themes/，供修改";
        en: "Copy the default theme to themes/, to change it";
    }
    "eject name" {
        zh: "新主题的名称（默认是 jianbao）";
        en: "The new theme's name (default: jianbao)";
    }
    "theme check" {
        zh: "检查主题：模板、文字、接口";
        en: "Check a theme: templates, strings, contract";
    }
    "theme check name" {
        zh: "主题名称（默认是 site.toml 里的）";
        en: "The theme's name (default: the one in site.toml)";
    }
    "docs" {
        zh: "列出模板可用的全部变量";
        en: "List every variable that templates see";
    }
    "completions" {
        zh: "输出命令补全脚本";
        en: "Print a completion script";
    }
    "completions shell" {
        zh: "用哪一种命令行";
        en: "The shell";
    }
    "licences" {
        zh: "输出程序所用软件的许可证";
        en: "Print the licences of the software inside";
    }
}

/// The order of a help text in Chinese; clap has its own for English.
pub const USAGE_TEMPLATE_ZH: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// What clap prints in English only, for a Chinese user. All occurrences of each are replaced, in this order.
pub const USAGE_PHRASES: &[UsagePhrase] = &[
    UsagePhrase {
        clap: "error: unrecognized subcommand ",
        zh: "错误：没有这个命令 ",
    },
    UsagePhrase {
        clap: "error: unexpected argument ",
        zh: "错误：用不到这个参数 ",
    },
    UsagePhrase {
        clap: "error: the following required arguments were not provided:",
        zh: "错误：缺少以下参数：",
    },
    UsagePhrase {
        clap: "error: invalid value ",
        zh: "错误：这个值不对 ",
    },
    UsagePhrase {
        clap: "error: a value is required for ",
        zh: "错误：缺少值：",
    },
    UsagePhrase {
        clap: "error: the argument ",
        zh: "错误：参数 ",
    },
    UsagePhrase {
        clap: " cannot be used multiple times",
        zh: " 只能写一次",
    },
    UsagePhrase {
        clap: "error: unexpected value ",
        zh: "错误：用不到这个值 ",
    },
    UsagePhrase {
        clap: "; no more were expected",
        zh: "",
    },
    UsagePhrase {
        clap: "error: invalid UTF-8 was detected in one or more arguments",
        zh: "错误：参数里有不是 UTF-8 的字符",
    },
    UsagePhrase {
        clap: ": invalid digit found in string",
        zh: "：要写数字",
    },
    UsagePhrase {
        clap: ": cannot parse integer from empty string",
        zh: "：要写数字",
    },
    UsagePhrase {
        clap: " is not in 0..=65535",
        zh: " 不在 0 到 65535 之间",
    },
    UsagePhrase {
        clap: "  tip: some similar subcommands exist: ",
        zh: "  是不是要写：",
    },
    UsagePhrase {
        clap: "  tip: some similar arguments exist: ",
        zh: "  是不是要写：",
    },
    UsagePhrase {
        clap: "  tip: some similar values exist: ",
        zh: "  是不是要写：",
    },
    UsagePhrase {
        clap: "  tip: to pass ",
        zh: "  要把 ",
    },
    UsagePhrase {
        clap: " as a value, use ",
        zh: " 当作一个值，写成 ",
    },
    UsagePhrase {
        clap: "error: 'bulletin",
        zh: "错误：'bulletin",
    },
    UsagePhrase {
        clap: "' requires a subcommand but one was not provided",
        zh: "' 后面要写一个命令",
    },
    UsagePhrase {
        clap: " but none was supplied",
        zh: "",
    },
    UsagePhrase {
        clap: " found",
        zh: "",
    },
    UsagePhrase {
        clap: " for '",
        zh: "，用于 '",
    },
    UsagePhrase {
        clap: "[possible values: ",
        zh: "[可用的值：",
    },
    UsagePhrase {
        clap: "[subcommands: ",
        zh: "[可用的命令：",
    },
    UsagePhrase {
        clap: "  tip: a similar subcommand exists: ",
        zh: "  是不是要写：",
    },
    UsagePhrase {
        clap: "  tip: a similar argument exists: ",
        zh: "  是不是要写：",
    },
    UsagePhrase {
        clap: "  tip: a similar value exists: ",
        zh: "  是不是要写：",
    },
    UsagePhrase {
        clap: "Usage: ",
        zh: "用法：",
    },
    UsagePhrase {
        clap: "[OPTIONS]",
        zh: "[选项]",
    },
    UsagePhrase {
        clap: "<COMMAND>",
        zh: "<命令>",
    },
    UsagePhrase {
        clap: "命令:\n",
        zh: "命令：\n",
    },
    UsagePhrase {
        clap: "参数:\n",
        zh: "参数：\n",
    },
    UsagePhrase {
        clap: "选项:\n",
        zh: "选项：\n",
    },
    UsagePhrase {
        clap: "[default: ",
        zh: "[默认：",
    },
    UsagePhrase {
        clap: "For more information, try '--help'.",
        zh: "详细说明：bulletin --help",
    },
];
