//! Cutting text into words, without losing the technical ones.
//!
//! `c++`, `c#`, `.net`, `n8n` stay whole. `node.js`, `gpt-4o`, `ci/cd` and `e-mail` become one word
//! without the joints (`nodejs`), so that every way of writing them meets, and are followed by
//! their parts (`node`, `js`). Characters nobody sees do not exist here.

mod gender;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use self::gender::{after_gender, is_gender};

/// A word, and the parts it is made of if it is made of any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Lower case, accents as written.
    pub(crate) word: String,
    pub(crate) parts: Vec<String>,
}

/// `y/o` and `el/la` are no names.
const SMALL: [&str; 13] =
    ["and", "de", "el", "en", "he", "her", "la", "las", "los", "o", "or", "she", "y"];
/// A longer "word" is noise (an encoded file, a hash): it is cut.
const MAX_WORD_CHARS: usize = 40;
/// A longer chain of pieces is a list, not a compound.
const MAX_PIECES: usize = 5;

/// Names whose capitals do not mark two words.
const ONE_WORD: [&str; 4] = ["javascript", "typescript", "facebook", "powershell"];

pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    visit(text, |word, parts| {
        found.push(Token { word: word.to_owned(), parts: parts.to_vec() });
    });
    found
}

/// Shows every word with its parts.
pub(crate) fn visit(text: &str, mut show: impl FnMut(&str, &[String])) {
    let letters: Vec<char> = match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => text.chars().filter(|it| !is_invisible(*it)).collect(),
        _ => text.nfkc().filter(|it| !is_invisible(*it)).collect(),
    };
    let mut plain = String::new();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].is_alphanumeric() {
            if is_dot_net(&letters, at) {
                show(".net", &["net".to_owned()]);
                at += 4;
            } else {
                at += 1;
            }
            continue;
        }
        let end = end_of_plain(&letters, at);
        if let Some(end) = end {
            plain.clear();
            plain.extend(letters[at..end].iter().flat_map(|it| it.to_lowercase()));
            show(&plain, &[]);
            at = after_gender(&letters, end);
        } else {
            at = after_gender(&letters, compound(&letters, at, &mut found));
            found.drain(..).for_each(|token: Token| show(&token.word, &token.parts));
        }
    }
}

/// Most words are just letters, with a capital at most in front: where such a word ends, if `at`
/// begins one.
fn end_of_plain(letters: &[char], at: usize) -> Option<usize> {
    let mut end = at;
    while end < letters.len() && end - at < MAX_WORD_CHARS {
        let letter = letters[end];
        if !letter.is_alphabetic() || (end > at && letter.is_uppercase()) {
            break;
        }
        end += 1;
    }
    let goes_on = letters.get(end).is_some_and(|it| {
        it.is_alphanumeric() || is_joint(*it) || matches!(it, '+' | '#') || is_mark(*it)
    });
    let is_joined = letters.get(end).is_some_and(|it| is_joint(*it))
        && !letters.get(end + 1).is_some_and(|it| it.is_alphanumeric());
    (end > at && (!goes_on || is_joined)).then_some(end)
}

/// Zero-width, direction marks, soft hyphen, byte order mark, variation selectors.
fn is_invisible(it: char) -> bool {
    it >= '\u{ad}'
        && matches!(
        it,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
        )
}

fn is_dot_net(letters: &[char], at: usize) -> bool {
    let is = |place: usize, want: char| {
        letters.get(at + place).is_some_and(|it| it.to_ascii_lowercase() == want)
    };
    is(0, '.')
        && is(1, 'n')
        && is(2, 'e')
        && is(3, 't')
        && !letters.get(at + 4).is_some_and(|it| it.is_alphanumeric())
        && (at == 0 || !letters[at - 1].is_alphanumeric())
}

fn is_joint(it: char) -> bool {
    matches!(it, '-' | '.' | '/' | '_' | '&' | '\'' | '\u{2019}' | '\u{2010}' | '\u{2011}')
}

