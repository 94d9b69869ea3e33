//! Diagnostics: what is wrong and what to do about it. The file is long because it is one table, from which one
//! enum is made: [`Message`], its codes, classes and wordings.
//!
//! An entry has the fields, class and code of a message, and for each language the cause and the remedy (empty
//! where the cause says all). `{name}` is the value of a field, in which control characters are shown. Two names
//! are special: `cause` is the key of one of [`causes`], and `original` the words of a library or of the system,
//! which no wording quotes: [`Message::original`].

use super::{Bilingual, causes};
use crate::diagnostic::{Lang, Severity};
use crate::util::regular_file::is_not_regular;
use crate::util::visible::Visible;

/// What a message is about; the exit code of a run follows from the classes of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageClass {
    /// The content has an error: nothing is written, and the exit code is 1.
    Error,
    /// The content could be better: the run goes on.
    Warning,
    /// Not the content, but the command line or the machine: nothing is written, and the exit code is 2.
    Environment,
}

macro_rules! messages {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident { $($field:ident),* } $class:ident $code:literal {
            zh: $zh:literal, $zh_help:literal;
            en: $en:literal, $en_help:literal;
        }
    )+) => {
        /// A message with the values that it names. The fields hold what the wording quotes.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the fields are the names that the wording quotes")]
        pub enum Message { $( $(#[doc = $doc])+ $name { $($field: String),* } ),+ }

        impl Message {
            /// The codes of all messages, as `--format json` prints them.
            pub const CODES: &[&str] = &[$($code),+];

            /// The stable code, as `--format json` prints it.
            pub fn code(&self) -> &'static str {
                match self { $( Self::$name { .. } => $code ),+ }
            }

            /// What it is about.
            pub fn class(&self) -> MessageClass {
                match self { $( Self::$name { .. } => MessageClass::$class ),+ }
            }

            /// The cause: what is wrong.
            #[allow(unused_variables, reason = "not every wording quotes every field")]
            #[allow(clippy::too_many_lines, reason = "a table")]
            pub fn text(&self, lang: Lang) -> String {
                match self { $(
                    Self::$name { $($field),* } => {
                        $( let $field = quoted(stringify!($field), $field, causes::what, lang); )*
                        match lang {
                            Lang::Zh => format!($zh),
                            Lang::En => format!($en),
                        }
                    }
                )+ }
            }

            /// The remedy; empty where [`Message::text`] says all.
            #[allow(unused_variables, reason = "not every wording quotes every field")]
            #[allow(clippy::too_many_lines, reason = "a table")]
            pub fn help(&self, lang: Lang) -> String {
                match self { $(
                    Self::$name { $($field),* } => {
                        $( let $field = quoted(stringify!($field), $field, causes::remedy, lang); )*
                        match lang {
                            Lang::Zh => format!($zh_help),
                            Lang::En => format!($en_help),
                        }
                    }
                )+ }
            }

            /// The fields with their names.
            fn fields(&self) -> Vec<(&'static str, &str)> {
                match self { $(
                    Self::$name { $($field),* } => vec![$( (stringify!($field), $field.as_str()) ),*],
                )+ }
            }
        }
    };
}

/// The value of a field as the wording shows it. A field `cause` has the key of a cause, and shows its text.
fn quoted<'m>(
    field: &str,
    value: &'m str,
    text: fn(&str) -> Bilingual,
    lang: Lang,
) -> Visible<&'m str> {
    Visible(if field == "cause" {
        text(value).text(lang)
    } else {
        value
    })
}

impl Message {
    /// The message for a system that starts no more threads.
    pub fn no_threads(error: &std::io::Error) -> Self {
        Self::NoThreads {
            cause: causes::system_cause(error).to_owned(),
            original: error.to_string(),
        }
    }

    /// What a library or the system said, in its own words; the wording explains it and does not quote it.
    pub fn original(&self) -> Option<&str> {
        let fields = self.fields();
        let original = fields.iter().find(|(name, _)| *name == "original");
        original
            .map(|(_, text)| *text)
            .filter(|text| !text.is_empty())
    }

    /// Whether it stops a build.
    pub fn severity(&self) -> Severity {
        match self.class() {
            MessageClass::Error | MessageClass::Environment => Severity::Error,
            MessageClass::Warning => Severity::Warning,
        }
    }

    /// The message for a file or folder that could not be read or written.
    pub fn io(path: impl Into<String>, error: &std::io::Error) -> Self {
        let path = path.into();
        if is_not_regular(error) {
            return Self::NotAFile { path };
        }
        Self::Io {
            path,
            cause: causes::system_cause(error).to_owned(),
            original: error.to_string(),
        }
    }
}

