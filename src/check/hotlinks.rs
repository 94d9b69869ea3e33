//! Warns of pictures on hosts that give them to their own pages alone: pasted from there, they show to nobody.

use crate::article::Document;
use crate::article::markdown::{ReferenceKind, Target};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::{Site, image_target};
use crate::util::url::{self, Schemes};

/// Hosts, and those above others, that look where a picture is shown or who asks for it.
const HOSTS: [&str; 10] = [
    "docs.qq.com",
    "feishu.cn",
    "feishucdn.com",
    "hiphotos.baidu.com",
    "kdocs.cn",
    "larksuite.com",
    "nlark.com",
    "qpic.cn",
    "shimo.im",
    "sinaimg.cn",
];

/// One warning for each document with such pictures.
pub(crate) fn check_hotlinks(site: &Site) -> Vec<Diagnostic> {
    let schemes = &site.config.links.schemes;
    let documents = site.documents();
    let warnings = documents.filter_map(|(document, _)| warning(document, schemes));
    warnings.collect()
}

fn warning(document: &Document, schemes: &Schemes) -> Option<Diagnostic> {
    let references = document.content.references.iter();
    let shown = references.filter(|reference| match reference.kind {
        ReferenceKind::Image | ReferenceKind::Decoration => true,
        ReferenceKind::Link | ReferenceKind::Media => false,
    });
    let shown = shown.filter_map(|reference| match &reference.target {
        Target::External(address) => Some((&reference.range, host_of(address)?, address.clone())),
        _ => None,
    });
    let head = image_target(document, schemes);
    let head = head.and_then(|(image, target)| match target {
        Target::External(address) => Some((&image.src.range, host_of(&address)?, address)),
        _ => None,
    });
    let mut all = head.into_iter().chain(shown);
    let (range, host, target) = all.next()?;
    let count = (all.count() + 1).to_string();
    let message = Message::HotlinkedImages {
        target,
        host: host.to_owned(),
        count,
    };
    Some(Diagnostic::at(
        Span::new(&document.file, range.clone()),
        message,
    ))
}

/// The listed host that an address is on.
fn host_of(address: &str) -> Option<&'static str> {
    let host = match address.strip_prefix("//") {
        Some(rest) => rest.split(['/', ':']).next().unwrap_or_default(),
        // The policy of the page has a word for what is not encrypted.
        None if address.starts_with("http:") => return None,
        None => url::host(address),
    };
    HOSTS.into_iter().find(|listed| {
        let above = host.strip_suffix(listed);
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_listed_with_those_below_it() {
        for (address, host) in [
            ("https://mmbiz.qpic.cn/x/640?wx_fmt=jpeg", Some("qpic.cn")),
            ("//qpic.cn/a.png", Some("qpic.cn")),
            ("https://wx1.sinaimg.cn:443/a.jpg", Some("sinaimg.cn")),
            ("https://noqpic.cn/a.png", None),
            ("https://qpic.cn.example/a.png", None),
            ("https://a.cn/qpic.cn/a.png", None),
            ("http://mmbiz.qpic.cn/a.png", None),
            ("data:image/png;base64,x", None),
        ] {
            assert_eq!(host_of(address), host, "{address}");
        }
    }
}