/// Reads the pieces that start at `at`, joined by single joints, and returns where it stopped.
fn compound(letters: &[char], mut at: usize, found: &mut Vec<Token>) -> usize {
    let mut pieces: Vec<&[char]> = Vec::new();
    let mut joints: Vec<char> = Vec::new();
    loop {
        let from = at;
        at = end_of_piece(letters, at);
        pieces.push(&letters[from..at]);
        let next_is_word = letters.get(at + 1).is_some_and(|it| it.is_alphanumeric());
        match letters.get(at) {
            Some(joint) if is_joint(*joint) && next_is_word => {
                joints.push(*joint);
                at += 1;
            }
            _ => break,
        }
    }
    let last = pieces.last().copied().unwrap_or_default();
    if let [first, _] = pieces[..]
        && joints == ['/']
        && first.len() >= 4
        && is_gender(last)
    {
        // `ingeniero/a` is an engineer.
        pieces.pop();
    }
    if pieces.len() == 1 {
        let word = lower(pieces[0]);
        let parts = inner_parts(pieces[0], &word);
        found.push(Token { word, parts });
    } else if is_list(&pieces, &joints) {
        for piece in pieces {
            let word = lower(piece);
            let parts = inner_parts(piece, &word);
            found.push(Token { word, parts });
        }
    } else {
        found.push(joined(&pieces, &joints));
    }
    at
}

/// A run of letters, digits and marks, with the `++` or `#` of a language name.
fn end_of_piece(letters: &[char], from: usize) -> usize {
    let mut at = from;
    while letters.get(at).is_some_and(|it| it.is_alphanumeric() || is_mark(*it)) {
        at += 1;
    }
    let ends_here = |at: usize| !letters.get(at).is_some_and(|it| it.is_alphanumeric());
    if letters[at..].starts_with(&['+', '+']) && ends_here(at + 2) {
        at + 2
    } else if letters[at..].starts_with(&['#']) && at - from <= 2 && ends_here(at + 1) {
        at + 1
    } else {
        at
    }
}

fn is_mark(it: char) -> bool {
    unicode_normalization::char::is_combining_mark(it)
}

/// `web/móvil/escritorio` and `fin.Otro` are words side by side; `ci/cd` and `node.js` are names.
fn is_list(pieces: &[&[char]], joints: &[char]) -> bool {
    let loose = joints.iter().all(|it| matches!(it, '/' | '.'));
    let long = pieces.iter().all(|it| it.len() >= 4 && it.iter().all(|it| it.is_alphabetic()));
    let small = pieces.iter().all(|it| SMALL.contains(&lower(it).as_str()));
    pieces.len() > MAX_PIECES || (loose && (long || small))
}

fn joined(pieces: &[&[char]], joints: &[char]) -> Token {
    let mut word = lower(pieces[0]);
    for (piece, joint) in pieces[1..].iter().zip(joints) {
        let between_digits = word.ends_with(|it: char| it.is_ascii_digit())
            && piece.first().is_some_and(|it| it.is_ascii_digit());
        if between_digits && *joint == '.' {
            word.push('.');
        }
        word.extend(piece.iter().flat_map(|it| it.to_lowercase()));
    }
    let mut parts: Vec<String> =
        pieces.iter().filter(|it| is_worth_finding(it)).map(|it| lower(it)).collect();
    parts.dedup();
    Token { word: word.chars().take(MAX_WORD_CHARS).collect(), parts }
}

/// A single letter or a bare number finds everything and means nothing.
fn is_worth_finding(piece: &[char]) -> bool {
    piece.len() >= 2 && !piece.iter().all(char::is_ascii_digit)
}

fn lower(piece: &[char]) -> String {
    piece.iter().take(MAX_WORD_CHARS).flat_map(|it| it.to_lowercase()).collect()
}

