//! Why files of a site are not in it: for each reason what the files are, and what brings them in.

use super::Bilingual;
use crate::diagnostic::Lang;

macro_rules! left_out {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident $code:literal {
            zh: $zh:literal, $zh_help:literal;
            en: $en:literal, $en_help:literal;
        }
    )+) => {
        /// Why a file is left out, in the order in which the reasons are listed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum LeftOutReason { $( $(#[doc = $doc])+ $name ),+ }

        impl LeftOutReason {
            /// All reasons by name, with what the files are and with the remedy.
            pub const ALL: &[(&str, Bilingual, Bilingual)] = &[$((
                stringify!($name),
                Bilingual { zh: $zh, en: $en },
                Bilingual { zh: $zh_help, en: $en_help },
            )),+];

            /// The stable code, as `--format json` prints it.
            pub fn code(self) -> &'static str {
                match self { $( Self::$name => $code ),+ }
            }

            /// What such files are.
            pub fn text(self, lang: Lang) -> &'static str {
                match self { $( Self::$name => Bilingual { zh: $zh, en: $en }.text(lang) ),+ }
            }

            /// What brings them into the site.
            pub fn help(self, lang: Lang) -> &'static str {
                match self {
                    $( Self::$name => Bilingual { zh: $zh_help, en: $en_help }.text(lang) ),+
                }
            }
        }
    };
}

left_out! {
    // Documents that are not published.

    /// `draft: true`.
    Draft "left-out-draft" {
        zh: "草稿", "写好后删去 draft: true 一行，就会发布；serve 和 build --drafts 可以先看";
        en: "draft", "delete the line draft: true to publish; serve and build --drafts show it";
    }
    /// A date in the future.
    Scheduled "left-out-scheduled" {
        zh: "没有到日期", "到了那一天再运行 build，才会发布";
        en: "dated later", "run build again on that day to publish";
    }
    /// `expires` in the past.
    Expired "left-out-expired" {
        zh: "已过期", "还要发布，就改 expires 或删去这一行";
        en: "expired", "change or delete the line expires: to publish again";
    }

    // Files of content/ that are not read.

    /// A Markdown file outside of the folders that are read.
    Misplaced "left-out-misplaced" {
        zh: "放错了文件夹，没有读", "文章放进 content/articles/，页面 pages/，期 issues/，行动 initiatives/，地区 regions/，名称要一字不差";
        en: "in a wrong folder, not read", "articles belong into content/articles/; the others are pages/, issues/, initiatives/ and regions/, spelled like this";
    }
    /// A folder beside content/ that has the name of one that belongs elsewhere.
    StrayFolder "left-out-stray-folder" {
        zh: "文件夹不在该在的地方，或名称不对，没有读", "文章放进 content/articles/，其余的也在 content/ 里；文件夹只认 content、static、templates、themes";
        en: "folder in a wrong place or with a wrong name, not read", "articles belong into content/articles/, and the others into content/ as well; the folders that are read are content, static, templates and themes";
    }
    /// A Markdown file whose name ends otherwise.
    WrongExtension "left-out-wrong-extension" {
        zh: "扩展名不是 .md，没有读", "改名，让文件名以 .md 结尾；在 Windows 里先打开“显示文件扩展名”";
        en: "does not end in .md, not read", "rename it; on Windows show file name extensions first";
    }
    /// A text in another format, to which no document links.
    NotMarkdown "left-out-not-markdown" {
        zh: "不是 Markdown，没有读，也没有文章链接到它", "要作文章，就把文字存成 .md 文件；要作附件，就在文章里链接它";
        en: "no Markdown, not read, and nothing links to it", "save its text as a .md file to make it an article, or link to it to publish it as an attachment";
    }
    /// Any other file to which no document links.
    Unlinked "left-out-unlinked" {
        zh: "没有文章用到", "要发布，就在文章里引用它，或放到 static/";
        en: "used by no document", "use it in a document, or move it to static/";
    }

    // Templates.

    /// A file of templates/ that no template and no document names.
    UnusedTemplate "left-out-unused-template" {
        zh: "没有用到的模板", "核对文件名：要和主题里的同名，或在文章里写 template: 文件名";
        en: "unused template", "check its name: it must be one of the theme's, or be named by template: in a document";
    }

    // Entries that are not followed or read, wherever they are.

    /// A name with a point or a tilde at its beginning.
    Hidden "left-out-hidden" {
        zh: "文件名以 . 或 ~ 开头，没有读", "要用就改名";
        en: "the name begins with . or ~, not read", "rename it";
    }
    /// A file with passwords.
    Secret "left-out-secret" {
        zh: "可能有密码，不发布", "移到站点以外";
        en: "may hold passwords, never published", "move it out of the site";
    }
    /// A pipe, a device or a socket.
    NotAFile "left-out-not-a-file" {
        zh: "不是普通的文件，没有读", "换成普通的文件";
        en: "no regular file, not read", "put a regular file there";
    }
    /// A link that leads nowhere.
    BrokenLink "left-out-broken-link" {
        zh: "符号链接指向的文件不存在", "重建链接，或把文件复制过来";
        en: "symbolic link to nothing", "make the link again, or copy the file";
    }
    /// A link that leads out of the site.
    OutsideLink "left-out-outside-link" {
        zh: "符号链接指向站点以外，或指向隐藏的、生成的文件，没有读", "把文件复制过来，或移到站点的文件夹里";
        en: "symbolic link out of the site, or to hidden or built files, not followed", "copy the file, or move it into the site's folder";
    }
    /// A link that leads back.
    LoopingLink "left-out-looping-link" {
        zh: "符号链接绕成了圈，没有读", "改为指向别的文件夹";
        en: "symbolic link to a folder above it, not followed", "let it lead to another folder";
    }
    /// One of many links to folders.
    SurplusLink "left-out-surplus-link" {
        zh: "指向文件夹的符号链接太多，没有读", "改为复制文件夹";
        en: "one of too many symbolic links to folders, not followed", "copy the folders instead";
    }
}
