//! Why the system refuses something, in the program's words: what is wrong, and what to do.
//!
//! A message holds the key of a cause in its field `cause`. Its wording quotes that field, in the sentence
//! about what is wrong as well as in the remedy. The system's own words are in the field `original`.

use std::io::{Error, ErrorKind};

use super::Bilingual;

/// A cause with its texts.
#[derive(Debug)]
struct SystemCause {
    key: &'static str,
    what: Bilingual,
    remedy: Bilingual,
}

macro_rules! causes {
    ($( $key:literal { zh: $zh:literal, $zh_help:literal; en: $en:literal, $en_help:literal; } )+) => {
        const CAUSES: &[SystemCause] = &[$( SystemCause {
            key: $key,
            what: Bilingual { zh: $zh, en: $en },
            remedy: Bilingual { zh: $zh_help, en: $en_help },
        } ),+];
    };
}

causes! {
    "missing" {
        zh: "文件或文件夹不存在", "看看它是不是被移走或改了名，上面的文件夹还在不在";
        en: "there is no such file or folder", "see whether it was moved or renamed, and whether the folders above it are there";
    }
    "denied" {
        zh: "没有权限", "换一个能读写的文件夹，或请管理员给这个文件夹读写的权限";
        en: "permission is denied", "use a folder that you may read and write, or ask an administrator for the permission";
    }
    "full" {
        zh: "磁盘满了", "删去不用的文件，腾出地方再运行一次";
        en: "the disk is full", "make room on the disk and run the command again";
    }
    "quota" {
        zh: "分给你的磁盘空间用完了", "删去不用的文件，或请管理员多分一些";
        en: "your share of the disk is used up", "delete files, or ask an administrator for more room";
    }
    "read-only" {
        zh: "这个磁盘只能读，不能写", "把站点复制到能写的磁盘上，或用 --out 写到别处；U 盘看看写保护开关";
        en: "this disk can be read only", "copy the site to another disk, or write elsewhere with --out";
    }
    "bad-name" {
        zh: "名称太长，或含有系统不允许的字符", "把文件或文件夹的名称改短，不用 \\ / : * ? \" < > |";
        en: "the name is too long, or has characters that the system does not allow", "use a shorter name without \\ / : * ? \" < > |";
    }
    "busy" {
        zh: "文件正被别的程序占用", "关掉打开它的程序（WPS、Word、看图软件、同步软件），再运行一次";
        en: "another program holds the file", "close the program that has it open, then run the command again";
    }
    "too-many-files" {
        zh: "打开的文件太多，到了系统的上限", "关掉一些程序再运行一次，或放宽上限（ulimit -n）";
        en: "too many files are open for the system", "close other programs, or raise the limit (ulimit -n)";
    }
    "in-the-way" {
        zh: "这个位置上已经有别的文件或文件夹", "把它移走，或换一个名称";
        en: "another file or folder is in this place", "move it away, or choose another name";
    }
    "no-memory" {
        zh: "内存不够", "关掉一些程序，再运行一次";
        en: "there is too little memory", "close other programs, then run the command again";
    }
    "limit" {
        zh: "到了系统的上限", "关掉一些程序再运行一次，或放宽上限（ulimit、容器的设置）";
        en: "a limit of the system is reached", "close other programs, or raise the limit (ulimit, the container)";
    }
    "address-taken" {
        zh: "这个地址或端口已被占用", "关掉占用它的程序，或用 --port 换一个端口";
        en: "this address or port is taken", "close the program that has it, or choose another port with --port";
    }
    "no-address" {
        zh: "这台电脑没有这个地址", "看看网络是否连上";
        en: "this machine has no such address", "see whether the network is connected";
    }
    "reader-gone" {
        zh: "接收输出的程序已经结束", "看看管道另一头的程序";
        en: "the program that reads the output has ended", "see what is at the other end of the pipe";
    }
    "not-text" {
        zh: "内容不是 UTF-8 文字", "用记事本或 WPS 打开，另存为 UTF-8 文本";
        en: "the content is no UTF-8 text", "open it in an editor and save it as UTF-8";
    }
    "network" {
        zh: "网络盘断开了，或很久没有回应", "看看网络和共享文件夹，连上再运行一次";
        en: "the network drive is gone, or does not answer", "see to the network and the shared folder, then run the command again";
    }
    "device" {
        zh: "磁盘或 U 盘出了故障", "换一个磁盘试试，先把文件备份好";
        en: "the disk does not work", "try another disk, and make a copy of your files first";
    }
    "link-circle" {
        zh: "符号链接绕成了圈", "删去或改正这个链接";
        en: "the symbolic links form a circle", "delete or correct the link";
    }
    "other" {
        zh: "系统没有允许", "检查文件是否被别的程序占用、磁盘是否已满、是否有权限；加 -v 看系统的原话";
        en: "the system refused it", "check that no other program holds it, that the disk is not full, and that you may write there; -v shows the system's own words";
    }
}

