//! Destinations that were not read as they were meant: an address without its beginning, which is read as a file; a
//! path on the author's own machine; an address of the web that no browser can open.

use super::written_path::{Ending, WrittenPath, as_typed_in_ascii};
use crate::article::FOLDERS;
use crate::article::markdown::ReferenceKind;
use crate::util::url;

/// Ends of hosts that no file name has.
const HOST_ENDS: [&str; 16] = [
    "cn", "com", "edu", "gov", "hk", "info", "mo", "net", "org", "top", "tw", "中国", "公司",
    "政务", "公益", "网络",
];

/// Signs that no host has; full-width ones, and those that typists take for a dot.
const NOT_IN_HOSTS: &str = ",;、，；：“”‘’（）()《》【】！？";

/// What is wrong with an address of the web.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WebSlip {
    /// It leads to the machine of whoever opens it; the path of the page that was meant.
    OwnMachine(String),
    /// No browser can open it; the address that was meant, if that can be seen.
    Broken(Option<String>),
}

/// The complete address that was meant by a destination which is read as a file of the site: `www.gov.cn`,
/// `https：//www.gov.cn`, `a@b.cn`, `0771-1234567`.
pub(super) fn complete_address(written: &str, kind: ReferenceKind) -> Option<String> {
    let text = as_typed_in_ascii(written);
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric() && !"/=&#)]".contains(c));
    if let Some((scheme, rest)) = web_scheme(text) {
        return has_host(rest).then(|| format!("{scheme}://{rest}"));
    }
    if has_host(text) {
        return Some(format!("https://{text}"));
    }
    if kind != ReferenceKind::Link {
        return None;
    }
    let mail = text.strip_prefix("mailto:").unwrap_or(text);
    if is_mail(mail) {
        return Some(format!("mailto:{mail}"));
    }
    let telephone = text.strip_prefix("tel:").unwrap_or(text);
    is_telephone(telephone).then(|| {
        let digits = telephone
            .chars()
            .filter(|c| c.is_ascii_digit() || "+-".contains(*c));
        format!("tel:{}", digits.collect::<String>())
    })
}

/// `http` or `https` and what follows it, if a text begins with one, however it goes on.
fn web_scheme(text: &str) -> Option<(&'static str, &str)> {
    ["https", "http"].into_iter().find_map(|scheme| {
        let head = text.get(..scheme.len())?;
        let rest = text.get(scheme.len()..)?;
        let is_scheme = head.eq_ignore_ascii_case(scheme) && rest.starts_with([':', '/', '\\']);
        is_scheme.then(|| (scheme, rest.trim_start_matches([':', '/', '\\', ' '])))
    })
}

/// Whether a text begins with a host, by its last part or by `www.`.
fn has_host(text: &str) -> bool {
    let host = host(text);
    let labels: Vec<&str> = host.split('.').collect();
    let is_label =
        |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let (Some(first), Some(last)) = (labels.first(), labels.last()) else {
        return false;
    };
    let last = last.to_ascii_lowercase();
    let is_known =
        HOST_ENDS.contains(&&*last) || (first.eq_ignore_ascii_case("www") && labels.len() > 2);
    labels.len() > 1 && is_known && labels.iter().all(is_label)
}

/// The host that a text begins with, without a port.
fn host(text: &str) -> &str {
    let end = text.find(['/', '?', '#', '\\']).unwrap_or(text.len());
    let host = text.get(..end).unwrap_or_default();
    match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    }
}

fn is_mail(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && name.chars().all(is_sign) && domain == host(domain) && has_host(domain)
    })
}

/// Whether a text is a telephone number of China, or one with the code of a country.
fn is_telephone(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_digit() || "+-() ".contains(c);
    let digits = text.chars().filter(char::is_ascii_digit);
    let digits: String = digits.collect();
    let is_number = match digits.as_bytes() {
        [b'0', ..] => (10..=12).contains(&digits.len()),
        [b'1', ..] => digits.len() == 11,
        [b'4' | b'8', b'0', b'0', ..] => digits.len() == 10,
        _ => false,
    };
    text.chars().all(is_sign) && (is_number || (text.starts_with('+') && digits.len() > 7))
}

/// Whether a destination is a path on the author's own machine, or on one of the same network.
pub(super) fn is_on_own_disk(written: &str) -> bool {
    let written = written.trim();
    match url::scheme(written) {
        Some(scheme) => return scheme == "file" || scheme.len() == 1,
        None if written.starts_with("~/") => return true,
        None => {}
    }
    let path = written.replace('\\', "/");
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    let first = names.first().copied().unwrap_or_default();
    if written.starts_with('\\') {
        // `\\` is written `\` in Markdown. `\articles\2024\b` is an address.
        let is_folder = |(folder, _): &(&str, _)| folder.strip_prefix("content/") == Some(first);
        return written.starts_with(r"\\") || !FOLDERS.iter().any(is_folder);
    }
    if path.starts_with("//") {
        return !host(path.trim_start_matches('/')).contains('.');
    }
    let has_home = ["Users", "Volumes", "home"].contains(&first);
    let names_a_file = || WrittenPath::of_path(&path).ending != Ending::None;
    path.starts_with('/') && has_home && names.len() > 2 && names_a_file()
}