messages! {
    // The site's folder and the machine.

    /// The folder holds no site.toml.
    NoSite { folder } Environment "no-site" {
        zh: "“{folder}”里没有 site.toml，不是一个站点", "先运行 bulletin init 建一个站点，或用 --site 指明站点所在的文件夹";
        en: "there is no site.toml in `{folder}`: it is not a site", "make one with `bulletin init`, or name the site's folder with --site";
    }
    /// The site has no folder with its texts, which would make an empty site of it.
    NoContent {} Error "no-content" {
        zh: "这里没有 content 文件夹，文章都不见了，所以什么也没有生成", "找回 content 文件夹：是不是改了名，或所在的磁盘没有接上；还没有文章，就新建一个空的 content 文件夹";
        en: "there is no folder `content` here: all articles are gone, so nothing is built", "get the folder `content` back: was it renamed, is its disk away? Where there are no articles yet, make an empty one";
    }
    /// A file or folder could not be read or written.
    Io { path, cause, original } Environment "io" {
        zh: "读写“{path}”失败：{cause}", "{cause}";
        en: "cannot read or write `{path}`: {cause}", "{cause}";
    }
    /// Further files that could not be read or written, for one cause.
    MoreIo { count, cause } Environment "more-io" {
        zh: "还有 {count} 个文件读写失败，原因相同：{cause}", "先排除这个原因，再运行一次";
        en: "{count} more files cannot be read or written for the same cause: {cause}", "mend the cause, then run the command again";
    }
    /// A folder, a pipe or a device where a file is read or written.
    NotAFile { path } Environment "not-a-file" {
        zh: "“{path}”不是普通的文件", "这里要放一个普通的文件；文件夹、管道、设备，以及指向它们的链接，都不读也不写";
        en: "`{path}` is no regular file", "put a regular file there; folders, pipes, devices and links to them are neither read nor written";
    }
    /// Standard output or standard error cannot be written.
    NotPrinted { cause, original } Environment "not-printed" {
        zh: "输出写不出去：{cause}", "看看输出去了哪里：磁盘是否已满，管道另一头的程序是否已经结束";
        en: "the output cannot be printed: {cause}", "see where it goes: is the disk full, has the program at the other end of the pipe ended?";
    }
    /// The system starts no more threads.
    NoThreads { cause, original } Environment "no-threads" {
        zh: "系统不让再启动线程：{cause}", "关掉一些程序；有上限（ulimit -u、ulimit -v、容器）就放宽，或设环境变量 RAYON_NUM_THREADS=1";
        en: "the system starts no more threads: {cause}", "close other programs, raise the limit (ulimit -u, ulimit -v, the container), or set the environment variable RAYON_NUM_THREADS=1";
    }
    /// The system gives no more memory.
    NoMemory { needed } Environment "no-memory" {
        zh: "内存不够：至少还要 {needed} MB", "关掉一些程序；有上限（ulimit -v、容器）就放宽；build 也可以用 --shard 分成几份做";
        en: "there is too little memory: at least {needed} MB more are needed", "close other programs, raise the limit (ulimit -v, the container), or build the site in parts with --shard";
    }
    /// A file whose name is no text.
    NameNotUnicode { path } Environment "name-not-unicode" {
        zh: "“{path}”的文件名不是 Unicode 文字，读不了", "给这个文件改名";
        en: "the name of `{path}` is not Unicode: it cannot be read", "rename the file";
    }
    /// Folders that are nested too deeply.
    FolderTooDeep { limit } Error "folder-too-deep" {
        zh: "文件夹套了超过 {limit} 层，里面的文件没有读", "把文件移到上面的文件夹里";
        en: "folders are nested over {limit} levels deep: the files in this one were not read", "move the files into folders further up";
    }
    /// A file that another program wrote to in the midst of a run.
    FileChanged {} Environment "file-changed" {
        zh: "这个文件在生成的过程中被改动或移走了，试了几次都是这样", "等保存、同步或复制的程序停下来，再运行一次";
        en: "this file was changed or moved away in the midst of the run, several times", "wait until the program that saves, synchronises or copies it has finished, then run the command again";
    }
    /// The output folder was moved, removed or replaced in the midst of a build.
    OutputGone { out } Environment "output-gone" {
        zh: "输出文件夹“{out}”在生成的过程中被移走、删除或换掉了，网站没有写完", "查清是谁在动这个文件夹（清理脚本、同步软件、另一个终端），再运行一次";
        en: "the output folder `{out}` was moved, removed or replaced in the midst of the build: the site is not written", "find out what touches that folder (a clean-up script, a synchronising program, another terminal), then run the command again";
    }
    /// `--out` names the root of a file system.
    OutIsRoot { out } Environment "out-is-root" {
        zh: "不能把网站写到“{out}”：这是磁盘的最上层", "用 --out 写明一个文件夹，如 --out public";
        en: "the site cannot be written to `{out}`: it is the root of the disk", "name a folder with --out, such as --out public";
    }
    /// `--out` names the home folder, or a folder that holds it.
    OutIsHome { out } Environment "out-is-home" {
        zh: "不能把网站写到“{out}”：这是你的个人文件夹，或在它的上面", "在里面另取一个文件夹，如 --out 网站";
        en: "the site cannot be written to `{out}`: it is your home folder, or above it", "name a folder of its own inside, such as --out website";
    }
    /// `--out` names the site, or a folder that holds it.
    OutHoldsSite { out } Environment "out-holds-site" {
        zh: "不能把网站写到“{out}”：站点的源文件就在里面", "换一个文件夹，如站点里的 public";
        en: "the site cannot be written to `{out}`: the sources of a site are inside", "use another folder, such as public in the site";
    }
    /// `--out` names something that is no folder, or something below it.
    OutIsFile { out, path } Environment "out-is-file" {
        zh: "不能把网站写到“{out}”：“{path}”不是文件夹", "换一个文件夹，如站点里的 public；或把它改名、移走";
        en: "the site cannot be written to `{out}`: `{path}` is no folder", "use another folder, such as public in the site; or rename it or move it away";
    }
    /// `--out` begins with `~`, which the shell has not replaced.
    OutIsTilde { out } Environment "out-is-tilde" {
        zh: "不能把网站写到“{out}”：这里的 ~ 没有换成你的个人文件夹", "写成 --out ~/…，中间用空格，不用 =，也不加引号；或写全路径";
        en: "the site cannot be written to `{out}`: the shell has not replaced ~ with your home folder", "write --out ~/… with a blank and not =, and without quotes; or write the whole path";
    }
    /// `--out` names a folder that a program keeps for itself, or one inside.
    OutInProgramFolder { out, folder } Environment "out-in-program-folder" {
        zh: "不能把网站写到“{out}”：{folder} 是程序自己用的文件夹", "换一个文件夹，如站点里的 public";
        en: "the site cannot be written to `{out}`: {folder} is a folder that a program keeps for itself", "use another folder, such as public in the site";
    }
    /// `--out` names a folder inside of a finished site.
    OutInSite { out, site } Environment "out-in-site" {
        zh: "不能把网站写到“{out}”：“{site}”里已经有一个生成的网站", "换一个文件夹，放在它外面";
        en: "the site cannot be written to `{out}`: there is a finished site in `{site}`", "use a folder outside of it";
    }
    /// `--out` names a folder of the system.
    OutIsSystem { out } Environment "out-is-system" {
        zh: "不能把网站写到“{out}”：这是系统的文件夹", "换一个文件夹，如站点里的 public，或 /srv/www";
        en: "the site cannot be written to `{out}`: it is a folder of the system", "use another folder, such as public in the site, or /srv/www";
    }
    /// `--out` names an address of the web.
    OutIsAddress { out } Environment "out-is-address" {
        zh: "不能把网站写到“{out}”：--out 要的是文件夹，不是网址", "先生成到文件夹，再上传；网址写在 site.toml 的 base_url 里，或用 --base-url";
        en: "the site cannot be written to `{out}`: --out takes a folder, not an address", "write it to a folder and upload that; the address goes into base_url of site.toml, or to --base-url";
    }
    /// `--out` names a path of Windows on another system.
    OutIsWindowsPath { out } Environment "out-is-windows-path" {
        zh: "不能把网站写到“{out}”：这是 Windows 的路径，不是这台电脑的", "写这台电脑上的文件夹，如 public";
        en: "the site cannot be written to `{out}`: that is a path of Windows, which this machine does not run", "name a folder of this machine, such as public";
    }
    /// `--out` names a folder of sources, or one inside.
    OutInSources { out, folder } Environment "out-in-sources" {
        zh: "不能把网站写到“{out}”：它在站点的 {folder}/ 里，那是源文件的文件夹", "换一个文件夹，如站点里的 public";
        en: "the site cannot be written to `{out}`: it is in {folder}/, which has sources of the site", "use another folder, such as public in the site";
    }
    /// `init` in a folder that holds something.
    FolderNotEmpty { folder } Environment "folder-not-empty" {
        zh: "“{folder}”里已经有文件，没有动它", "换一个空文件夹，或写一个新文件夹的名字：bulletin init 新文件夹";
        en: "`{folder}` is not empty: nothing was written", "use an empty folder, or name a new one: bulletin init FOLDER";
    }
    /// `init` in a place that is no folder.
    NotAFolder { path } Environment "not-a-folder" {
        zh: "“{path}”不是文件夹，没有动它", "换一个名字，或先把它移走";
        en: "`{path}` is no folder: nothing was written", "choose another name, or move it away first";
    }
    /// `new` for a file that exists.
    FileExists { path } Environment "file-exists" {
        zh: "“{path}”已经存在，没有动它", "换一个名字（new 用 --slug 或 --key），或先把它移走";
        en: "`{path}` exists already: it was left alone", "choose another name (with new: --slug or --key), or move it away first";
    }
    /// `new` for a name that an initiative has.
    NameTaken { name } Environment "name-taken" {
        zh: "已经有叫“{name}”的行动", "换一个名称，或直接用已有的那个";
        en: "there is an initiative `{name}` already", "choose another name, or use that one";
    }
    /// `new` with a key that is too long for a file's name.
    FileNameTooLong { length } Environment "file-name-too-long" {
        zh: "文件名会有 {length} 个字，太长了", "用短一些的键：--key 后面写几个小写字母、数字和 -";
        en: "the file's name would have {length} characters, which is too long", "choose a shorter key: --key with a few lower-case letters, digits and -";
    }
    /// A value on the command line does not fit.
    BadArgument { value, expected } Environment "bad-argument" {
        zh: "“{value}”不能用在这里", "应当像这样：{expected}";
        en: "`{value}` does not fit here", "write it like this: {expected}";
    }
    /// Two builds into one folder at the same time.
    AnotherBuild { path } Environment "another-build" {
        zh: "另一个 bulletin 正在写“{path}”", "等它结束再运行";
        en: "another bulletin is writing to `{path}`", "wait until it has finished";
    }
    /// The commit was stopped half-way.
    HalfWritten { out } Environment "half-written" {
        zh: "写到一半出了错，“{out}”里一部分文件已更新，每个文件都是完整的", "排除上面的原因，再运行一次，就会补齐";
        en: "writing stopped half-way: some files in `{out}` are new, each of them whole", "mend the cause above and run the command again: it completes the work";
    }
    /// An address on which the preview cannot listen.
    CannotListen { address, cause, original } Environment "cannot-listen" {
        zh: "不能在 {address} 上打开预览：{cause}", "用 --port 换一个端口；看看防火墙或安全软件是否挡住了";
        en: "the preview cannot listen on {address}: {cause}", "choose another port with --port; see whether a firewall is in the way";
    }
    /// `serve --lan` on a machine without a network.
    NoNetwork {} Environment "no-network" {
        zh: "这台电脑没有连上局域网", "先连上和手机相同的 Wi-Fi 或网线；只在本机预览就不要写 --lan";
        en: "this machine is in no local network", "join the network that the phone is in; leave out --lan to preview on this machine alone";
    }
    /// No base URL: no feeds and no sitemap.
    NoBaseUrl {} Warning "no-base-url" {
        zh: "site.toml 里没有 base_url，不生成订阅源和网站地图", "加一行：base_url = \"https://你的网址/\"";
        en: "site.toml has no base_url: no feeds and no sitemap are written", "add a line: base_url = \"https://your.address/\"";
    }

    // site.toml.

    /// A line that is no TOML, for none of the reasons below.
    Toml { original } Error "toml" {
        zh: "这里不是正确的 TOML", "一行一个键，写成 键 = 值；文字要加英文双引号，如 title = \"乡村振兴简报\"；加 -v 看解析程序的原话";
        en: "this is not valid TOML", "write one `key = value` a line; text needs straight quotes: title = \"Bulletin\"; -v shows the parser's own words";
    }
    /// A file of another format in the place of TOML.
    TomlOther { format, original } Error "toml-other" {
        zh: "这是 {format}，这里要写 TOML", "每行写成 键 = 值，如 title = \"乡村振兴简报\"";
        en: "this is {format}, and TOML is needed here", "write lines of `key = value`, such as title = \"Bulletin\"";
    }
    /// Curly quotation marks around a value.
    TomlQuotes { sign, correct, original } Error "toml-quotes" {
        zh: "这里的引号 {sign} 不是英文直引号", "把输入法切到英文，写成：{correct}";
        en: "the quotation mark {sign} is not a straight one", "write: {correct}";
    }
    /// A sign of full width.
    TomlSign { sign, correct, original } Error "toml-sign" {
        zh: "这里的 {sign} 是全角符号，要用半角的", "把输入法切到英文，写成：{correct}";
        en: "the sign {sign} is full-width", "write: {correct}";
    }
    /// A blank of full width at the beginning of a line.
    TomlBlank { original } Error "toml-blank" {
        zh: "行首有全角空格", "删去，或改成半角空格";
        en: "the line begins with a full-width blank", "delete it";
    }
    /// Two equals signs.
    TomlExtraEquals { correct, original } Error "toml-extra-equals" {
        zh: "多了一个等号", "写成：{correct}";
        en: "there is one equals sign too many", "write: {correct}";
    }
    /// A colon in the place of the equals sign.
    TomlColon { key, correct, original } Error "toml-colon" {
        zh: "“{key}”后面应当是等号，不是冒号", "写成：{correct}";
        en: "`{key}` is followed by a colon instead of an equals sign", "write: {correct}";
    }
    /// A line without an equals sign.
    TomlNoEquals { key, correct, original } Error "toml-no-equals" {
        zh: "“{key}”后面没有等号", "写成：{correct}；说明文字要以 # 开头";
        en: "`{key}` is followed by no equals sign", "write: {correct}; a comment begins with #";
    }
    /// A key without a value.
    TomlNoValue { key, original } Error "toml-no-value" {
        zh: "“{key}”没有写值", "在等号后面写上值，或删去这一行";
        en: "`{key}` has no value", "write one behind the equals sign, or delete the line";
    }
    /// A text without quotation marks.
    TomlUnquoted { value, correct, original } Error "toml-unquoted" {
        zh: "“{value}”没有加引号", "文字要加英文双引号：{correct}";
        en: "`{value}` has no quotation marks", "text needs straight ones: {correct}";
    }
    /// Another word for true or false.
    TomlFlag { value, correct, original } Error "toml-flag" {
        zh: "“{value}”要写成 true（是）或 false（否）", "全用小写，不加引号：{correct}";
        en: "`{value}` is neither true nor false", "write in small letters, without quotation marks: {correct}";
    }
    /// A number with a unit, or in another notation.
    TomlNumber { value, correct, original } Error "toml-number" {
        zh: "“{value}”不是一个数", "只写半角数字：{correct}；要的是文字，就加英文双引号";
        en: "`{value}` is no number", "write digits alone: {correct}; if text is meant, quote it";
    }
    /// A quotation mark that is never closed, in TOML.
    TomlUnclosedQuote { quote, original } Error "toml-unclosed-quote" {
        zh: "这里的引号没有结束", "在值的末尾补上 {quote}";
        en: "this quotation mark is never closed", "end the value with {quote}";
    }
    /// A bracket that is never closed, in TOML.
    TomlUnclosedBracket { open, close, original } Error "toml-unclosed-bracket" {
        zh: "这里的 {open} 没有结束", "在末尾补上 {close}";
        en: "this {open} is never closed", "end it with {close}";
    }
    /// A backslash in a text, mostly of a path of Windows.
    TomlBackslash { correct, original } Error "toml-backslash" {
        zh: "双引号里的 \\ 有特殊的意思，不能直接写", "把 \\ 都改成 /，或改用英文单引号：{correct}";
        en: "a \\ has a meaning of its own between double quotation marks", "write / instead, or use single ones: {correct}";
    }
    /// Quotation marks inside of quotation marks.
    TomlQuoteInside { correct, original } Error "toml-quote-inside" {
        zh: "值里面又有英文引号，值到这里就结束了", "里面的引号用中文的，写成：{correct}";
        en: "there are straight quotation marks inside of the value: it ends here", "write: {correct}";
    }
    /// Something behind a complete value.
    TomlAfterValue { text, original } Error "toml-after-value" {
        zh: "值已经写完，后面多了“{text}”", "一行只写一个键；几个值要用方括号：[\"甲\", \"乙\"]；说明文字要以 # 开头";
        en: "`{text}` stands behind a value that is complete", "write one key a line, several values in brackets: [\"a\", \"b\"], and # before a comment";
    }
    /// A comment as other languages have it.
    TomlComment { sign, original } Error "toml-comment" {
        zh: "说明文字不能用“{sign}”开头", "说明文字要以 # 开头";
        en: "no comment begins with `{sign}`", "begin it with #";
    }
    /// A key with characters that keys do not have.
    TomlKey { key, original } Error "toml-key" {
        zh: "“{key}”不能作键名：只用英文字母、数字、- 和 _", "改成英文的键名，中间不留空格";
        en: "`{key}` is no key: letters, digits, - and _ only", "write the key without blanks and in English";
    }
    /// A key of very many levels.
    TomlTooDeep { original } Error "toml-too-deep" {
        zh: "键名里的层级太多", "键名里的每个点都会加一层：删去多余的";
        en: "this key has too many levels", "each dot in a key adds one: delete those that are too much";
    }
    /// Two items of a list without a comma.
    TomlNoComma { original } Error "toml-no-comma" {
        zh: "列表的两项之间少一个逗号", "用半角逗号隔开：[\"甲\", \"乙\"]";
        en: "there is no comma between two items of this list", "part them with commas: [\"a\", \"b\"]";
    }
    /// A table that is there twice.
    TomlDuplicateTable { key } Error "toml-duplicate-table" {
        zh: "[{key}] 写了两次", "把两处的键合到一个 [{key}] 下面";
        en: "[{key}] stands twice", "put the keys of both below one [{key}]";
    }
    /// site.toml has a key that does not exist.
    UnknownKey { key } Error "unknown-key" {
        zh: "site.toml 里没有“{key}”这个键", "改成正确的键名，或删去这一行；全部键名见 docs/site.md";
        en: "site.toml has no key `{key}`", "correct the name or delete the line; docs/site.md lists all keys";
    }
    /// A key of the top level that stands below a table.
    KeyBelowTable { key, table } Error "key-below-table" {
        zh: "“{key}”写在了 [{table}] 下面，它不属于任何表", "把这一行移到第一个方括号之前";
        en: "`{key}` stands under [{table}] and belongs to no table", "move the line above the first line in brackets";
    }
    /// A key of one table that stands elsewhere.
    KeyOfTable { key, table } Error "key-of-table" {
        zh: "“{key}”是 [{table}] 里的键", "把这一行移到 [{table}] 那一行的下面；没有，就先写一行 [{table}]";
        en: "`{key}` is a key of [{table}]", "move the line below the line [{table}]; if there is none, write it first";
    }
    /// A table that does not exist, with keys of the top level.
    NeedlessTable { key, keys } Error "needless-table" {
        zh: "没有 [{key}] 这个表，里面的 {keys} 不属于任何表", "删去 [{key}] 这一行，把它们放在第一个方括号之前";
        en: "there is no table [{key}]; what stands there belongs to no table: {keys}", "delete the line [{key}], and put them above the first line in brackets";
    }
    /// `[options]` in site.toml sets an option that the theme does not have.
    UnknownOption { key } Error "unknown-option" {
        zh: "主题没有“{key}”这个选项", "改成正确的选项名，或删去这一行；主题有哪些选项，见它的 theme.toml";
        en: "the theme has no option `{key}`", "correct the name or delete the line; the theme's theme.toml states its options";
    }
    /// A value in site.toml is not one of the possible ones.
    BadValue { key, value, expected } Error "bad-value" {
        zh: "“{key}”的值“{value}”不可用", "应当是：{expected}";
        en: "`{value}` is not a value for `{key}`", "it must be: {expected}";
    }

    // Front matter.

    /// The file does not begin with `---`.
    NoFrontMatter {} Error "no-front-matter" {
        zh: "文件开头没有元数据", "在第一行写 ---，接着写元数据（文章要有 title 和 date，页面要有 title，期要有 date，行动要有 name），再用一行 --- 结束";
        en: "the file has no front matter", "begin with a line ---, then the keys (title and date of an article, title of a page, date of an issue, name of an initiative), then a line ---";
    }
    /// The front matter has no closing line.
    UnclosedFrontMatter {} Error "unclosed-front-matter" {
        zh: "元数据没有结束", "在元数据后面、正文前面，单独写一行 ---";
        en: "the front matter does not end", "close it with a line --- before the text";
    }
    /// Front matter that is not at the beginning of its file.
    FrontMatterNotFirst {} Error "front-matter-not-first" {
        zh: "元数据前面有别的内容", "元数据要从文件的第一行写起：把前面的几行移到元数据后面，或删去";
        en: "something stands before the front matter", "it must begin in the first line of the file: move what is before it behind it, or delete that";
    }
    /// A whole file in a code fence, as programs that write for people give it out.
    FencedFile {} Error "fenced-file" {
        zh: "整个文件放在了代码围栏里", "删去第一行，和最后一行的 ```";
        en: "the whole file is in a code fence", "delete the first line, and the last one with ```";
    }
    /// A body that begins with front matter.
    SecondFrontMatter {} Error "second-front-matter" {
        zh: "正文开头又有一段元数据", "两段合成一段，放在文件开头；多余的删去";
        en: "the text begins with front matter again", "make one of the two, at the beginning of the file";
    }
    /// A file begins with a key, and not with `---`.
    MissingFence {} Error "missing-fence" {
        zh: "元数据前面少一行 ---", "在这一行上面加一行 ---";
        en: "there is no line --- before the front matter", "add a line --- above this one";
    }
    /// The first line is not `---` alone.
    BadFence { text } Error "bad-fence" {
        zh: "第一行是“{text}”，应当只有 ---", "把这一行改成 ---，元数据后面那一行也是";
        en: "the first line is `{text}`; it must be --- alone", "change the line to ---, and the line that ends the front matter";
    }
    /// Something stands behind the `---` that ends the front matter.
    TextBehindFence { text } Error "text-behind-fence" {
        zh: "元数据末尾的 --- 后面还有“{text}”", "--- 单独成一行，后面的文字另起一行";
        en: "behind the --- that ends the front matter stands `{text}`", "leave --- alone on its line, and put the text on the next one";
    }
    /// The front matter is TOML.
    TomlFrontMatter {} Error "toml-front-matter" {
        zh: "元数据用的是 TOML（+++），这里只认 YAML（---）", "把 +++ 改成 ---，把“键 = 值”改成“键: 值”";
        en: "the front matter is TOML (+++); only YAML (---) is read", "change +++ to --- and `key = value` to `key: value`";
    }
    /// The front matter is larger than the cap.
    FrontMatterTooLarge { limit } Error "front-matter-too-large" {
        zh: "元数据太长，超过 {limit} KiB", "正文应写在第二行 --- 之后；看看 --- 是不是漏写了";
        en: "the front matter is over {limit} KiB", "the text belongs after the second line ---; is that line missing?";
    }
    /// The front matter is nested too deeply.
    FrontMatterTooDeep { limit } Error "front-matter-too-deep" {
        zh: "元数据的括号或缩进套了超过 {limit} 层", "元数据只需要简单的列表；删去多余的层次";
        en: "the front matter is nested over {limit} levels deep", "front matter needs simple lists only; remove the extra levels";
    }
    /// The front matter repeats values by reference too often.
    FrontMatterReferences { limit } Error "front-matter-references" {
        zh: "元数据里用 * 引用别处的内容超过 {limit} 次", "直接写出内容，不用 & 和 *";
        en: "the front matter refers to other values with * more than {limit} times", "write the values themselves, without & and *";
    }
    /// A list is longer than the cap.
    TooManyItems { key, count, limit } Error "too-many-items" {
        zh: "“{key}”有 {count} 项，最多 {limit} 项", "从这里起删去，只留要紧的";
        en: "`{key}` has {count} items, and {limit} are the most", "delete from here on: keep those that matter";
    }
    /// A text is longer than the cap.
    TextTooLong { key, length, limit } Error "text-too-long" {
        zh: "“{key}”有 {length} 个字，最多 {limit} 个", "写短一些，长的内容放进正文；看看引号或分隔的逗号是不是漏写了";
        en: "`{key}` has {length} characters, and {limit} are the most", "make it shorter and put long texts into the body; is a quotation mark or a comma missing?";
    }
    /// An article has more terms than the cap.
    TooManyTerms { limit } Error "too-many-terms" {
        zh: "这篇文章的地区、行动、标签等合起来超过 {limit} 个", "从这里起删去，只留要紧的；地区多的，写上一级，如用一个市代替它所有的县";
        en: "this article has more than {limit} regions, initiatives, tags and other terms", "delete from here on: keep those that matter, or name the level above, such as a prefecture for all its counties";
    }
    /// A term lies too deep in its tree.
    TermTooDeep { limit } Error "term-too-deep" {
        zh: "这里的层级太多，最多 {limit} 层", "去掉中间的层级：名称里的 / 和 parent 都会加一层";
        en: "there are too many levels here, and {limit} are the most", "leave out levels between: each / in a name and each parent adds one";
    }
    /// The YAML cannot be read.
    Yaml { original } Error "yaml" {
        zh: "这里的 YAML 读不懂", "每行写成“键: 值”；值里有特殊符号时，用英文双引号把整个值括起来；加 -v 看解析程序的原话";
        en: "this YAML cannot be read", "write each line as `key: value`; quote a value that holds special signs; -v shows the parser's own words";
    }
    /// A backslash between double quotation marks, mostly of a path of Windows.
    YamlBackslash { original } Error "yaml-backslash" {
        zh: "双引号里的 \\ 有特殊的意思，不能直接写", "把 \\ 都改成 /，或把双引号改成单引号";
        en: "a \\ has a meaning of its own between double quotation marks", "write / instead, or use single ones";
    }
    /// Text behind a value in quotation marks.
    YamlAfterQuote { text, original } Error "yaml-after-quote" {
        zh: "引号已经结束，后面多了“{text}”", "把整个值括在一对引号里；值里面的引号用中文的“”";
        en: "`{text}` stands behind a value that its quotation mark has ended", "quote the whole value; inside it, use curly quotation marks";
    }
    /// A key that does not stand under those of its level.
    YamlIndent { original } Error "yaml-indent" {
        zh: "这一行的缩进和上面不一致", "同一层的键左边对齐，下一层多缩进两个空格";
        en: "this line is not indented like those above", "align the keys of one level, and indent those below by two blanks";
    }
    /// A sign at the beginning of a value that refers to another place.
    YamlSign { original } Error "yaml-sign" {
        zh: "值以 *、& 或 ! 开头，YAML 会把它当作特殊符号", "用英文双引号把整个值括起来";
        en: "the value begins with *, & or !, which YAML reads as something else", "quote the whole value";
    }
    /// A bracket that is never closed.
    UnclosedBracket { close } Error "unclosed-bracket" {
        zh: "这里的括号没有结束", "在列表末尾补上 {close}，如 regions: [凌云县, 田阳区]";
        en: "this bracket is never closed", "end the list with {close}, such as regions: [凌云县, 田阳区]";
    }
    /// A quotation mark that is never closed.
    UnclosedQuote {} Error "unclosed-quote" {
        zh: "这里的引号没有结束", "在值的末尾补上同样的英文引号；值里面的引号用中文的“”";
        en: "this quotation mark is never closed", "end the value with the same mark";
    }
    /// Curly quotation marks where YAML needs straight ones.
    CurlyQuote { key } Error "curly-quote" {
        zh: "“{key}”用了中文引号，YAML 只认英文引号", "两头都改成英文双引号，如 {key}: \"…\"";
        en: "the quotation marks of `{key}` are curly, and YAML takes straight ones alone", "use straight ones at both ends: {key}: \"…\"";
    }
    /// A full-width sign between brackets.
    FullWidthSign { sign, plain } Error "full-width-sign" {
        zh: "这里的“{sign}”是全角的", "改成半角的 {plain}";
        en: "`{sign}` is full-width here", "use the half-width {plain}";
    }
    /// A line that is no key with its value.
    NotAKey {} Error "not-a-key" {
        zh: "这一行不是“键: 值”", "写成“键: 值”；接着上一行的文字要缩进两个空格，正文要写在第二行 --- 之后";
        en: "this line is no `key: value`", "write it as `key: value`; indent what continues the line above, and put the text behind the second line ---";
    }
    /// A list whose items are parted by full-width commas.
    FullWidthComma { text } Error "full-width-comma" {
        zh: "“{text}”里有全角逗号，会被当作一个名称", "列表用半角的括号和逗号，如 [四下基层, 千万工程]";
        en: "`{text}` holds a full-width comma and would be taken for one name", "use half-width brackets and commas: [a, b]";
    }
    /// A value holds a colon and a blank.
    ColonInValue { key } Error "colon-in-value" {
        zh: "“{key}”的值里有冒号，要加引号", "用英文双引号把整个值括起来，如 {key}: \"甲: 乙\"；或改用全角冒号";
        en: "the value of `{key}` holds a colon and needs quotes", "quote the whole value: {key}: \"a: b\"";
    }
    /// An item of a list holds a colon and a blank, so that it is a map.
    ColonInItem { key } Error "colon-in-item" {
        zh: "“{key}”的这一项里有“冒号加空格”，会被拆成“键: 值”", "用英文双引号把这一项括起来，如 - \"甲: 乙\"；或改用全角冒号";
        en: "this item of `{key}` holds a colon and a blank, so YAML reads it as `key: value`", "quote the item: - \"a: b\"";
    }
    /// A value begins with a sign that YAML reads as something else.
    SignInValue { key, sign } Error "sign-in-value" {
        zh: "“{key}”的值以“{sign}”开头，YAML 会把它当作特殊符号", "用英文双引号把整个值括起来，如 {key}: \"{sign}…\"";
        en: "the value of `{key}` begins with `{sign}`, which YAML reads as something else", "quote the whole value: {key}: \"{sign}…\"";
    }
    /// A title holds a blank and `#`, which begins a comment.
    CommentInValue { key } Error "comment-in-value" {
        zh: "“{key}”里 # 之后的文字会被当作注释丢掉", "用英文双引号把整个值括起来；确是注释，就在 # 后面加一个空格";
        en: "what follows # in `{key}` would be lost as a comment", "quote the whole value; if it is a comment, write a blank after #";
    }
    /// A key is followed by a full-width colon.
    FullWidthColon { key } Error "full-width-colon" {
        zh: "“{key}”后面的冒号是全角的", "改成半角冒号加一个空格：{key}: 值";
        en: "the colon after `{key}` is full-width", "use a half-width colon and a blank: {key}: value";
    }
    /// A key is followed by a colon without a blank.
    NoBlankAfterColon { key } Error "no-blank-after-colon" {
        zh: "“{key}:”后面少一个空格", "写成 {key}: 值";
        en: "there is no blank after `{key}:`", "write {key}: value";
    }
    /// A line is indented with a tab.
    TabIndent {} Error "tab-indent" {
        zh: "这一行用制表符（Tab）缩进，YAML 不允许", "把制表符换成两个空格";
        en: "this line is indented with a tab, which YAML forbids", "replace the tab by two blanks";
    }
    /// A key is there twice.
    DuplicateKey { key } Error "duplicate-key" {
        zh: "“{key}”写了两次", "只留一个";
        en: "`{key}` stands twice", "keep one of them";
    }
    /// A required key is missing.
    MissingKey { key, example } Error "missing-key" {
        zh: "缺少“{key}”", "加上：{example}";
        en: "`{key}` is missing", "add: {example}";
    }
    /// A required key is missing, and another one looks like it.
    MisspeltKey { key, meant } Error "misspelt-key" {
        zh: "“{key}”应当是“{meant}”", "改成：{meant}: …";
        en: "`{key}` should be `{meant}`", "write: {meant}: …";
    }
    /// A key is there twice, by two names.
    SameKey { key, other } Error "same-key" {
        zh: "“{key}”就是“{other}”，写了两次", "只留一个";
        en: "`{key}` is another name of `{other}`, which is there, too", "keep one of them";
    }
    /// A value has the wrong shape.
    WrongType { key, expected } Error "wrong-type" {
        zh: "“{key}”的值写法不对", "应当像这样：{expected}";
        en: "the value of `{key}` has the wrong form", "write it like this: {expected}";
    }
    /// A date cannot be read.
    BadDate { key, value } Error "bad-date" {
        zh: "“{key}”的日期“{value}”读不懂", "写成 2024-01-02，或带时间：2024-01-02 08:00";
        en: "`{value}` is not a date that `{key}` can take", "write 2024-01-02, or with a time: 2024-01-02 08:00";
    }
    /// A date in a month that does not exist.
    NoSuchMonth { value, month } Error "no-such-month" {
        zh: "日期“{value}”不存在：没有{month}月", "改正月份，顺序是年、月、日，如 2024-01-02";
        en: "there is no month {month}: `{value}`", "correct the month; the order is year, month, day: 2024-01-02";
    }
    /// A day that the month does not have.
    NoSuchDay { year, month, day, days } Error "no-such-day" {
        zh: "{year}年{month}月没有{day}日", "改正日期，这个月有 {days} 天";
        en: "there is no day {day} in month {month} of {year}", "correct the date: that month has {days} days";
    }
    /// A time that no day has.
    NoSuchTime { value } Error "no-such-time" {
        zh: "一天里没有“{value}”写的这个时刻", "时从 0 到 23，分从 0 到 59；半夜十二点写成第二天的 00:00";
        en: "no day has the time of `{value}`", "hours go from 0 to 23 and minutes from 0 to 59; midnight is 00:00 of the next day";
    }
    /// A date whose year has too few digits.
    ShortYear { value } Error "short-year" {
        zh: "日期“{value}”的年份不是四位", "年份写四位，如 2024-01-02";
        en: "the year of `{value}` has no four digits", "write four digits: 2024-01-02";
    }
    /// A date of a month alone.
    DateWithoutDay { value } Error "date-without-day" {
        zh: "“{value}”只有年和月，没有日", "写明哪一天，如 2024-01-02";
        en: "`{value}` has a year and a month but no day", "name the day: 2024-01-02";
    }
    /// A date of a day without its year.
    DateWithoutYear { value } Error "date-without-year" {
        zh: "“{value}”只有月和日，没有年份", "年份写四位，如 2024-01-02";
        en: "`{value}` has a month and a day but no year", "write the year, too: 2024-01-02";
    }
    /// A name of a file that begins like a date, where there is no other date.
    BadFileDate { name } Error "bad-file-date" {
        zh: "文件名开头的“{name}”不是可用的日期，元数据里也没有 date", "把文件名改成 2024-01-02-名称.md 这样（年份四位，日期要存在），或在元数据里加上：date: 2024-01-02";
        en: "`{name}` at the beginning of the file's name is no date, and the front matter has none", "rename the file like 2024-01-02-name.md, with a year of four digits and a day that exists, or add: date: 2024-01-02";
    }
    /// A language that is no tag.
    BadLanguage { value, right } Error "bad-language" {
        zh: "“{value}”不是语言代码", "写成：{right}";
        en: "`{value}` is no language tag", "write: {right}";
    }
    /// A key that is not known.
    UnknownField { key } Warning "unknown-field" {
        zh: "不认识的键“{key}”，已原样放进 extra", "改正键名；标签等分类要在 site.toml 的 [taxonomies] 里声明，其他自定的内容放在 extra: 下面，就不再提示";
        en: "unknown key `{key}`; it was put under extra", "correct the name; tags and the like are declared in [taxonomies] of site.toml, other keys of your own go below extra:";
    }
    /// A key of articles in another document.
    ArticleField { key } Warning "article-field" {
        zh: "“{key}”是文章的键，在这里不起作用，已原样放进 extra", "删去；给主题用的，放在 extra: 下面，就不再提示";
        en: "`{key}` is a key of articles and has no effect here; it was put under extra", "delete it; if it is for the theme, put it below extra:";
    }
    /// A key by which another program holds a document back.
    NotHeldBack { key } Error "not-held-back" {
        zh: "“{key}”在这里不起作用，这个文件会照样发布", "不要发布，就改成 draft: true；要发布，就删去这一行";
        en: "`{key}` has no effect here; the file would be published", "to hold it back write draft: true; to publish it, delete the line";
    }
    /// A key that is not known inside a map, where nothing reads it.
    UnusedField { key } Warning "unused-field" {
        zh: "这里没有“{key}”这个键，没有用到", "改正键名，或删去";
        en: "there is no key `{key}` here; it is not used", "correct the name, or delete it";
    }
    /// A key that is not known, where site.toml makes that an error.
    UnknownFieldError { key } Error "unknown-field-error" {
        zh: "不认识的键“{key}”", "改正键名，或放到 extra: 下面（site.toml 里 [front_matter] unknown = \"error\"）";
        en: "unknown key `{key}`", "correct the name or put it below extra: (site.toml says [front_matter] unknown = \"error\")";
    }
    /// A file is not UTF-8 but GB18030.
    Gb18030 {} Warning "gb18030" {
        zh: "这个文件是 GB18030（GBK）编码，已按该编码读取", "在编辑器里另存为 UTF-8，就不再提示";
        en: "this file is GB18030 (GBK); it was read as such", "save it as UTF-8 to silence this";
    }
    /// A file is in another encoding that can be read.
    OtherEncoding { encoding } Warning "other-encoding" {
        zh: "这个文件是 {encoding} 编码，已按该编码读取", "看看网页上的字对不对；在编辑器里另存为 UTF-8，就不再提示";
        en: "this file is {encoding}; it was read as such", "see whether the page shows the right characters; save it as UTF-8 to silence this";
    }
    /// UTF-8 with bytes that are not.
    DamagedText {} Error "damaged-text" {
        zh: "文件是 UTF-8，但这里有别的编码或损坏的字", "把这里的字重新打一遍，另存为 UTF-8；后面也看一看";
        en: "this file is UTF-8, but some bytes from here on are damaged or in another encoding", "type the characters again and save the file as UTF-8; look at what follows, too";
    }
    /// A file is no text.
    NotText {} Error "not-text" {
        zh: "这个文件不是文本，或者认不出它的编码（UTF-8、GB18030、Big5、UTF-16 都不是）", "用原来的程序、记事本或 WPS 打开，另存为 UTF-8 文本";
        en: "this file is no text, or its encoding is not known (not UTF-8, GB18030, Big5 or UTF-16)", "open it in its program or in an editor and save it as UTF-8";
    }
    /// A name that leads out of the output folder, or is no name.
    BadSlug { slug } Error "bad-slug" {
        zh: "“{slug}”不能用作地址", "只用文字、数字、- 和 _，不用 / \\ .. : * ? \" < > | # %，也不用 con、nul 这样的 Windows 保留名";
        en: "`{slug}` cannot be an address", "use letters, digits, - and _ only, no / \\ .. : * ? \" < > | # % and no name that Windows keeps (con, nul)";
    }
    /// An alias that is no address of this site.
    BadAlias { alias } Error "bad-alias" {
        zh: "旧地址“{alias}”不可用", "写成本站的地址，以 / 开头，如 /old/path/";
        en: "`{alias}` cannot be an alias", "write an address of this site that begins with /, such as /old/path/";
    }
    /// A part of an address that is longer than file systems allow.
    AddressTooLong { part, length, limit } Error "address-too-long" {
        zh: "网址里的“{part}”太长：有 {length} 个字，最多 {limit} 个", "写短一些，如 slug: lingyun；一段网址最多 240 字节，合 80 个汉字";
        en: "`{part}` is too long for a part of an address: it has {length} characters, and {limit} are the most", "make it shorter, such as slug: lingyun; a part of an address may have 240 bytes, or 80 Han characters";
    }
    /// A template named in front matter that does not exist.
    UnknownTemplate { template } Error "unknown-template" {
        zh: "没有模板“{template}”", "改正文件名，或在 templates/ 里建这个模板";
        en: "there is no template `{template}`", "correct the name, or create it in templates/";
    }

    // Regions, initiatives, issues.

    /// A region that is not known.
    UnknownRegion { region } Error "unknown-region" {
        zh: "不认识的地区“{region}”", "写代码（451027）、唯一的名称（凌云县）或路径（广西/百色/凌云）；镇、村要先在 content/regions/ 里建文件";
        en: "unknown region `{region}`", "write a code (451027), a unique name or a path (广西/百色/凌云); towns and villages are declared in content/regions/";
    }
    /// A town or a village of a known region that has no file yet.
    UndeclaredPlace { name, within, key, parent } Error "undeclared-place" {
        zh: "{within}的“{name}”还没有建文件", "运行 bulletin new region {key} --name {name} --parent {parent}";
        en: "`{name}` in {within} has no file yet", "run: bulletin new region {key} --name {name} --parent {parent}";
    }
    /// A region that was divided up, so that no single one follows it.
    AbolishedRegion { region } Error "abolished-region" {
        zh: "“{region}”已撤销，并分入几个地区", "写现在的地区名称或代码";
        en: "`{region}` was abolished and divided among several regions", "write the region of today by name or code";
    }
    /// A town or village code that has no file yet.
    UndeclaredRegion { code, within } Error "undeclared-region" {
        zh: "{code} 在{within}，但还没有建文件", "运行 bulletin new region {code} --name 名称";
        en: "{code} lies in {within} but has no file yet", "run: bulletin new region {code} --name NAME";
    }
    /// A region name that several regions have.
    AmbiguousRegion { region, candidates } Error "ambiguous-region" {
        zh: "叫“{region}”的地区不止一个", "写明是哪一个：{candidates}";
        en: "several regions are called `{region}`", "say which one: {candidates}";
    }
    /// A region of the site's own without a name.
    RegionWithoutName { key } Error "region-without-name" {
        zh: "地区“{key}”没有名称", "写上名称：文件里加一行 name: 名称，命令里加 --name 名称；表里已有的省、市、县才可以不写";
        en: "the region `{key}` has no name", "add a line name: NAME to its file, or --name NAME to the command; only provinces, prefectures and counties of the built-in table go without";
    }
    /// `new region` for a town or village of which it is not known where it lies.
    RegionWithoutParent { name } Environment "region-without-parent" {
        zh: "内置的表里没有“{name}”；是镇、村的话，还要写明它在哪里", "写上级，如 bulletin new region {name} --parent 凌云县，或 bulletin new region 凌云县/{name}；省、市、县核对名称";
        en: "the built-in table has no `{name}`; of a town or village it must be said where it lies", "name the region above it, such as bulletin new region {name} --parent 凌云县, or bulletin new region 凌云县/{name}; check the name of a county or above";
    }
    /// A region file whose name is neither code nor key.
    BadRegionKey { key } Error "bad-region-key" {
        zh: "“{key}”不是地区代码，也不能作键", "用 6、9 或 12 位代码，或小写英文键（字母、数字、中间的 -），如 451027100.md、pinghuai.md";
        en: "`{key}` is no region code and cannot be a key", "use a code of 6, 9 or 12 digits or a lower-case ASCII key, such as 451027100.md or pinghuai.md";
    }
    /// Two files for one region.
    DuplicateRegion { key } Error "duplicate-region" {
        zh: "地区“{key}”有两个文件", "只留一个";
        en: "the region `{key}` has two files", "keep one of them";
    }
    /// A code that went out of use.
    RetiredRegion { key, successor } Error "retired-region" {
        zh: "代码 {key} 已停用，现在是{successor}", "把文件改成现在的代码";
        en: "the code {key} is out of use; the region is now {successor}", "rename the file to the code of today";
    }
    /// A town or village code below a county that does not exist.
    UnplacedRegion { key, prefix } Error "unplaced-region" {
        zh: "代码 {key} 的上级 {prefix} 不存在", "核对代码；村级代码（12 位）的镇（9 位）也可以用 parent 写明";
        en: "the code {key} lies in {prefix}, which does not exist", "check the code, or name the region above it with parent:";
    }
    /// A region that would lie in itself.
    RegionCycle { parent } Error "region-cycle" {
        zh: "上级“{parent}”就在这个地区之内", "改正 parent";
        en: "the parent `{parent}` lies in this very region", "correct parent";
    }
    /// A built-in region that lies elsewhere than declared.
    RegionElsewhere { actual } Error "region-elsewhere" {
        zh: "这个地区在{actual}，不在 parent 写的地方", "删去 parent：表里已有的地区不用写";
        en: "this region lies in {actual}, not where parent says", "remove parent: regions of the built-in table need none";
    }
    /// An initiative that is not declared.
    UnknownInitiative { initiative } Error "unknown-initiative" {
        zh: "没有叫“{initiative}”的行动", "改正名称，或建一个：bulletin new initiative {initiative}";
        en: "there is no initiative `{initiative}`", "correct the name, or make one: bulletin new initiative {initiative}";
    }
    /// A name that two initiatives have.
    DuplicateName { name } Error "duplicate-name" {
        zh: "“{name}”同时是两个词条的名称或别名", "改掉其中一个";
        en: "`{name}` is a name or alias of two terms", "change one of them";
    }
    /// A parent that is not declared.
    UnknownParent { parent } Error "unknown-parent" {
        zh: "没有上级“{parent}”", "写已有行动的键或名称，或删去 parent";
        en: "there is no parent `{parent}`", "write the key or name of a declared initiative, or remove parent";
    }
    /// A parent that is its own descendant.
    ParentCycle { name } Error "parent-cycle" {
        zh: "“{name}”的上级绕成了圈", "改正其中一个 parent";
        en: "the parents of `{name}` form a circle", "correct one of the parents";
    }
    /// A key that is not ASCII.
    BadKey { key } Error "bad-key" {
        zh: "“{key}”不能作键", "文件名（不含 .md）只用小写字母、数字、- 和 _，如 four-down.md、2024-01.md；不用 index、latest 和 con、nul 这样的保留名";
        en: "`{key}` cannot be a key", "name the file with lower-case letters, digits, - and _ only, such as four-down.md or 2024-01.md, and not index, latest or a name that Windows keeps (con, nul)";
    }
    /// An issue that does not exist.
    UnknownIssue { issue, issues, command } Error "unknown-issue" {
        zh: "没有“{issue}”这一期", "写期的键，已有的是：{issues}；或建一期：{command}";
        en: "there is no issue `{issue}`", "write the key of an issue: there are {issues}; or make one: {command}";
    }
    /// An issue where there is none at all.
    NoIssues { issue, command } Error "no-issues" {
        zh: "没有“{issue}”这一期，还一期都没有建", "先建一期：{command}";
        en: "there is no issue `{issue}`: no issue is made yet", "make one: {command}";
    }
    /// An entry of an issue's contents that is no article.
    UnknownContents { entry } Error "unknown-contents" {
        zh: "目录里的“{entry}”找不到对应的文章", "写文章在 content/articles/ 下的路径，如 2024/lingyun";
        en: "`{entry}` in contents is no article", "write the article's path below content/articles/, such as 2024/lingyun";
    }
    /// An entry of an issue's contents that several articles answer to.
    AmbiguousContents { entry } Error "ambiguous-contents" {
        zh: "目录里的“{entry}”不止一篇文章", "写明文章在 content/articles/ 下的路径";
        en: "`{entry}` in contents is more than one article", "write the article's path below content/articles/";
    }
    /// An article that is in the contents of one issue twice.
    RepeatedContents { entry } Error "repeated-contents" {
        zh: "“{entry}”在目录里写了两次", "只留一个";
        en: "`{entry}` stands twice in contents", "keep one of them";
    }
    /// An entry of an issue's contents that is not published.
    UnpublishedContents { entry } Warning "unpublished-contents" {
        zh: "目录里的“{entry}”还没有发布，这一期里暂不列出", "去掉该文的 draft，或改它的日期";
        en: "`{entry}` in contents is not published: the issue leaves it out", "remove its draft, or change its date";
    }
    /// Two issues of a year with one number.
    DuplicateNumber { year, number } Error "duplicate-number" {
        zh: "{year}年第{number}期有两个", "改正其中一个的 number；还没有定的一期先写 draft: true";
        en: "there are two issues with the number {number} in {year}", "correct the number of one of them; an issue in the making says draft: true";
    }
    /// Two issues with one total.
    DuplicateTotal { total } Error "duplicate-total" {
        zh: "总第{total}期有两个", "改正其中一个的 total；还没有定的一期先写 draft: true";
        en: "there are two issues with the total {total}", "correct the total of one of them; an issue in the making says draft: true";
    }
    /// A later issue with a smaller total.
    TotalGoesBack { total, earlier } Warning "total-goes-back" {
        zh: "日期在后的这一期是总第{total}期，比前一期的总第{earlier}期还小", "核对两期的 total 和 date";
        en: "this later issue has the total {total}, and the one before it {earlier}", "check total and date of both";
    }
    /// An issue that would be published without articles.
    EmptyIssue {} Error "empty-issue" {
        zh: "这一期没有文章", "在 contents 里列出文章，或在文章里写 issue，这些文章也要发布；还没有编好，就加一行 draft: true；确实没有文章，在 site.toml 里写 [publish] unfinished = \"warn\"";
        en: "this issue has no articles", "list them in contents, or name this issue in them with issue:, and publish them; say draft: true while it is in the making; if it is to have none, set [publish] unfinished = \"warn\" in site.toml";
    }
    /// The same, where site.toml makes it a warning.
    EmptyIssueWarning {} Warning "empty-issue-warning" {
        zh: "这一期没有文章", "在 contents 里写上文章，或加一行 draft: true";
        en: "this issue has no articles", "list them in contents, or say draft: true";
    }
    /// A text that `new` wrote and nobody has replaced.
    Placeholder {} Error "placeholder" {
        zh: "这是 bulletin new 留下的样子，还没有换成自己的内容", "写上内容，或删去；还没有写好，就加一行 draft: true；确实要发布，在 site.toml 里写 [publish] unfinished = \"warn\"";
        en: "this stands here as `bulletin new` wrote it", "write a text of your own or delete it; say draft: true until it is ready; to publish it as it is, set [publish] unfinished = \"warn\" in site.toml";
    }
    /// The same, where site.toml makes it a warning.
    PlaceholderWarning {} Warning "placeholder-warning" {
        zh: "这是 bulletin new 留下的样子，还没有换成自己的内容", "写上内容，或删去";
        en: "this stands here as `bulletin new` wrote it", "write a text of your own or delete it";
    }
    /// An article that names one issue and is listed in another.
    TwoIssues { article, issue } Error "two-issues" {
        zh: "“{article}”已在“{issue}”期的目录里，不能再属于这一期", "一篇文章只属于一期；删去一处";
        en: "`{article}` stands in the contents of issue `{issue}` already", "an article belongs to one issue; remove one of the two";
    }
    /// A term whose name leaves nothing for an address.
    BadTerm { term, taxonomy } Error "bad-term" {
        zh: "“{taxonomy}”里的“{term}”没有可用作地址的文字", "换一个含文字或数字的名称";
        en: "`{term}` of `{taxonomy}` has nothing that an address can be made of", "choose a name with letters or digits";
    }
    /// Two names of which the same address is made.
    TermCollision { path, first, second } Error "term-collision" {
        zh: "“{first}”和“{second}”要用同一个地址 {path}", "改掉其中一个名称，不要只差标点";
        en: "`{first}` and `{second}` would both be at {path}", "change one of the names: they differ in signs alone";
    }
    /// Two spellings of one term.
    TermSpelling { term, first } Warning "term-spelling" {
        zh: "“{term}”与“{first}”只有大小写、空格或连字符不同，合为一个词条", "统一写法，就不再提示";
        en: "`{term}` and `{first}` differ in case, blanks or hyphens alone: they are one term", "spell them alike to silence this";
    }

    // The text.

    /// A table whose rows lack most of the cells that its head announces.
    TableGaps { columns, limit } Error "table-gaps" {
        zh: "表头有 {columns} 列，下面各行缺的格合起来超过 {limit} 个，没有排成表格", "删去表头里多余的 |，或把每一行的格补齐";
        en: "the head of this table has {columns} columns, and its rows lack more than {limit} cells: it was not made a table", "delete what is too much of the | in its head, or complete the rows";
    }
    /// Rows with tabs between their cells whose numbers of cells differ.
    TabRows { first, count } Warning "tab-rows" {
        zh: "这几行用制表符隔开，像是从 Excel 粘贴的，但第一行有 {first} 格，这一行有 {count} 格，没有排成表格", "让每一行的制表符一样多；空着的格也要留制表符";
        en: "these rows with tabs look like cells of a spreadsheet, but the first has {first} cells and this one {count}: they were not made a table", "give every row the same number of tabs; an empty cell needs one, too";
    }
    /// HTML that is nested too deeply.
    HtmlTooDeep { limit } Error "html-too-deep" {
        zh: "到这里，没有结束的 HTML 元素太多；最多套 {limit} 层", "看看前面是不是漏写了结束标签，如 </div>、</b>";
        en: "too many elements of HTML are open here; {limit} levels are the most", "is an end tag missing further up, such as </div> or </b>?";
    }

    // Links, images, addresses.

    /// A link to a file that does not exist.
    BrokenLink { target } Error "broken-link" {
        zh: "链接的“{target}”不存在", "写从本文件出发的相对路径，如 ../2024/lingyun.md；全部文件名区分大小写";
        en: "`{target}` does not exist", "write a path relative to this file, such as ../2024/lingyun.md; upper and lower case differ";
    }
    /// The same, where site.toml makes it a warning.
    BrokenLinkWarning { target } Warning "broken-link-warning" {
        zh: "链接的“{target}”不存在", "写从本文件出发的相对路径，如 ../2024/lingyun.md";
        en: "`{target}` does not exist", "write a path relative to this file, such as ../2024/lingyun.md";
    }
    /// A link to an article that is not published.
    LinkToUnpublished { target } Error "link-to-unpublished" {
        zh: "链接的“{target}”没有发布（草稿、未到日期或已过期）", "先去掉链接，或发布那篇文章";
        en: "`{target}` is not published (draft, scheduled or expired)", "remove the link, or publish that article";
    }
    /// The same, where site.toml makes it a warning.
    LinkToUnpublishedWarning { target } Warning "link-to-unpublished-warning" {
        zh: "链接的“{target}”没有发布（草稿、未到日期或已过期）", "先去掉链接，或发布那篇文章";
        en: "`{target}` is not published (draft, scheduled or expired)", "remove the link, or publish that article";
    }
    /// An anchor that does not exist.
    BrokenAnchor { target, anchor } Error "broken-anchor" {
        zh: "“{target}”里没有“#{anchor}”这个锚点", "改成页面上有的标题锚点";
        en: "there is no `#{anchor}` in `{target}`", "use the anchor of a heading on that page";
    }
    /// The same, where site.toml makes it a warning.
    BrokenAnchorWarning { target, anchor } Warning "broken-anchor-warning" {
        zh: "“{target}”里没有“#{anchor}”这个锚点", "改成页面上有的标题锚点";
        en: "there is no `#{anchor}` in `{target}`", "use the anchor of a heading on that page";
    }
    /// An image that does not exist.
    MissingImage { target } Error "missing-image" {
        zh: "找不到图片“{target}”", "把图片放在文章旁边，路径从文章出发；文件名区分大小写";
        en: "there is no image `{target}`", "put it beside the article and write the path from there; upper and lower case differ";
    }
    /// The same, where site.toml makes it a warning.
    MissingImageWarning { target } Warning "missing-image-warning" {
        zh: "找不到图片“{target}”", "把图片放在文章旁边，路径从文章出发";
        en: "there is no image `{target}`", "put it beside the article and write the path from there";
    }
    /// Film, sound or subtitles that do not exist.
    MissingMedia { target } Error "missing-media" {
        zh: "找不到音像文件“{target}”", "把文件放在文章旁边，路径从文章出发；文件名区分大小写";
        en: "there is no film or sound `{target}`", "put it beside the article and write the path from there; upper and lower case differ";
    }
    /// The same, where site.toml makes it a warning.
    MissingMediaWarning { target } Warning "missing-media-warning" {
        zh: "找不到音像文件“{target}”", "把文件放在文章旁边，路径从文章出发";
        en: "there is no film or sound `{target}`", "put it beside the article and write the path from there";
    }
    /// An article or page where only a picture or film can stand.
    PageAsFile { target } Error "page-as-file" {
        zh: "“{target}”是网页，不是图片或音像，这里显示不出来", "要链接到它，写 [文字]({target})，前面没有叹号";
        en: "`{target}` is a page, and no image, film or sound: it cannot be shown here", "to link to it write [text]({target}), without an exclamation mark";
    }
    /// The same, where site.toml makes it a warning.
    PageAsFileWarning { target } Warning "page-as-file-warning" {
        zh: "“{target}”是网页，不是图片或音像，这里显示不出来", "要链接到它，写 [文字]({target})，前面没有叹号";
        en: "`{target}` is a page, and no image, film or sound: it cannot be shown here", "to link to it write [text]({target}), without an exclamation mark";
    }
    /// A file that a player cannot play.
    NotPlayed { target } Error "not-played" {
        zh: "“{target}”不是影片或录音，播放不了", "图片写在 <img> 里或写成 ![图上有什么](文件)，文档写成 [名称](文件)";
        en: "`{target}` is no film or sound: it cannot be played", "write an image into <img> or as ![what it shows](file), and a document as [name](file)";
    }
    /// The same, where site.toml makes it a warning.
    NotPlayedWarning { target } Warning "not-played-warning" {
        zh: "“{target}”不是影片或录音，播放不了", "图片写在 <img> 里或写成 ![图上有什么](文件)，文档写成 [名称](文件)";
        en: "`{target}` is no film or sound: it cannot be played", "write an image into <img> or as ![what it shows](file), and a document as [name](file)";
    }
    /// A picture that stayed in a mail or in another program when the text was pasted.
    UnpastedImage { target } Error "unpasted-image" {
        zh: "图片“{target}”没有跟着粘贴过来，读者看不到", "回到原来的邮件或网页，把图片另存到文章旁边，写成 ![图上有什么](文件名.jpg)";
        en: "the image `{target}` was not pasted with the text: readers do not see it", "save it from the mail or page beside the article, and write ![what it shows](file.jpg)";
    }
    /// The same, where site.toml makes it a warning.
    UnpastedImageWarning { target } Warning "unpasted-image-warning" {
        zh: "图片“{target}”没有跟着粘贴过来，读者看不到", "回到原来的邮件或网页，把图片另存到文章旁边，写成 ![图上有什么](文件名.jpg)";
        en: "the image `{target}` was not pasted with the text: readers do not see it", "save it from the mail or page beside the article, and write ![what it shows](file.jpg)";
    }
    /// Pictures of a site that shows them on its own pages alone.
    HotlinkedImages { target, host, count } Warning "hotlinked-images" {
        zh: "图片“{target}”在别处显示不出来：{host} 只让自己的网页用（本文共 {count} 张）", "另存到文章旁边，写成 ![图上有什么](文件名.jpg)";
        en: "the image `{target}` will not show: {host} gives its images to its own pages alone ({count} in this text)", "save it beside the article, and write ![what it shows](file.jpg)";
    }
    /// A file that is shown as an image and is none.
    NoPicture { target } Error "no-picture" {
        zh: "“{target}”不是图片，这里只能放图片", "换成 JPEG、PNG、WebP、GIF 或 SVG 图片；正文里的影片、录音和文档写成 ![名称](文件)";
        en: "`{target}` is no image, and only an image can stand here", "use a JPEG, PNG, WebP, GIF or SVG; in a text, write film, sound and documents as ![name](file)";
    }
    /// An image in a format that few browsers show.
    UnshownImage { target, format } Error "unshown-image" {
        zh: "图片“{target}”是 {format} 格式，多数浏览器显示不了", "用看图软件另存为 JPEG；苹果手机在“设置 → 相机 → 格式”里选“兼容性最佳”，以后拍的就是 JPEG";
        en: "the image `{target}` is in the format {format}, which most browsers do not show", "save it as JPEG; an iPhone takes JPEGs with Settings, Camera, Formats, Most Compatible";
    }
    /// An image file with the name of another type.
    MisnamedImage { target, format, extension } Error "misnamed-image" {
        zh: "图片“{target}”的内容其实是 {format}，与扩展名不符", "把文件的扩展名改成 .{extension}，文章里写的也改";
        en: "the image `{target}` is in truth {format}, which its extension does not say", "change the extension of the file to .{extension}, and in the text as well";
    }
    /// Something else with the name of an image.
    ImageByName { target, format } Error "image-by-name" {
        zh: "“{target}”的名字是图片，内容其实是 {format}", "重新下载或导出这张图片；要放的就是这个文件，先把扩展名改对，再写 ![名称](文件)";
        en: "`{target}` has the name of an image, but is {format}", "download or export the image again; if you mean this file, correct its extension, and write ![name](file)";
    }
    /// An image that cannot be read.
    BadImage { target } Error "bad-image" {
        zh: "图片“{target}”已损坏或不是图片", "用看图软件打开检查，重新导出";
        en: "the image `{target}` is damaged, or is no image", "open it in a viewer and export it again";
    }
    /// An image that would not fit into memory.
    HugeImage { target, size, limit } Error "huge-image" {
        zh: "图片“{target}”太大：{size}，最多 {limit}", "用看图软件缩小后重新保存；宽 4000 像素足够印刷";
        en: "the image `{target}` is too large: {size}, and {limit} is the most", "make it smaller in a viewer; 4000 pixels across are enough for print";
    }
    /// A small file that claims to be a very large picture.
    PackedImage { target, bytes, size } Error "packed-image" {
        zh: "图片“{target}”只有 {bytes}，却要展开成 {size}，几乎是空白，没有处理", "用看图软件打开检查；确是要用的图片，就缩小后重新保存";
        en: "the image `{target}` has {bytes} and would unpack to {size}: it is all but empty, and was not read", "open it in a viewer; if you need it, make it smaller and save it again";
    }
    /// An image in a format from which notes cannot be taken out, and it has some.
    PrivateImage { target } Error "private-image" {
        zh: "图片“{target}”里带有拍摄信息，可能有拍摄地点，这种格式去不掉", "用看图软件另存为 JPEG 或 PNG：拍摄信息会自动去掉，各种浏览器也都能显示";
        en: "the image `{target}` holds notes of the camera, perhaps where it was taken, and they cannot be taken out of this format", "save it as JPEG or PNG: there the notes are removed, and every browser shows it";
    }
    /// What a build has worked out cannot be kept for the next one.
    CacheNotWritten { path, cause, original } Warning "cache-not-written" {
        zh: "这次生成的中间结果存不进“{path}”：{cause}", "网页没有问题，只是下次生成会慢；检查这个文件夹能否写入";
        en: "what this build has worked out cannot be kept in `{path}`: {cause}", "the pages are right, but the next build will be slow; check that you may write there";
    }
    /// The images that were made cannot be kept for the next build.
    ImagesNotWritten { path, cause, original } Warning "images-not-written" {
        zh: "做好的图片存不进“{path}”：{cause}", "网页没有问题，只是下次生成会慢；检查这个文件夹能否写入";
        en: "the images that were made cannot be kept in `{path}`: {cause}", "the pages are right, but the next build will be slow; check that you may write there";
    }
    /// A page that weighs more than site.toml allows.
    OverBudget { page, size, limit, heaviest, weight } Error "over-budget" {
        zh: "“{page}”压缩后 {size}，超过 {limit} 的预算；其中最重的是“{heaviest}”，{weight}", "把最重的部分减轻：删减样式、缩短列表（page_size）、把长文分篇；确有必要，再放宽 [budget]";
        en: "`{page}` weighs {size} compressed, over its budget of {limit}; the heaviest part is `{heaviest}`, {weight}", "make the heaviest part lighter: fewer styles, shorter lists (page_size), long texts in parts; or raise the limit in [budget]";
    }
    /// The pages over a budget that are not named.
    MoreOverBudget { count } Error "more-over-budget" {
        zh: "还有 {count} 个页面超过这项预算", "先减轻上面列出的，往往是同一个原因";
        en: "there are {count} more pages over this budget", "make those above lighter first: often the cause is the same";
    }
    /// A link that leads out of content/.
    EscapingLink { target } Error "escaping-link" {
        zh: "“{target}”在 content/ 之外，别人打不开", "把文件复制到文章旁边，只写文件名";
        en: "`{target}` is outside content/: nobody else can open it", "copy the file beside the article and write its name alone";
    }
    /// The same, where site.toml makes it a warning.
    EscapingLinkWarning { target } Warning "escaping-link-warning" {
        zh: "“{target}”在 content/ 之外，别人打不开", "把文件复制到文章旁边，只写文件名";
        en: "`{target}` is outside content/: nobody else can open it", "copy the file beside the article and write its name alone";
    }
    /// A path on the author's own machine or network.
    LocalPath { target } Error "local-path" {
        zh: "“{target}”是自己电脑或内部网络里的地址，别人打不开", "把文件复制到文章旁边，只写文件名；网页写公开的网址，本站的页面从 / 写起";
        en: "`{target}` is on your own machine or network: nobody else can open it", "copy the file beside the article and write its name alone; of a page write the public address, of one of this site from / on";
    }
    /// The same, where site.toml makes it a warning; and an address of the web that is always one.
    LocalPathWarning { target } Warning "local-path-warning" {
        zh: "“{target}”是自己电脑或内部网络里的地址，别人打不开", "把文件复制到文章旁边，只写文件名；网页写公开的网址，本站的页面从 / 写起";
        en: "`{target}` is on your own machine or network: nobody else can open it", "copy the file beside the article and write its name alone; of a page write the public address, of one of this site from / on";
    }
    /// An address of the web, of mail or a telephone without its beginning.
    AddressAsFile { target, instead } Error "address-as-file" {
        zh: "“{target}”的开头不全，成了本站里的文件，而没有这个文件", "写成 {instead}";
        en: "the beginning of `{target}` is incomplete: it is read as a file of this site, and there is none", "write {instead}";
    }
    /// The same, where site.toml makes it a warning.
    AddressAsFileWarning { target, instead } Warning "address-as-file-warning" {
        zh: "“{target}”的开头不全，成了本站里的文件，而没有这个文件", "写成 {instead}";
        en: "the beginning of `{target}` is incomplete: it is read as a file of this site, and there is none", "write {instead}";
    }
    /// An address of the web that no browser can open.
    BrokenWebAddress { target } Warning "broken-web-address" {
        zh: "网址“{target}”写得不对，点了打不开", "从浏览器的地址栏里整个复制：以 https:// 开头，网站名里没有空格和中文标点";
        en: "no browser can open the address `{target}`", "copy it whole from the address bar of a browser: it begins with https://, and there are no blanks or full-width signs in the name of the site";
    }
    /// A path into static/, whose files are published without the name of that folder.
    StaticPath { target, address } Error "static-path" {
        zh: "“{target}”是 static/ 里的文件，发布以后的网址里没有 static", "写成 {address}";
        en: "`{target}` is a file of static/: its address is without the name of that folder", "write {address}";
    }
    /// The same, where site.toml makes it a warning.
    StaticPathWarning { target, address } Warning "static-path-warning" {
        zh: "“{target}”是 static/ 里的文件，发布以后的网址里没有 static", "写成 {address}";
        en: "`{target}` is a file of static/: its address is without the name of that folder", "write {address}";
    }
    /// A link with a dangerous scheme.
    UnsafeLink { target } Error "unsafe-link" {
        zh: "链接“{target}”不安全，不能使用", "只用 https、http、mailto、tel 或站内地址";
        en: "the link `{target}` is not safe", "use https, http, mailto, tel or an address of this site";
    }
    /// The same, where site.toml makes it a warning.
    UnsafeLinkWarning { target } Warning "unsafe-link-warning" {
        zh: "链接“{target}”不安全，去掉了", "只用 https、http、mailto、tel 或站内地址";
        en: "the link `{target}` is not safe, and is removed", "use https, http, mailto, tel or an address of this site";
    }
    /// An address with a scheme that the site does not allow.
    ForeignScheme { target, scheme } Error "foreign-scheme" {
        zh: "“{target}”以“{scheme}:”开头，不在允许的开头之列", "改用 https、http、mailto、tel 或站内地址；读者确实用得上“{scheme}:”，就在 site.toml 里写 [links] schemes = [\"{scheme}\"]";
        en: "`{target}` begins with `{scheme}:`, which is not allowed", "use https, http, mailto, tel or an address of this site; if readers can use `{scheme}:`, set [links] schemes = [\"{scheme}\"] in site.toml";
    }
    /// The same, where site.toml makes it a warning.
    ForeignSchemeWarning { target, scheme } Warning "foreign-scheme-warning" {
        zh: "“{target}”以“{scheme}:”开头，不在允许的开头之列，去掉了", "改用 https、http、mailto、tel 或站内地址；读者确实用得上“{scheme}:”，就在 site.toml 里写 [links] schemes = [\"{scheme}\"]";
        en: "`{target}` begins with `{scheme}:`, which is not allowed, and is removed", "use https, http, mailto, tel or an address of this site; if readers can use `{scheme}:`, set [links] schemes = [\"{scheme}\"] in site.toml";
    }
    /// An address outside of a body that is neither complete nor one of this site.
    IncompleteAddress { target } Error "incomplete-address" {
        zh: "“{target}”不是完整的网址", "写全，如 https://paper.example/；本站的页面从 / 写起";
        en: "`{target}` is not a complete address", "write all of it, such as https://paper.example/; a page of this site begins with /";
    }
    /// An id by an author that the theme has.
    TakenId { id } Error "taken-id" {
        zh: "锚点“{id}”是网页自己用的，正文里不能再用", "换一个名字，如 {id}-1；标题不写 {{#…}}，就会自动取一个";
        en: "the id `{id}` is one of the page's own: the text cannot have it, too", "choose another, such as {id}-1; a heading without {{#…}} gets one by itself";
    }
    /// A file of a type that articles cannot publish.
    ForbiddenType { target, file } Error "forbidden-type" {
        zh: "“{target}”不是文章可以发布的类型：网页和脚本会以本站的名义运行", "换成 PDF、图片、表格等常用格式；确实可信，在 site.toml 里写 [files] trusted = [\"{file}\"]";
        en: "`{target}` is of a type that articles cannot publish: pages and scripts would act in the name of this site", "use a usual format, such as PDF, a picture or a table; if you trust the file, set [files] trusted = [\"{file}\"] in site.toml";
    }
    /// A web page with the name of another type.
    DisguisedPage { target, file } Error "disguised-page" {
        zh: "“{target}”里面是网页，与扩展名不符，有的浏览器会运行它", "用原来的程序打开，另存为扩展名所说的格式；确实可信，在 site.toml 里写 [files] trusted = [\"{file}\"]";
        en: "`{target}` is a web page and not what its name says: some browsers would run it", "open it in its program and save it as what its name says; if you trust the file, set [files] trusted = [\"{file}\"] in site.toml";
    }
    /// An SVG that is more than a picture.
    ActiveImage { target, part, line, file } Error "active-image" {
        zh: "图片“{target}”第 {line} 行有 {part}：单独打开时会运行，或向别处取东西", "在绘图软件里另存为“纯 SVG”，或导出为 PNG；确实可信，在 site.toml 里写 [files] trusted = [\"{file}\"]";
        en: "the image `{target}` holds {part} in line {line}: opened by itself it would run that, or load it from elsewhere", "save it as plain SVG in a drawing program, or export it as PNG; if you trust the file, set [files] trusted = [\"{file}\"] in site.toml";
    }
    /// Two outputs for one path.
    PathCollision { path, first, second } Error "path-collision" {
        zh: "“{first}”和“{second}”要写到同一个地址 {path}", "给其中一个另取 slug，或删去一个；以 / 开头的是程序自己的页面";
        en: "`{first}` and `{second}` would both be written to {path}", "give one of them another slug, or remove one; what begins with / is a page of the program's own";
    }
    /// A folder in themes/ that is no theme.
    NoThemeToml { theme } Error "no-theme-toml" {
        zh: "themes/{theme}/ 里没有 theme.toml，不是一个完整的主题", "只改几个模板，就把它们放到 templates/，样式放到 static/，并移走这个文件夹；要自己的主题，先运行 bulletin theme eject 名称，再在里面改";
        en: "there is no theme.toml in themes/{theme}/: it is no whole theme", "to change a few templates, put them into templates/ and styles into static/, and move this folder away; for a theme of your own, run `bulletin theme eject NAME` first and change that";
    }
    /// An old address in the place of another page.
    AliasTaken { alias, other } Error "alias-taken" {
        zh: "旧地址“{alias}”已经是“{other}”的网址", "删去这个旧地址；写了两次的只留一个，现在的网址不必写";
        en: "the old address `{alias}` is that of `{other}` already", "delete it; write each once, and not the address of today";
    }
    /// A key that its table or document has, but that has no effect there.
    NoEffect { key } Warning "no-effect" {
        zh: "“{key}”在这里不起作用", "删去这一行";
        en: "`{key}` has no effect here", "delete this line";
    }
    /// The name of a taxonomy that is no part of an address, or is taken.
    TaxonomyName { name } Error "taxonomy-name" {
        zh: "“{name}”不能作分类的名称", "名称就是网址的第一段：用小写字母、数字、- 和 _，如 [taxonomies.tags]，显示的名称写在它的 title 里；articles、issues、archive、assets、matrix、page、static 是程序自己用的";
        en: "`{name}` cannot be the name of a taxonomy", "it is the first part of addresses: use lower-case letters, digits, - and _, as in [taxonomies.tags]; what is shown is its title; articles, issues, archive, assets, matrix, page and static are taken";
    }
    /// site.toml by a name that is nearly right.
    SiteTomlName { file } Environment "site-toml-name" {
        zh: "这里有“{file}”，没有 site.toml", "把它改名为 site.toml；在 Windows 里先打开“显示文件扩展名”";
        en: "there is `{file}` here, and no site.toml", "rename it to site.toml; in Windows, first show the extensions of file names";
    }
    /// A file of static/ in the place of a page or of another file.
    StaticCollision { path, file, other } Error "static-collision" {
        zh: "“{file}”和“{other}”要写到同一个地址 {path}", "把 static/ 里的文件改名或移走，或给“{other}”另取 slug";
        en: "`{file}` and `{other}` would both be written to {path}", "rename the file in static/, move it away, or give `{other}` another slug";
    }
    /// A file of static/ in the place of a page that the program makes.
    StaticOverPage { path, file } Error "static-over-page" {
        zh: "“{file}”要写到 {path}，那里是程序生成的页面", "把 static/ 里的文件改名或移走；要改这个页面，改它的模板";
        en: "`{file}` would be written to {path}, where there is a page of the program's own", "rename the file in static/, or move it away; to change that page, change its template";
    }
    /// A name that Windows keeps for a device.
    DeviceName { name } Error "device-name" {
        zh: "Windows 不许文件或文件夹叫“{name}”", "改名：con、nul、aux、prn、com1、lpt1 等是 Windows 保留的，加了扩展名也不行；名称也不能以点或空格结尾";
        en: "Windows allows no file or folder to be called `{name}`", "rename it: con, nul, aux, prn, com1, lpt1 and others are kept by Windows, with any extension; nor may a name end with a dot or a blank";
    }
    /// A file in the output folder that the program did not write.
    ForeignFile { path } Environment "foreign-file" {
        zh: "“{path}”不是本程序生成的，没有覆盖", "把它移到 static/（会原样发布），或删去，或用 --out 换一个文件夹";
        en: "`{path}` was not written by this program and was left alone", "move it to static/ (it is published as it is), delete it, or choose another folder with --out";
    }

    // Themes.

    /// A theme that does not exist.
    UnknownTheme { theme } Error "unknown-theme" {
        zh: "没有主题“{theme}”", "themes/ 里要有同名的文件夹；自带的主题是 jianbao";
        en: "there is no theme `{theme}`", "themes/ needs a folder of that name; the built-in theme is jianbao";
    }
    /// A theme for another version of the contract.
    ContractMismatch { theme, from, to, current } Error "contract-mismatch" {
        zh: "主题“{theme}”适用于接口第 {from} 到 {to} 版，本程序是第 {current} 版", "换用与本程序相配的主题版本，或按 docs/theme.md 修改主题后改 theme.toml 的 contract";
        en: "theme `{theme}` was written for contract {from} to {to}; this program has {current}", "use a version of the theme that fits, or adapt it (docs/theme.md) and change contract in theme.toml";
    }
    /// A template that the theme must have.
    MissingTemplate { template } Error "missing-template" {
        zh: "主题里缺少“{template}”", "补上这个文件；可用 bulletin theme eject 得到默认主题的模板";
        en: "the theme has no template `{template}`", "add it; `bulletin theme eject` gives the default theme's";
    }
    /// A file of strings that is missing.
    MissingStrings { language, available } Error "missing-strings" {
        zh: "主题没有语言“{language}”的文字", "把 site.toml 的 language 改成主题有的（{available}），或在主题的 strings/ 里加 {language}.toml";
        en: "the theme has no strings for `{language}`", "change language in site.toml to one that the theme has ({available}), or add {language}.toml to its strings/";
    }
    /// A string that the program needs.
    MissingString { key } Error "missing-string" {
        zh: "主题的文字里缺少“{key}”", "在这个文件里加一行：{key} = \"…\"";
        en: "the theme's strings have no `{key}`", "add a line: {key} = \"…\"";
    }
    /// A template that cannot be read or rendered.
    Template { original } Error "template" {
        zh: "模板的这里有错", "核对这一处的写法；加 -v 看模板引擎的原话，可用的变量见 bulletin theme docs";
        en: "there is an error in this template", "check what is written here; -v shows the engine's own words, `bulletin theme docs` lists the variables";
    }
    /// `{{`, `{%` or `{#` that is never closed.
    TagWithoutClose { open, close, original } Error "tag-without-close" {
        zh: "这里的 {open} 没有结束", "在后面补上 {close}";
        en: "this {open} is never closed", "end it with {close}";
    }
    /// The same, closed with another sign.
    TagWrongClose { open, close, found, original } Error "tag-wrong-close" {
        zh: "{open} 要用 {close} 结束，这里写成了 {found}", "改成 {close}";
        en: "{open} is closed with {close}, and here stands {found}", "write {close}";
    }
    /// A tag with content whose end is missing.
    TagNotEnded { tag, end, original } Error "tag-not-ended" {
        zh: "这里的 {tag} 没有结束", "在它管的内容后面补上 {{% {end} %}}";
        en: "this {tag} does not end", "write {{% {end} %}} behind its content";
    }
    /// The end of a tag that was never begun.
    StrayTag { end, start, original } Error "stray-tag" {
        zh: "这里的 {end} 前面没有对应的 {start}", "删去它，或在前面补上 {{% {start} … %}}";
        en: "no {start} comes before this {end}", "delete it, or begin with {{% {start} … %}}";
    }
    /// A tag that does not exist.
    UnknownTag { name, original } Error "unknown-tag" {
        zh: "没有标签“{name}”", "可用的有 if、elif、else、for、block、extends、include、set、filter、component、raw";
        en: "there is no tag `{name}`", "there are: if, elif, else, for, block, extends, include, set, filter, component, raw";
    }
    /// A quotation mark in a template that is never closed.
    TemplateQuote { quote, original } Error "template-quote" {
        zh: "这里的引号没有结束", "在后面补上 {quote}";
        en: "this quotation mark is never closed", "end it with {quote}";
    }
    /// A sign that templates do not know.
    TemplateSign { sign, meant, original } Error "template-sign" {
        zh: "模板里不能用“{sign}”", "改成英文的 {meant}";
        en: "templates have no `{sign}`", "write {meant}";
    }
    /// Content outside of blocks.
    ContentOutside { original } Error "content-outside" {
        zh: "这个模板用了 extends，这段内容在所有 block 之外，不会显示", "把它放进一个 block，如 {{% block main %}}…{{% endblock %}}，或删去";
        en: "this template extends another one, and this content stands outside of all blocks: it would not be shown", "put it into a block, such as {{% block main %}}…{{% endblock %}}, or delete it";
    }
    /// Two blocks with one name.
    DuplicateBlock { name, original } Error "duplicate-block" {
        zh: "名叫“{name}”的 block 写了两次", "只留一个，或给其中一个换个名称";
        en: "there are two blocks `{name}`", "keep one of them, or rename one";
    }
    /// A block that the extended template does not have.
    UnknownBlock { name, original } Error "unknown-block" {
        zh: "上级模板里没有名叫“{name}”的 block", "改正名称：看看 extends 的那个模板有哪些 block";
        en: "the extended template has no block `{name}`", "correct the name: see which blocks that template has";
    }
    /// The end of a block names another one.
    BlockNames { name, end, original } Error "block-names" {
        zh: "这一块开头叫“{name}”，结束处写成了“{end}”", "把两处的名称改成一样，或在结束处不写名称";
        en: "this block begins as `{name}` and ends as `{end}`", "write the same name, or none at its end";
    }
    /// A filter or function without an argument that it needs.
    MissingArgument { name, original } Error "missing-argument" {
        zh: "这里缺少参数“{name}”", "在括号里写上 {name}=…";
        en: "the argument `{name}` is missing", "write {name}=… in the brackets";
    }
    /// An argument without its name.
    UnnamedArgument { original } Error "unnamed-argument" {
        zh: "参数要写出名称", "写成 名称=值，如 default(value=\"…\")";
        en: "an argument needs its name", "write NAME=VALUE, such as default(value=\"…\")";
    }
    /// Templates that extend or include each other.
    TemplateCircle { original } Error "template-circle" {
        zh: "模板互相引用，绕成了圈", "改掉其中一个 extends 或 include";
        en: "these templates extend or include each other in a circle", "change one extends or include";
    }
    /// One equals sign in a condition.
    TemplateEquals { original } Error "template-equals" {
        zh: "比较要用两个等号", "写成 ==";
        en: "a comparison needs two equals signs", "write ==";
    }
    /// A loop without `in`.
    TemplateForIn { original } Error "template-for-in" {
        zh: "for 后面的变量和列表之间要写 in", "写成 {{% for article in articles %}}";
        en: "a loop needs the word in between variable and list", "write {{% for article in articles %}}";
    }
    /// A bracket in a template that is never closed.
    TemplateBracket { close, original } Error "template-bracket" {
        zh: "这里少一个 {close}", "在前面补上 {close}";
        en: "a {close} is missing here", "write {close} before this";
    }
    /// Nothing where a variable or a value has to be.
    MissingExpression { original } Error "missing-expression" {
        zh: "这里缺少变量、值或名称", "补上，或删去多余的符号";
        en: "a variable, a value or a name is missing here", "write it, or delete the sign before";
    }
    /// A test that does not exist.
    UnknownTest { name, original } Error "unknown-test" {
        zh: "is 后面没有“{name}”这种判断", "改正名称；常用的有 defined、string、number、containing";
        en: "there is no test `{name}` after is", "correct the name; there are defined, string, number, containing and others";
    }
    /// A value of a wrong type.
    TemplateType { original } Error "template-type" {
        zh: "这里的值类型不对：文字、数、列表、一组字段不能混用", "看 bulletin theme docs 里每个字段的类型；加 -v 看模板引擎的原话";
        en: "this value has the wrong type: texts, numbers, lists and maps differ", "see the types in `bulletin theme docs`; -v shows the engine's own words";
    }
    /// A filter that does not exist.
    UnknownFilter { name } Error "unknown-filter" {
        zh: "没有过滤器“{name}”", "改正名称；本程序的过滤器有 fill、absolute、address、han、direction，其余是 Tera 自带的";
        en: "there is no filter `{name}`", "correct the name; beside Tera's own there are fill, absolute, address, han and direction";
    }
    /// A function that does not exist.
    UnknownFunction { name } Error "unknown-function" {
        zh: "没有函数“{name}”", "改正名称；可用的有 asset(path=\"style.css\")、range(end=3)";
        en: "there is no function `{name}`", "correct the name; there are asset(path=\"style.css\") and range(end=3)";
    }
    /// A static file that the theme does not have.
    UnknownAsset { name } Error "unknown-asset" {
        zh: "主题里没有静态文件“{name}”", "改正文件名，或把文件放进主题的 static/";
        en: "the theme has no static file `{name}`", "correct the name, or put the file into the theme's static/";
    }
    /// A component that does not exist.
    UnknownComponent { name } Error "unknown-component" {
        zh: "没有组件“{name}”", "改正名称，或在一个模板里用 component 定义它";
        en: "there is no component `{name}`", "correct the name, or define it with `component` in a template";
    }
    /// A template that another one extends or includes.
    UnknownInclude { name } Error "unknown-include" {
        zh: "没有模板“{name}”", "改正文件名；主题自己的模板写作 theme/文件名";
        en: "there is no template `{name}`", "correct the file name; the theme's own templates are theme/NAME";
    }
    /// A field that a view does not have.
    UndefinedField { name, names } Error "undefined-field" {
        zh: "没有字段“{name}”", "可用的有：{names}";
        en: "there is no field `{name}`", "there are: {names}";
    }
    /// A variable that a template is not given.
    UndefinedVariable { name, names } Error "undefined-variable" {
        zh: "没有变量“{name}”", "可用的有：{names}；详见 bulletin theme docs";
        en: "there is no variable `{name}`", "there are: {names}; see `bulletin theme docs`";
    }

    /// A filter whose input does not exist.
    UndefinedInput {} Error "undefined-input" {
        zh: "过滤器前面的变量或字段不存在", "核对 | 前面的名称；可用的变量见 bulletin theme docs";
        en: "what stands before this filter does not exist", "check the name before |; `bulletin theme docs` lists the variables";
    }

    // Markup that did not take, and text that markup swallows.
    /// A sign of emphasis or code without a partner.
    UnclosedMark { mark } Warning "unclosed-mark" {
        zh: "“{mark}”没有成对，按原样显示", "在后面补上另一个“{mark}”；多余的就删去；就是要写这个符号，前面加 \\";
        en: "this `{mark}` has no partner: it is shown as it is", "add the other `{mark}`, or delete this one; if the sign itself is meant, put \\ before it";
    }
    /// A pair of signs with blanks inside.
    SpacedMark { mark } Warning "spaced-mark" {
        zh: "“{mark}”里面有空格，没有成为加粗，按原样显示", "去掉紧挨着“{mark}”里侧的空格：**文字**";
        en: "there are blanks inside of this `{mark}`: it is shown as it is", "remove the blanks next to the text: **text**";
    }
    /// Underscores that begin or end within Chinese text.
    UnderscoresInWord {} Warning "underscores-in-word" {
        zh: "“__”紧挨着汉字，没有成为加粗，按原样显示", "改用星号：**文字**";
        en: "`__` makes nothing bold next to Chinese text: it is shown as it is", "use asterisks: **text**";
    }
    /// A block of code without an end.
    UnclosedFence { fence } Warning "unclosed-fence" {
        zh: "代码块没有结束，后面的文字全成了代码", "在代码后面另起一行写“{fence}”；不是代码就删去这一行";
        en: "this block of code has no end: what follows is code, too", "write `{fence}` on a line of its own behind the code, or delete this line";
    }
    /// A comment without an end.
    UnclosedComment {} Warning "unclosed-comment" {
        zh: "注释没有结束，按文字显示", "在注释后面写“-->”，或删去“<!--”";
        en: "this comment has no end: it is shown as text", "write `-->` behind the comment, or delete `<!--`";
    }
    /// A reference to a footnote that is not defined.
    UndefinedFootnote { label } Warning "undefined-footnote" {
        zh: "没有脚注“{label}”，按原样显示", "在文末另起一行写：[^{label}]: 脚注的内容";
        en: "there is no footnote `{label}`: the reference is shown as it is", "write on a line of its own: [^{label}]: the note";
    }
    /// A footnote without a reference.
    UnusedFootnote { label } Warning "unused-footnote" {
        zh: "正文里没有引用脚注“{label}”，列在文末最后", "在正文里该注的地方写 [^{label}]，或删去这一条";
        en: "nothing refers to the footnote `{label}`: it comes last at the end of the text", "write [^{label}] where the note belongs, or delete it";
    }
    /// A second footnote of one name.
    RepeatedFootnote { label } Warning "repeated-footnote" {
        zh: "脚注“{label}”写了两次，正文引用的是前一条，这一条列在文末最后", "给它换一个名字，正文里也照着改";
        en: "the footnote `{label}` is defined twice: the text refers to the first, this one comes last", "give it another name, in the text as well";
    }
    /// A footnote written within the text.
    InlineNote {} Warning "inline-note" {
        zh: "脚注不能这样写在句子里，按原样显示", "句子里写 [^1]，文末另起一行写：[^1]: 脚注的内容";
        en: "a footnote cannot be written within a sentence: it is shown as it is", "write [^1] in the sentence, and on a line of its own: [^1]: the note";
    }
    /// A link whose label is not defined.
    UndefinedReference { label } Warning "undefined-reference" {
        zh: "没有写明“{label}”链接到哪里，按原样显示", "写成 [文字](网址)，或另起一行写：[{label}]: 网址";
        en: "it is not said where `{label}` leads: the link is shown as it is", "write [text](address), or on a line of its own: [{label}]: address";
    }
    /// A link without an address.
    EmptyLink {} Warning "empty-link" {
        zh: "链接没有写地址，只显示文字", "在圆括号里写网址或文件：[文字](网址)；HTML 里写在 href 里";
        en: "this link has no address: its text alone is shown", "write the address between the round brackets: [text](address); in HTML, into href";
    }
    /// An image without an address.
    EmptyImage {} Warning "empty-image" {
        zh: "图片没有写文件名，不会显示", "在圆括号里写图片的文件名：![图上有什么](文件名.jpg)；HTML 里写在 src 里";
        en: "this image names no file: it is not shown", "write the name of the file between the round brackets: ![what it shows](file.jpg); in HTML, into src";
    }
    /// A link without a text.
    LinkWithoutText { target } Warning "link-without-text" {
        zh: "链接“{target}”没有文字，读者看不到它", "在方括号里写文字：[文字](…)";
        en: "the link to `{target}` has no text: readers do not see it", "write the text between the square brackets: [text](…)";
    }
    /// An address with a blank in it.
    BlankInAddress { address } Warning "blank-in-address" {
        zh: "“{address}”里有空格，没有成为链接或图片，按原样显示", "把地址放进尖括号：(<…>)，或把空格写成 %20";
        en: "there is a blank in `{address}`: it is shown as it is, and is no link or image", "put the address into angle brackets: (<…>), or write %20 for the blank";
    }
    /// A link in a form that is none.
    LinkForm { instead } Warning "link-form" {
        zh: "这里像是链接，但写法不对，按原样显示", "写成 {instead}";
        en: "this looks like a link, but is none: it is shown as it is", "write {instead}";
    }
    /// A link of a wiki.
    WikiLink { written, instead } Warning "wiki-link" {
        zh: "“{written}”不是这里的写法，按原样显示", "写成 {instead}，圆括号里是从这篇文章到那个文件的路径";
        en: "`{written}` is no link here: it is shown as it is", "write {instead}, with the path from this article to the file";
    }
    /// Marks that other programs know.
    UnknownMarks { mark, count } Warning "unknown-marks" {
        zh: "这里没有“{mark}文字{mark}”的写法，按原样显示（全文 {count} 处）", "强调写 **文字**；上标、下标直接写 ² ₂ 这样的字；就是要写这个符号，放进反引号";
        en: "`{mark}text{mark}` means nothing here: it is shown as it is ({count} in the text)", "emphasise with **text**; for small figures write ² or ₂; put signs that are meant as such into backquotes";
    }
    /// A mark for a table of contents.
    ContentsMark { written } Warning "contents-mark" {
        zh: "“{written}”按原样显示", "目录是自动的，删去这一行";
        en: "`{written}` is shown as it is", "the table of contents is made without it: delete this line";
    }
    /// A formula in LaTeX.
    Formula { count } Warning "formula" {
        zh: "这里不排数学公式，LaTeX 的写法当文字显示（全文 {count} 处）", "简单的直接写，如 x²；复杂的做成图片";
        en: "formulas are not typeset: LaTeX is shown as text ({count} in the text)", "write simple ones as text, such as x², and show others as images";
    }
    /// The code of an emoji.
    EmojiCode { written, count } Warning "emoji-code" {
        zh: "“{written}”不会变成表情，按原样显示（全文 {count} 处）", "直接写表情符号，或删去";
        en: "`{written}` does not become an emoji: it is shown as it is ({count} in the text)", "write the emoji itself, or delete the code";
    }
    /// A tag of templates.
    TemplateTag { written, count } Warning "template-tag" {
        zh: "“{written}”是模板里的标记，正文里不起作用，按原样显示（全文 {count} 处）", "改用 Markdown 的写法，如图片：![图上有什么](文件名.jpg)；就是要写它，放进反引号";
        en: "`{written}` is a tag of templates and does nothing in a text: it is shown as it is ({count} in the text)", "use Markdown, such as ![what it shows](file.jpg); put tags that are meant as such into backquotes";
    }
    /// A line of other programs.
    LineMark { mark, count } Warning "line-mark" {
        zh: "这里没有以“{mark}”开头的写法，按原样显示（全文 {count} 处）", "提示框写成“> [!NOTE]”，下一行写“> 内容”；别的用普通的段落";
        en: "lines that begin with `{mark}` mean nothing here: they are shown as they are ({count} in the text)", "write a box as `> [!NOTE]` and below it `> text`, and anything else as a paragraph";
    }
    /// A line that explains a word.
    TermLine { mark, count } Warning "term-line" {
        zh: "这里没有以“{mark}”开头的名词解释，按原样显示（全文 {count} 处）", "写成普通的一段：**名词**：解释；要注在文末，用脚注 [^1]";
        en: "lines that begin with `{mark}` explain no word here: they are shown as they are ({count} in the text)", "write a paragraph: **word**: meaning; or a footnote [^1]";
    }
    /// A code of forums.
    ForumCode { written, count } Warning "forum-code" {
        zh: "“{written}”是论坛的写法，按原样显示（全文 {count} 处）", "加粗写 **文字**，链接写 [文字](网址)，图片写 ![图上有什么](文件名.jpg)；别的删去";
        en: "`{written}` is a code of forums: it is shown as it is ({count} in the text)", "write **bold**, [text](address) and ![what it shows](file.jpg), and delete the others";
    }
    /// A sign of a program for notes.
    NoteMark { written, count } Warning "note-mark" {
        zh: "“{written}”是笔记软件自己的写法，这里不起作用，按原样显示（全文 {count} 处）", "删去，或写成普通的文字";
        en: "`{written}` belongs to a program for notes and does nothing here: it is shown as it is ({count} in the text)", "delete it, or write plain text";
    }
    /// An item with a box of an unknown kind.
    UnknownTask { written } Warning "unknown-task" {
        zh: "没有“{written}”这种任务，按原样显示", "没有做的写 - [ ]，做完的写 - [x]";
        en: "there is no task `{written}`: it is shown as it is", "write - [ ] for what is to be done, and - [x] for what is";
    }
    /// An alert of an unknown kind.
    UnknownAlert { written } Warning "unknown-alert" {
        zh: "没有“{written}”这种提示框，按引文显示", "方括号里写这五种之一：[!NOTE]、[!TIP]、[!IMPORTANT]、[!WARNING]、[!CAUTION]";
        en: "there is no alert `{written}`: it is shown as a quotation", "write one of [!NOTE], [!TIP], [!IMPORTANT], [!WARNING], [!CAUTION]";
    }
    /// An alert with text on its first line.
    AlertWithText { written } Warning "alert-with-text" {
        zh: "“{written}”没有成为提示框，按引文显示", "“> [!…]”用英文的括号和叹号，自己占一行，内容从下一行写起：> 内容";
        en: "`{written}` has not become an alert: it is shown as a quotation", "leave the line `> [!…]` without anything else, and begin the text on the next one: > text";
    }
    /// Rows without a table.
    BrokenTable {} Warning "broken-table" {
        zh: "这几行没有成为表格，按文字显示", "第二行写 |---|---|，格数与第一行一样多，竖线和横线都用英文的";
        en: "these lines have not become a table: they are shown as text", "make the second line |---|---|, with as many cells as the first one has, in ASCII signs";
    }
    /// A table that is drawn with signs.
    DrawnTable {} Warning "drawn-table" {
        zh: "用“+---+”画的表格按文字显示", "写成 | 甲 | 乙 |，第二行 |---|---|，去掉“+---+”各行";
        en: "a table that is drawn with `+---+` is shown as text", "write | a | b | with |---|---| as the second line, and delete the lines of `+---+`";
    }
    /// Cells of a row that no column shows.
    ExtraCells { cells, columns } Warning "extra-cells" {
        zh: "这一行有 {cells} 格，表头只有 {columns} 格，从这里起不显示", "在表头和第二行补上一格，或删去多写的“|”；文字里的“|”写成 \\|，反引号里的也一样";
        en: "this row has {cells} cells and the head {columns}: what begins here is not shown", "add a cell to the head and to the second line, or delete the `|` that is too many; write \\| for one in a text, also between backquotes";
    }
    /// Items of a list without a blank.
    ListWithoutBlank { mark } Warning "list-without-blank" {
        zh: "“{mark}”后面没有空格，这几行没有成为列表", "每一行的“{mark}”后面加一个空格";
        en: "there is no blank behind `{mark}`: these lines have not become a list", "add a blank behind each `{mark}`";
    }
    /// A paragraph that a line below it makes a heading.
    AccidentalHeading {} Warning "accidental-heading" {
        zh: "这一行线把上面的段落变成了标题", "要一条分隔线，就在它上面空一行";
        en: "this line makes a heading of the paragraph above", "leave a blank line above it, if a line between paragraphs is meant";
    }
    /// A definition of a link that nothing uses.
    UnusedDefinition { label } Warning "unused-definition" {
        zh: "这一行写明“{label}”链接到哪里，正文里却没有用到，不会显示", "要显示，前面加 \\；要作链接，在正文里写 [文字][{label}]；不要就删去";
        en: "nothing uses the definition of `{label}`, which is not shown", "put \\ before it to show it, use it as [text][{label}], or remove it";
    }
    /// Code that other programs draw.
    DrawingCode { written, count } Warning "drawing-code" {
        zh: "这里不画“{written}”，按代码显示（全文 {count} 处）", "在别处画好，存成图片再用";
        en: "`{written}` is not drawn: it is shown as code ({count} in the text)", "draw it elsewhere, and show it as an image";
    }

    // Completeness and style: `check` alone.

    /// A value that `init` leaves.
    ExampleValue { key, value } Warning "example-value" {
        zh: "“{key}”还是示例：{value}", "换成自己的，发布以前要改好";
        en: "`{key}` is still an example: {value}", "write your own before the site is published";
    }
    /// An image without alternative text.
    MissingAlt { target } Warning "missing-alt" {
        zh: "图片“{target}”没有替代文字", "在方括号里写图上有什么：![两位村民在田埂上](…)；HTML 里写在 alt 里";
        en: "the image `{target}` has no alternative text", "say in the brackets what it shows: ![two villagers by a field](…); in HTML, say it in alt";
    }
    /// A picture at the head of an article without alternative text.
    MissingHeadAlt { target } Warning "missing-head-alt" {
        zh: "题图“{target}”没有替代文字", "写成：image: {{src: {target}, alt: 图上有什么}}";
        en: "the picture `{target}` has no alternative text", "write: image: {{src: {target}, alt: what it shows}}";
    }
    /// A heading that skips a level.
    HeadingJump {} Warning "heading-jump" {
        zh: "标题跳了级", "二级标题下面用三级标题，一级一级来";
        en: "this heading skips a level", "use level 3 below level 2, one step at a time";
    }
    /// A line that is joined with the next one and seems to be one of its own.
    JoinedLine {} Warning "joined-line" {
        zh: "这一行和下一行会连成一段，看起来本来是分开的", "要分段，中间空一行；要在段内换行，行末写 \\；全站都照原样换行，在 site.toml 里设 [markdown] line_breaks = \"keep\"";
        en: "this line is joined with the next one; it seems to be one of its own", "leave a blank line between paragraphs, write \\ at the end of a line that stays a line, or set [markdown] line_breaks = \"keep\" in site.toml";
    }
    /// Bold between signs that may hide something.
    BoldMask {} Warning "bold-mask" {
        zh: "这里的 * 当作强调，成了粗体或斜体，不会显示；看起来像是隐去姓名或号码的记号", "是记号就在每个 * 前面写 \\，如 李\\*\\*；是强调就不必改";
        en: "the `*` here make bold or italics and are not shown; they look like signs that hide a name or a number", "write \\ before each `*` that hides something, as in 李\\*\\*; leave it as it is if emphasis is meant";
    }
    /// An article without summary.
    NoSummary {} Warning "no-summary" {
        zh: "文章没有写摘要，列表里用的是开头几句", "在元数据里加：summary: 一两句话";
        en: "the article has no summary; lists show its first sentences", "add to the front matter: summary: a sentence or two";
    }
    /// An article without region.
    NoRegion {} Warning "no-region" {
        zh: "文章没有写地区", "在元数据里加，如：regions: [凌云县]；与哪个地方都无关，就写 regions: 无";
        en: "the article names no region", "add to the front matter, such as: regions: [凌云县]; if it is about no place, write regions: none";
    }
    /// An article without initiative.
    NoInitiative {} Warning "no-initiative" {
        zh: "文章没有写行动", "在元数据里加，如：initiatives: [四下基层]；不属于哪个行动，就写 initiatives: 无";
        en: "the article names no initiative", "add to the front matter, such as: initiatives: [四下基层]; if it belongs to none, write initiatives: none";
    }
    /// An image that nothing uses.
    OrphanImage {} Warning "orphan-image" {
        zh: "没有文章用到这张图片，不会发布", "在文章里引用它，或删去";
        en: "no article uses this image: it is not published", "use it in an article, or delete it";
    }
    /// A link text that says nothing.
    VagueLink { text } Warning "vague-link" {
        zh: "链接文字“{text}”没有说明去哪里", "把链接放在说明内容的文字上，如［平怀村的做法］";
        en: "the link text `{text}` does not say where it leads", "put the link on words that do";
    }
    /// A declared term without articles.
    EmptyTerm { term } Warning "empty-term" {
        zh: "“{term}”下面还没有文章", "给文章加上它，或删去这个文件";
        en: "`{term}` has no articles yet", "tag an article with it, or delete this file";
    }
    /// Raw HTML that is printed as text.
    EscapedHtml { count } Warning "escaped-html" {
        zh: "正文里有 HTML（{count} 处，这是第一处），标签会原样显示给读者", "改用 Markdown；从公众号、Word 粘贴来的，在 site.toml 里设 [markdown] raw_html = \"sanitize\"，就保留结构、去掉样式";
        en: "there is HTML in the text ({count} pieces, of which this is the first): readers see the tags", "use Markdown; for what is pasted from WeChat or Word set [markdown] raw_html = \"sanitize\" in site.toml, which keeps the structure and drops the styles";
    }
    /// A tag or comment without an end.
    UnfinishedHtml {} Warning "unfinished-html" {
        zh: "这段 HTML 没有写完，按文字显示", "标签要以 > 结束，用半角引号，引号要成对，< 后面和 / 后面不空格；注释要以 --> 结束";
        en: "this HTML does not end, and is shown as text", "end a tag with >, use straight quotes and close them, leave no blank behind < and /, and end a comment with -->";
    }
    /// An element that is never closed, and so goes on to the end.
    UnclosedHtml { tag } Warning "unclosed-html" {
        zh: "<{tag}> 没有结束，后面的全文都受它影响", "在该结束的地方写 </{tag}>；就是要写小于号，写成 &lt;";
        en: "<{tag}> does not end: it goes on in all that follows", "write </{tag}> where it should end; for the sign `<` write &lt;";
    }
    /// An end tag without a start tag.
    StrayEndTag { tag } Warning "stray-end-tag" {
        zh: "</{tag}> 前面没有 <{tag}>，会关掉网页自己的部分", "删去它，或补上 <{tag}>";
        en: "there is no <{tag}> before this </{tag}>: it closes a part of the page around the text", "delete it, or write the <{tag}> that is missing";
    }
    /// Markdown in a block of HTML, where it is text.
    MarkdownInHtml {} Warning "markdown-in-html" {
        zh: "HTML 标签之间的 Markdown 按原样显示给读者", "在标签和文字之间各空一行；或写成 HTML，如 <b>…</b>、<img src=\"…\" alt=\"…\">、<a href=\"…\">…</a>";
        en: "Markdown between tags of HTML is shown as it is typed", "leave an empty line between the tags and the text; or write HTML, such as <b>…</b>, <img src=\"…\" alt=\"…\">, <a href=\"…\">…</a>";
    }
    /// HTML that the blanks before it make code of.
    IndentedHtml {} Warning "indented-html" {
        zh: "空行后面缩进四格的 HTML 成了代码，标签会原样显示给读者", "去掉行首的空格，或去掉上面的空行";
        en: "HTML that is indented by four blanks after a blank line is code: readers see the tags", "remove the blanks before it, or the blank line";
    }
    /// Elements that the sanitiser has removed.
    RemovedHtml { elements } Warning "removed-html" {
        zh: "HTML 里的 {elements} 去掉了，读者看不到", "视频给一个链接，或下载后写 ![说明](片.mp4)；图表存成图片；可信的 HTML，在 site.toml 里设 [markdown] raw_html = \"allow\"";
        en: "{elements} is removed from the HTML: readers do not see it", "give a link to a film, or save it and write ![about](film.mp4); save a chart as a picture; for HTML that you trust set [markdown] raw_html = \"allow\" in site.toml";
    }
    /// Hidden text in HTML.
    HiddenHtml { text } Warning "hidden-html" {
        zh: "HTML 里的“{text}”原来是隐藏的，没有发布", "要给读者看，就删去 display:none、hidden 这些字，或把文字直接写出来；不要就删去";
        en: "`{text}` is hidden in the HTML, and is not published", "remove `display:none` or `hidden`, or write the text without HTML, if readers are to see it; else delete it";
    }
    /// An unsafe address that the sanitiser has removed.
    RemovedAddress { target } Warning "removed-address" {
        zh: "HTML 里的地址“{target}”不安全，去掉了", "只用 https、http、mailto、tel 或站内地址";
        en: "the address `{target}` in the HTML is not safe, and is removed", "use https, http, mailto, tel or an address of this site";
    }
    /// Pictures that the policy of the page blocks.
    BlockedImages { count, target, directive } Warning "blocked-images" {
        zh: "图片“{target}”显示不出来：网页的内容安全策略不许从那里取图（本文共 {count} 张）", "下载到文章旁边；或把网址改成 https；或在 site.toml 的 [options] 里改 content_security_policy 的 {directive}";
        en: "the image `{target}` will not show: the content security policy of the page does not let it load from there ({count} in this text)", "save it beside the article; or use an https address; or change {directive} of content_security_policy under [options] in site.toml";
    }
    /// Film and sound that the policy of the page blocks.
    BlockedMedia { count, target, directive } Warning "blocked-media" {
        zh: "音像“{target}”放不出来：网页的内容安全策略不许从那里取（本文共 {count} 个）", "下载到文章旁边；或把网址改成 https；或在 site.toml 的 [options] 里改 content_security_policy 的 {directive}";
        en: "`{target}` will not play: the content security policy of the page does not let it load from there ({count} in this text)", "save it beside the article; or use an https address; or change {directive} of content_security_policy under [options] in site.toml";
    }
    /// Frames that the policy of the page blocks.
    BlockedFrames { count, directive } Warning "blocked-frames" {
        zh: "嵌入的网页（<iframe>）显示不出来：网页的内容安全策略不许（本文共 {count} 处）", "改成链接；或在 site.toml 的 [options] 里，给 content_security_policy 的 {directive} 加上那个网站";
        en: "embedded pages (<iframe>) will not show: the content security policy of the page forbids them ({count} in this text)", "use a link; or add their site to {directive} of content_security_policy under [options] in site.toml";
    }
    /// Plug-ins that the policy of the page blocks.
    BlockedPlugins { count, directive } Warning "blocked-plugins" {
        zh: "<object>、<embed> 显示不出来：网页的内容安全策略不许（本文共 {count} 处）", "改成链接；或在 site.toml 的 [options] 里改 content_security_policy 的 {directive}";
        en: "<object> and <embed> will not show: the content security policy of the page forbids them ({count} in this text)", "use a link; or change {directive} of content_security_policy under [options] in site.toml";
    }
    /// Styles that the policy of the page blocks.
    BlockedStyles { count, directive } Warning "blocked-styles" {
        zh: "写在 HTML 里的样式不起作用：网页的内容安全策略不许（本文共 {count} 处）", "去掉样式，或写进主题的样式文件；或在 site.toml 的 [options] 里改 content_security_policy 的 {directive}";
        en: "styles in the HTML have no effect: the content security policy of the page forbids them ({count} in this text)", "remove them, or put them into a style sheet of the theme; or change {directive} of content_security_policy under [options] in site.toml";
    }
    /// Scripts that the policy of the page blocks.
    BlockedScripts { count, directive } Warning "blocked-scripts" {
        zh: "写在 HTML 里的脚本不会运行：网页的内容安全策略不许（本文共 {count} 处）", "去掉脚本；或在 site.toml 的 [options] 里改 content_security_policy 的 {directive}";
        en: "scripts in the HTML will not run: the content security policy of the page forbids them ({count} in this text)", "remove them; or change {directive} of content_security_policy under [options] in site.toml";
    }
}
