//! The addresses at which the preview stands: a free port of this machine, and with `--lan` one of its network.

use std::net::{IpAddr, Ipv4Addr, TcpListener};

use super::http::Door;
use super::{Options, Voice, lan};
use crate::diagnostic::{Diagnostic, Message};

/// The port that is tried first where none is asked for.
const USUAL: u16 = 4040;

/// How many ports after the wanted one are tried before the system chooses.
const TRIED: u16 = 20;

/// Listeners that nobody answers yet.
pub(super) struct Ports {
    /// With who may come in at each.
    pub(super) doors: Vec<(TcpListener, Door)>,
    port: u16,
    /// Whether another port was wanted.
    is_other: bool,
    /// The address for phones.
    network: Option<String>,
}

/// Opens the ports that the options ask for.
pub(super) fn open(options: &Options) -> Result<Ports, Diagnostic> {
    let wanted = options.port.unwrap_or(USUAL);
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let listener = free(here, wanted)?;
    let port = port_of(&listener, wanted);
    let mut ports = Ports {
        doors: vec![(listener, Door::Loopback)],
        port,
        is_other: wanted != 0 && port != wanted,
        network: None,
    };
    if options.lan {
        ports.open_network(port)?;
    }
    Ok(ports)
}

fn free(address: IpAddr, wanted: u16) -> Result<TcpListener, Diagnostic> {
    let tried = (0..=TRIED).filter_map(|more| wanted.checked_add(more));
    let mut tried = tried.filter_map(|port| TcpListener::bind((address, port)).ok());
    match tried.next() {
        Some(listener) => Ok(listener),
        None => TcpListener::bind((address, 0))
            .map_err(|error| failed(&format!("{address}:{wanted}"), &error)),
    }
}

fn port_of(listener: &TcpListener, wanted: u16) -> u16 {
    listener
        .local_addr()
        .map_or(wanted, |address| address.port())
}

/// An address that cannot be used.
pub(super) fn failed(address: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Message::Io {
        path: address.to_owned(),
        reason: error.to_string(),
    })
}

impl Ports {
    fn open_network(&mut self, wanted: u16) -> Result<(), Diagnostic> {
        let no_network = || Diagnostic::new(Message::NoNetwork {});
        let address = lan::address().ok_or_else(no_network)?;
        let token = lan::token().ok_or_else(no_network)?;
        let listener = free(address, wanted)?;
        let port = port_of(&listener, wanted);
        self.network = Some(format!("http://{address}:{port}/{token}/"));
        self.doors
            .push((listener, Door::Network { address, token }));
        Ok(())
    }

    /// The address for a browser on this machine.
    pub(super) fn address(&self, mount: &str) -> String {
        format!("http://127.0.0.1:{}{mount}/", self.port)
    }

    /// Says where the preview is to be found.
    pub(super) fn announce(&self, mount: &str, options: &Options, voice: &mut dyn Voice) {
        if self.is_other {
            let (wanted, port) = (options.port.unwrap_or(USUAL), self.port);
            voice.say(
                &format!("端口 {wanted} 已被占用，改用 {port}。"),
                &format!("Port {wanted} is taken; {port} is used."),
            );
        }
        voice.addresses(&self.address(mount), self.network.as_deref());
        if let Some(network) = &self.network {
            let code = lan::code(network, options.color).unwrap_or_default();
            voice.say(code.trim_end_matches('\n'), code.trim_end_matches('\n'));
        }
    }
}
