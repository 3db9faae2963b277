//! The other end of a session, in words its owner recognises and no more than that.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What the request tells about who sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    pub user_agent: String,
    pub address: IpAddr,
    /// The mark of a browser that has signed in before, good or not.
    pub known_device: Option<String>,
}

/// More specific names first: Edge says Chrome, Chrome says Safari.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl/", "curl"),
];
const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

impl Client {
    /// `Firefox, Linux`.
    pub fn device(&self) -> String {
        let named = |table: &[(&str, &'static str)]| {
            table.iter().find(|(mark, _)| self.user_agent.contains(mark)).map(|(_, name)| *name)
        };
        match (named(BROWSERS), named(SYSTEMS)) {
            (Some(browser), Some(system)) => format!("{browser}, {system}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => "—".to_owned(),
        }
    }

    /// The network, not the address: a /24 of IPv4, a /48 of IPv6.
    pub fn network(&self) -> String {
        match self.address.to_canonical() {
            IpAddr::V4(it) => {
                let [a, b, c, _] = it.octets();
                format!("{}/24", Ipv4Addr::new(a, b, c, 0))
            }
            IpAddr::V6(it) => {
                let [a, b, c, ..] = it.segments();
                format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(user_agent: &str, address: &str) -> Client {
        Client {
            user_agent: user_agent.to_owned(),
            address: address.parse().unwrap(),
            known_device: None,
        }
    }

    #[test]
    fn a_device_is_named_as_its_owner_would() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like \
                    Gecko) Chrome/130.0 Safari/537.36 Edg/130.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
                     (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(client(edge, "192.0.2.1").device(), "Edge, Windows");
        assert_eq!(client(phone, "192.0.2.1").device(), "Safari, iPhone");
        assert_eq!(client("", "192.0.2.1").device(), "—");
        assert_eq!(client("<script>", "192.0.2.1").device(), "—");
    }

    #[test]
    fn only_the_network_is_kept() {
        assert_eq!(client("", "192.0.2.77").network(), "192.0.2.0/24");
        assert_eq!(client("", "::ffff:192.0.2.77").network(), "192.0.2.0/24");
        assert_eq!(client("", "2001:db8:1:2::3").network(), "2001:db8:1::/48");
    }
}
