//! Taking accents off letters.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower-case text without accents or other marks: `diseño` becomes `diseno`.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfd().filter(|it| !is_combining_mark(*it)) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'đ' | 'ð' => folded.push('d'),
            _ => folded.push(letter),
        }
    }
    folded
}

/// As [`fold`], except that ñ stays a letter of its own.
pub(crate) fn fold_keeping_enye(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let composed: String = text.nfc().collect();
    composed.split_inclusive('ñ').fold(String::new(), |mut folded, piece| {
        match piece.strip_suffix('ñ') {
            Some(before) => {
                folded.push_str(&fold(before));
                folded.push('ñ');
            }
            None => folded.push_str(&fold(piece)),
        }
        folded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_go_and_enye_is_a_choice() {
        assert_eq!(fold("automatización"), "automatizacion");
        assert_eq!(fold("pingüino"), "pinguino");
        assert_eq!(fold("año"), "ano");
        assert_eq!(fold_keeping_enye("señalización"), "señalizacion");
        assert_eq!(fold_keeping_enye("an\u{303}o"), "año");
    }
}
