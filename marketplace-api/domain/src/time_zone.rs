//! Time zones a person may choose: the names of the tz database, one for each set of clocks that
//! has agreed since 1970, and UTC. What they mean is the pages' business.

const NAMES: &str = include_str!("time_zones.txt");

/// All names, in order.
pub fn all() -> impl Iterator<Item = &'static str> {
    NAMES.lines()
}

/// The name as we keep it, if it is one.
pub fn find(text: &str) -> Option<&'static str> {
    all().find(|it| *it == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_each_once() {
        let names: Vec<&str> = all().collect();
        assert!(names.is_sorted_by(|a, b| a < b) && 300 < names.len());
        assert_eq!(find("Europe/Madrid"), Some("Europe/Madrid"));
        assert_eq!(find("europe/madrid"), None);
        assert_eq!(find(""), None);
    }
}