/// `LangChain` holds `lang` and `chain`; `gpt4` holds `gpt`. Short halves (`WhatsApp`) do not count:
/// they would find every app.
fn inner_parts(piece: &[char], word: &str) -> Vec<String> {
    if piece.len() > MAX_WORD_CHARS || ONE_WORD.contains(&word) {
        return Vec::new();
    }
    let humps = split_at_humps(piece);
    if humps.len() > 1 && humps.iter().all(|it| it.len() >= 4) {
        return humps.into_iter().map(lower).collect();
    }
    let has_digit = piece.iter().any(char::is_ascii_digit);
    if !has_digit {
        return Vec::new();
    }
    piece
        .split(|it| !it.is_alphabetic())
        .filter(|it| it.len() >= 2)
        .map(lower)
        .filter(|it| it != word)
        .collect()
}

fn split_at_humps(piece: &[char]) -> Vec<&[char]> {
    let mut humps = Vec::new();
    let mut from = 0;
    for at in 1..piece.len() {
        if piece[at - 1].is_lowercase() && piece[at].is_uppercase() {
            humps.push(&piece[from..at]);
            from = at;
        }
    }
    humps.push(&piece[from..]);
    humps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        let shown: Vec<String> = tokens(text)
            .into_iter()
            .map(|it| {
                if it.parts.is_empty() {
                    it.word
                } else {
                    format!("{}({})", it.word, it.parts.join(" "))
                }
            })
            .collect();
        shown.join(" ")
    }

    #[test]
    fn technical_words_stay_whole_and_show_their_parts() {
        assert_eq!(shown("C++, C# y .NET."), "c++ c# y .net(net)");
        assert_eq!(shown("Node.js node-js NodeJS"), "nodejs(node js) nodejs(node js) nodejs");
        assert_eq!(shown("GPT-4o y n8n"), "gpt4o(gpt 4o) y n8n");
        assert_eq!(shown("CI/CD"), "cicd(ci cd)");
        assert_eq!(shown("gpt4 y gpt-3.5"), "gpt4(gpt) y gpt3.5(gpt)");
        assert_eq!(
            shown("LangChain WhatsApp JavaScript"),
            "langchain(lang chain) whatsapp javascript"
        );
        assert_eq!(shown("e-mail"), "email(mail)");
    }

    #[test]
    fn words_side_by_side_are_words() {
        assert_eq!(shown("WhatsApp/Telegram/Slack"), "whatsapp telegram slack");
        assert_eq!(shown("Se acabó.Otra frase"), "se acabó otra frase");
        assert_eq!(shown("client's data"), "clients(client) data");
        assert_eq!(shown("¿Cuánto? 3.000 €"), "cuánto 3.000");
    }

    #[test]
    fn endings_for_women_and_for_several_are_not_words() {
        assert_eq!(shown("Ingeniero/a de datos"), "ingeniero de datos");
        assert_eq!(shown("ingeniero(a) técnicos/as"), "ingeniero técnicos");
        assert_eq!(shown("PROFESOR/-A, director(a)"), "profesor director");
        assert_eq!(shown("desarrollador/ora programador(es)"), "desarrollador programador");
        assert_eq!(shown("director/directora"), "director directora");
        assert_eq!(shown("reparación y/o montaje"), "reparación y o montaje");
        assert_eq!(shown("a/b test (a) b (s)"), "ab test a b s");
        assert_eq!(shown("fine-tuning(s)"), "finetuning(fine tuning)");
    }

    #[test]
    fn what_nobody_sees_does_not_split_a_word() {
        assert_eq!(
            shown("chat\u{200b}bot \u{202e}dental\u{202c} a\u{ad}gente"),
            "chatbot dental agente"
        );
        assert_eq!(shown("uno\0dos\u{7}tres"), "uno dos tres");
        assert_eq!(shown("ﬁnanzas ＡＩ"), "finanzas ai");
    }

    proptest! {
        #[test]
        fn any_text_gives_words_without_spaces(text: String) {
            for token in tokens(&text) {
                prop_assert!(!token.word.is_empty());
                prop_assert!(!token.word.contains(char::is_whitespace));
                prop_assert!(token.word.chars().count() <= 4 * MAX_WORD_CHARS);
            }
        }
    }
}