/// The key of the cause of an error.
pub(crate) fn system_cause(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => "missing",
        ErrorKind::PermissionDenied => "denied",
        ErrorKind::StorageFull | ErrorKind::WriteZero => "full",
        ErrorKind::QuotaExceeded => "quota",
        ErrorKind::ReadOnlyFilesystem => "read-only",
        ErrorKind::InvalidFilename => "bad-name",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy | ErrorKind::Deadlock => "busy",
        ErrorKind::AlreadyExists
        | ErrorKind::NotADirectory
        | ErrorKind::IsADirectory
        | ErrorKind::DirectoryNotEmpty => "in-the-way",
        ErrorKind::OutOfMemory => "no-memory",
        ErrorKind::WouldBlock => "limit",
        ErrorKind::AddrInUse => "address-taken",
        ErrorKind::AddrNotAvailable => "no-address",
        ErrorKind::BrokenPipe => "reader-gone",
        ErrorKind::InvalidData => "not-text",
        ErrorKind::TimedOut
        | ErrorKind::NetworkDown
        | ErrorKind::NetworkUnreachable
        | ErrorKind::HostUnreachable
        | ErrorKind::NotConnected
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::StaleNetworkFileHandle => "network",
        _ => of_number(error),
    }
}

/// The cause of an error that the standard library has no name for.
#[cfg(unix)]
fn of_number(error: &Error) -> &'static str {
    use rustix::io::Errno;
    const KNOWN: &[(Errno, &str)] = &[
        (Errno::MFILE, "too-many-files"),
        (Errno::NFILE, "too-many-files"),
        (Errno::IO, "device"),
        (Errno::NODEV, "device"),
        (Errno::NXIO, "device"),
        (Errno::LOOP, "link-circle"),
        (Errno::NAMETOOLONG, "bad-name"),
        (Errno::FBIG, "full"),
        (Errno::PERM, "denied"),
    ];
    let number = error.raw_os_error();
    let found = KNOWN
        .iter()
        .find(|(errno, _)| Some(errno.raw_os_error()) == number);
    found.map_or("other", |(_, key)| key)
}

/// The same by the numbers of Windows (winerror.h).
#[cfg(not(unix))]
fn of_number(error: &Error) -> &'static str {
    match error.raw_os_error() {
        Some(4) => "too-many-files",
        Some(19) => "read-only",
        Some(15 | 21 | 23 | 1117) => "device",
        Some(32 | 33 | 170 | 1224) => "busy",
        Some(39 | 112) => "full",
        Some(1295) => "quota",
        Some(53 | 55 | 64 | 67 | 121 | 1231) => "network",
        Some(111 | 123 | 161 | 206) => "bad-name",
        Some(1816 | 1450) => "limit",
        _ => "other",
    }
}

/// What is wrong.
pub(super) fn what(key: &str) -> Bilingual {
    cause(key).what
}

/// What to do about it.
pub(super) fn remedy(key: &str) -> Bilingual {
    cause(key).remedy
}

fn cause(key: &str) -> &'static SystemCause {
    let found = CAUSES.iter().find(|cause| cause.key == key);
    found.unwrap_or(&CAUSES[CAUSES.len() - 1])
}

/// Whether a cause hits every file of a disk or of the program alike, so that the first of such errors says
/// all.
pub(crate) fn is_of_all_files(key: &str) -> bool {
    matches!(
        key,
        "full"
            | "quota"
            | "read-only"
            | "too-many-files"
            | "no-memory"
            | "limit"
            | "network"
            | "device"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_the_system_has_words() {
        for (kind, key) in [
            (ErrorKind::NotFound, "missing"),
            (ErrorKind::PermissionDenied, "denied"),
            (ErrorKind::StorageFull, "full"),
            (ErrorKind::ReadOnlyFilesystem, "read-only"),
            (ErrorKind::InvalidFilename, "bad-name"),
            (ErrorKind::ResourceBusy, "busy"),
            (ErrorKind::Other, "other"),
        ] {
            assert_eq!(system_cause(&kind.into()), key);
        }
        // Whatever number the system gives, there is a cause with that key.
        for number in 0..2000 {
            let key = system_cause(&Error::from_raw_os_error(number));
            assert!(CAUSES.iter().any(|cause| cause.key == key), "{key}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn numbers_of_the_system_are_told_apart() {
        for (number, key) in [
            (24, "too-many-files"),
            (5, "device"),
            (36, "bad-name"),
            (40, "link-circle"),
            (28, "full"),
            (30, "read-only"),
            (122, "quota"),
            (11, "limit"),
        ] {
            assert_eq!(
                system_cause(&Error::from_raw_os_error(number)),
                key,
                "{number}"
            );
        }
    }

    #[test]
    fn no_cause_is_half_english() {
        for cause in CAUSES {
            for text in [cause.what.zh, cause.remedy.zh] {
                assert!(!text.is_empty() && !text.starts_with(|c: char| c.is_ascii()));
            }
        }
    }
}
