//! Writing addresses.

use std::fmt::Write as _;

/// The address of a search for `text`.
pub(crate) fn search(text: &str) -> String {
    let mut address = String::from("/search?q=");
    encode(text, &mut address);
    address
}

/// Adds a value as RFC 3986 asks of a query.
pub(crate) fn encode(value: &str, out: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => write!(out, "%{byte:02X}").expect("writing to a string"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_can_end_it() {
        assert_eq!(search("a&b=c ¿ñ?#"), "/search?q=a%26b%3Dc+%C2%BF%C3%B1%3F%23");
    }
}