/// What is wrong with a destination that leads to another site.
pub(super) fn web_slip(url: &str) -> Option<WebSlip> {
    let url = url.trim();
    let (scheme, rest) = web_scheme(url)?;
    let after = url
        .get(scheme.len()..)
        .unwrap_or_default()
        .strip_prefix(':')?;
    let host = host(rest);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let meant = || {
        let narrow = as_typed_in_ascii(url).replace(char::is_whitespace, "");
        let narrow = narrow.replace('\\', "/");
        let (scheme, rest) = web_scheme(&narrow)?;
        // Pasted behind what the editor or a form had begun.
        let (scheme, rest) = web_scheme(rest).unwrap_or((scheme, rest));
        let rest = rest.replace([',', '、'], ".");
        has_host(&rest).then(|| format!("{scheme}://{rest}"))
    };
    let is_sign = |c: char| c.is_whitespace() || NOT_IN_HOSTS.contains(c);
    let has_slashes = after.starts_with("//") && !after.starts_with("///");
    let is_scheme = ["http", "https"].contains(&host.trim_end_matches(':'));
    if !has_slashes || host.is_empty() || is_scheme || host.contains(is_sign) {
        return Some(WebSlip::Broken(meant()));
    }
    let is_own = host.eq_ignore_ascii_case("localhost")
        || host.starts_with("127.")
        || ["0.0.0.0", "[::1]"].contains(&host);
    is_own.then(|| {
        let path = rest.find('/').and_then(|at| rest.get(at..));
        WebSlip::OwnMachine(path.unwrap_or("/").to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_without_their_beginning_are_completed() {
        for (written, complete) in [
            ("www.gov.cn", Some("https://www.gov.cn")),
            (
                "www.x.gov.cn/a/b.htm?c=d",
                Some("https://www.x.gov.cn/a/b.htm?c=d"),
            ),
            ("gov.cn:8080/", Some("https://gov.cn:8080/")),
            ("https：//www．gov。cn/", Some("https://www.gov.cn/")),
            ("HTTP//a.com/", Some("http://a.com/")),
            ("a.b@c.gov.cn", Some("mailto:a.b@c.gov.cn")),
            ("mailto：a@b.com", Some("mailto:a@b.com")),
            ("0771-1234567", Some("tel:0771-1234567")),
            ("（0771）1234567", Some("tel:07711234567")),
            ("+86 138 0000 0000", Some("tel:+8613800000000")),
            ("b.md", None),
            ("a.b.md", None),
            ("20240102", None),
            ("2024-01", None),
            ("www.md", None),
            ("http", None),
            ("https.md", None),
            ("a@b", None),
            ("@a.cn", None),
            (".cn", None),
            ("", None),
        ] {
            let found = complete_address(written, ReferenceKind::Link);
            assert_eq!(found.as_deref(), complete, "{written}");
        }
        assert_eq!(complete_address("a@b.cn", ReferenceKind::Image), None);
    }

    #[test]
    fn paths_on_a_disk_or_share_are_the_authors_own() {
        for own in [
            r"C:\图\图.png",
            "D:/a.md",
            "file:///C:/a.png",
            "~/a.md",
            r"\\server\share\a.png",
            r"\\192.168.1.5\share\a.png",
            r"\server\share\a.png",
            "//server/share/a.md",
            "/Users/a/桌面/图.png",
            "/home/a/b.md",
        ] {
            assert!(is_on_own_disk(own), "{own}");
        }
        for other in [
            r"..\b.md",
            r"\articles\2024\b",
            "//cdn.example/a.js",
            "/home/",
            "/home/about",
            "/users/a.md",
            "b.md",
            "",
        ] {
            assert!(!is_on_own_disk(other), "{other}");
        }
    }

    #[test]
    fn addresses_that_no_browser_opens_are_seen() {
        let broken = |meant: Option<&str>| Some(WebSlip::Broken(meant.map(str::to_owned)));
        for (url, slip) in [
            ("https://www.gov.cn/", None),
            ("https://例子.中国/路", None),
            ("http://a:b@c.cn:80/x,y", None),
            ("http://10.1.2.3/", None),
            ("http://[2001:db8::1]/", None),
            ("mailto:a@b.cn", None),
            ("//a.cn/", None),
            ("http://", broken(None)),
            ("http:www.gov.cn", broken(Some("http://www.gov.cn"))),
            ("http:/www.gov.cn/a", broken(Some("http://www.gov.cn/a"))),
            ("https:///www.gov.cn", broken(Some("https://www.gov.cn"))),
            (
                "http://https://www.gov.cn/",
                broken(Some("https://www.gov.cn/")),
            ),
            ("http://www.gov. cn/", broken(Some("http://www.gov.cn/"))),
            ("http://www，gov，cn", broken(Some("http://www.gov.cn"))),
            (r"https:\www.gov.cn\a", broken(Some("https://www.gov.cn/a"))),
            ("https://？", broken(None)),
            (
                "http://127.0.0.1:4040/articles/2024/b/",
                Some(WebSlip::OwnMachine("/articles/2024/b/".to_owned())),
            ),
            (
                "http://localhost:80",
                Some(WebSlip::OwnMachine("/".to_owned())),
            ),
        ] {
            assert_eq!(web_slip(url), slip, "{url}");
        }
    }
}
