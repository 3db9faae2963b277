//! Who is at the other end of the connection, as far as limits care.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::{HttpRequest, http::header::HeaderMap};

/// The address a request came from. With `trusted_proxies` proxies in front of us, each appends
/// the address it saw to `X-Forwarded-For`; only what those wrote is believed.
pub(crate) fn address(request: &HttpRequest, trusted_proxies: u8) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |it| it.ip());
    forwarded(request.headers(), trusted_proxies).unwrap_or(peer)
}

fn forwarded(headers: &HeaderMap, trusted_proxies: u8) -> Option<IpAddr> {
    let back = usize::from(trusted_proxies).checked_sub(1)?;
    let all = headers.get_all("x-forwarded-for").filter_map(|it| it.to_str().ok());
    let hops: Vec<&str> = all.flat_map(|it| it.split(',')).map(str::trim).collect();
    hops.iter().rev().nth(back)?.parse().ok()
}

/// What one household or office shares: an IPv4 address, or an IPv6 /64.
pub(crate) fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(it) => it.to_string(),
        IpAddr::V6(it) => match it.to_ipv4_mapped() {
            Some(mapped) => mapped.to_string(),
            None => {
                let [a, b, c, d, ..] = it.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(forwarded: &str, trusted: u8) -> String {
        let request = TestRequest::default()
            .peer_addr("10.0.0.1:9".parse().unwrap())
            .insert_header(("x-forwarded-for", forwarded))
            .to_http_request();
        address(&request, trusted).to_string()
    }

    #[test]
    fn without_a_trusted_proxy_the_header_is_not_believed() {
        assert_eq!(seen("203.0.113.9", 0), "10.0.0.1");
    }

    #[test]
    fn only_what_trusted_proxies_wrote_counts() {
        assert_eq!(seen("1.1.1.1, 203.0.113.9", 1), "203.0.113.9");
        assert_eq!(seen("1.1.1.1, 203.0.113.9, 10.0.0.2", 2), "203.0.113.9");
        assert_eq!(seen("nonsense", 1), "10.0.0.1");
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        let network_of = |text: &str| network(text.parse().unwrap());
        assert_eq!(network_of("2001:db8::1"), network_of("2001:db8::ffff"));
        assert_ne!(network_of("2001:db8::1"), network_of("2001:db8:0:1::1"));
        assert_eq!(network_of("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
