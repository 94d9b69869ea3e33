//! The ports of the preview: one on the loopback interface, and with `--lan` one on the local network.

use std::net::{IpAddr, Ipv4Addr, TcpListener};

use super::http::AccessPolicy;
use super::{ServeOptions, ServeReporter, lan};
use crate::diagnostic::catalogue::{Notice, system_cause};
use crate::diagnostic::{Diagnostic, Message};

/// The port that is tried first if the options name none.
const DEFAULT_PORT: u16 = 4040;

/// How many ports after the first one are tried before the system chooses one.
const FURTHER_PORTS: u16 = 20;

/// Open listeners on which no connection is accepted yet.
pub(super) struct Ports {
    /// Each listener with the policy for its requests.
    pub(super) listeners: Vec<(TcpListener, AccessPolicy)>,
    /// The port on the loopback interface.
    port: u16,
    /// Whether the options name another port, which was taken.
    is_other: bool,
    /// The address for phones, with the token.
    network: Option<String>,
}

/// Opens the ports that the options ask for.
pub(super) fn open(options: &ServeOptions) -> Result<Ports, Diagnostic> {
    let wanted = options.port.unwrap_or(DEFAULT_PORT);
    let loopback = bind(IpAddr::V4(Ipv4Addr::LOCALHOST), wanted)?;
    let port = port_of(&loopback, wanted);
    let mut listeners = vec![(loopback, AccessPolicy::Loopback)];
    let mut network = None;
    if options.lan {
        let (listener, policy, address) = open_network(port)?;
        listeners.push((listener, policy));
        network = Some(address);
    }
    Ok(Ports {
        listeners,
        port,
        is_other: wanted != 0 && port != wanted,
        network,
    })
}

/// Opens a port on the local network. Returns its address with the token, too.
fn open_network(wanted: u16) -> Result<(TcpListener, AccessPolicy, String), Diagnostic> {
    let no_network = || Diagnostic::new(Message::NoNetwork {});
    let address = lan::address().ok_or_else(no_network)?;
    let token = lan::token().ok_or_else(no_network)?;
    let listener = bind(address, wanted)?;
    let port = port_of(&listener, wanted);
    let url = format!("http://{address}:{port}/{token}/");
    Ok((listener, AccessPolicy::Network { address, token }, url))
}

/// Listens on `wanted`, else on one of the ports after it, else on a port that the system chooses.
fn bind(address: IpAddr, wanted: u16) -> Result<TcpListener, Diagnostic> {
    let ports = (0..=FURTHER_PORTS).filter_map(|offset| wanted.checked_add(offset));
    let mut listeners = ports.filter_map(|port| TcpListener::bind((address, port)).ok());
    match listeners.next() {
        Some(listener) => Ok(listener),
        None => TcpListener::bind((address, 0))
            .map_err(|error| listen_error(&format!("{address}:{wanted}"), &error)),
    }
}

fn port_of(listener: &TcpListener, wanted: u16) -> u16 {
    listener
        .local_addr()
        .map_or(wanted, |address| address.port())
}

/// The diagnostic for an address on which the preview cannot listen.
pub(super) fn listen_error(address: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Message::CannotListen {
        address: address.to_owned(),
        cause: system_cause(error).to_owned(),
        original: error.to_string(),
    })
}

impl Ports {
    /// The address for a browser on this machine; `mount` is the path of the site's base URL.
    pub(super) fn address(&self, mount: &str) -> String {
        format!("http://127.0.0.1:{}{mount}/", self.port)
    }

    /// Reports the addresses of the preview.
    pub(super) fn announce(
        &self,
        mount: &str,
        options: &ServeOptions,
        reporter: &mut dyn ServeReporter,
    ) {
        if self.is_other {
            let (wanted, port) = (options.port.unwrap_or(DEFAULT_PORT), self.port);
            reporter.notice(&Notice::PreviewOtherPort { wanted, port });
        }
        reporter.addresses(&self.address(mount), self.network.as_deref());
        if let Some(network) = &self.network {
            let code = lan::qr_code(network, options.color).unwrap_or_default();
            reporter.qr_code(code.trim_end_matches('\n'));
        }
    }
}
