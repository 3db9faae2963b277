//! JSON that is right (`y_`), wrong (`n_`), or a matter of taste (`i_`).

/// A name and the bytes.
pub(crate) type Case = (String, Vec<u8>);

/// Every reader must understand these.
const RIGHT: [(&str, &str); 44] = [
    ("array_empty", "[]"),
    ("array_of_arrays", "[[],[[]]]"),
    ("array_mixed", "[null, 1, \"1\", {}]"),
    ("array_with_space", " [ 1 , 2 ] "),
    ("object_empty", "{}"),
    ("object_nested", "{\"a\":{\"b\":{\"c\":{}}}}"),
    ("object_empty_key", "{\"\":0}"),
    ("object_key_with_nul_escape", "{\"a\\u0000b\":1}"),
    (
        "object_long_key",
        "{\"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk\":1}",
    ),
    ("object_newlines", "{\n\"a\"\n:\n1\n}"),
    ("object_tabs", "{\t\"a\"\t:\t1\t}"),
    ("object_carriage_returns", "{\r\n\"a\":1\r\n}"),
    ("object_twice_the_same_key", "{\"email\":\"a\",\"email\":\"b\"}"),
    ("object_twice_other_types", "{\"email\":1,\"email\":[]}"),
    ("object_unknown_key", "{\"nobody_asked\":true}"),
    ("object_proto", "{\"__proto__\":{\"admin\":true},\"constructor\":1}"),
    ("lone_true", "true"),
    ("lone_false", "false"),
    ("lone_null", "null"),
    ("lone_number", "42"),
    ("lone_minus_zero", "-0"),
    ("lone_string", "\"word\""),
    ("lone_empty_string", "\"\""),
    ("number_exponent", "[1e3, 1E3, 1e+3, 1e-3]"),
    ("number_fraction", "[0.5, -0.5, 0.0]"),
    ("number_long_fraction", "[0.1000000000000000055511151231257827021181583404541015625]"),
    ("number_u64_max", "[18446744073709551615]"),
    ("number_i64_min", "[-9223372036854775808]"),
    ("number_beyond_u64", "[18446744073709551616]"),
    ("number_many_digits", "[123456789012345678901234567890123456789012345678901234567890]"),
    ("number_denormal", "[5e-324]"),
    ("string_all_escapes", "[\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t\"]"),
    ("string_unicode_escape", "[\"\\u00f1\"]"),
    ("string_surrogate_pair", "[\"\\ud83e\\udd9c\"]"),
    ("string_nul_escape", "[\"\\u0000\"]"),
    ("string_replacement", "[\"\u{fffd}\"]"),
    ("string_noncharacter", "[\"\u{ffff}\"]"),
    ("string_plane_16", "[\"\u{10ffff}\"]"),
    ("string_combining", "[\"e\u{301}\u{301}\u{301}\u{301}\u{301}\"]"),
    ("string_right_to_left", "[\"\u{202e}txet\u{202c}\"]"),
    ("string_zero_width", "[\"a\u{200b}\u{200d}\u{feff}b\"]"),
    ("string_line_separators", "[\"\u{2028}\u{2029}\"]"),
    ("string_delete", "[\"\u{7f}\"]"),
    ("string_flags_and_tags", "[\"\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}\"]"),
];

/// No reader may understand these.
const WRONG: [(&str, &str); 74] = [
    ("nothing", ""),
    ("only_space", "   \n"),
    ("array_unclosed", "[1"),
    ("array_closed_twice", "[1]]"),
    ("array_closed_otherwise", "[1}"),
    ("array_comma_first", "[,1]"),
    ("array_comma_last", "[1,]"),
    ("array_comma_only", "[,]"),
    ("array_two_commas", "[1,,2]"),
    ("array_no_comma", "[1 2]"),
    ("array_colon", "[1:2]"),
    ("array_opened_only", "["),
    ("array_value_outside", "[] 1"),
    ("array_newline_in_word", "[tr\nue]"),
    ("object_unclosed", "{\"a\":1"),
    ("object_closed_otherwise", "{\"a\":1]"),
    ("object_closed_twice", "{}}"),
    ("object_opened_only", "{"),
    ("object_no_colon", "{\"a\" 1}"),
    ("object_no_value", "{\"a\":}"),
    ("object_no_key", "{:1}"),
    ("object_two_colons", "{\"a\"::1}"),
    ("object_comma_last", "{\"a\":1,}"),
    ("object_comma_first", "{,\"a\":1}"),
    ("object_two_commas", "{\"a\":1,,\"b\":2}"),
    ("object_bare_key", "{a:1}"),
    ("object_number_key", "{1:1}"),
    ("object_null_key", "{null:1}"),
    ("object_quote_key", "{'a':1}"),
    ("object_half_key", "{\"a"),
    ("object_half_value", "{\"a\":\"b"),
    ("object_comment", "{\"a\":1/* one */}"),
    ("object_line_comment", "{\"a\":1} // one"),
    ("object_hash_comment", "# one\n{}"),
    ("object_two", "{}{}"),
    ("object_equals", "{\"a\"=1}"),
    ("object_spread", "{...{}}"),
    ("word_true_upper", "[True]"),
    ("word_none", "[None]"),
    ("word_undefined", "[undefined]"),
    ("word_nul", "[nul]"),
    ("word_nan", "[NaN]"),
    ("word_infinity", "[Infinity]"),
    ("word_minus_infinity", "[-Infinity]"),
    ("number_plus", "[+1]"),
    ("number_leading_zero", "[01]"),
    ("number_minus_leading_zero", "[-01]"),
    ("number_point_first", "[.5]"),
    ("number_point_last", "[5.]"),
    ("number_two_points", "[1.2.3]"),
    ("number_exponent_only", "[1e]"),
    ("number_exponent_sign_only", "[1e+]"),
    ("number_exponent_twice", "[1e1e1]"),
    ("number_minus_only", "[-]"),
    ("number_minus_twice", "[--1]"),
    ("number_minus_space", "[- 1]"),
    ("number_hex", "[0x10]"),
    ("number_underscore", "[1_000]"),
    ("number_comma", "[1,000.]"),
    ("number_full_width", "[\u{ff11}]"),
    ("number_letter", "[1a]"),
    ("string_unclosed", "[\"a]"),
    ("string_single_quotes", "['a']"),
    ("string_backquotes", "[`a`]"),
    ("string_bad_escape", "[\"\\x41\"]"),
    ("string_half_escape", "[\"\\"),
    ("string_short_unicode", "[\"\\u12\"]"),
    ("string_bad_unicode", "[\"\\uzzzz\"]"),
    ("string_bare_newline", "[\"a\nb\"]"),
    ("string_bare_tab", "[\"a\tb\"]"),
    ("string_bare_nul", "[\"a\u{0}b\"]"),
    ("xml", "<?xml version=\"1.0\"?><a/>"),
    ("form", "email=a%40example.org&password=b"),
    ("byte_order_mark", "\u{feff}{}"),
];

/// Readers differ on these; none may stumble.
const TASTE: [(&str, &str); 8] = [
    ("number_infinite", "[1e400]"),
    ("number_minus_infinite", "[-1e400]"),
    ("number_tiny", "[1e-400]"),
    ("number_huge_exponent", "[1e99999999999999999999]"),
    ("string_lone_high_surrogate", "[\"\\ud800\"]"),
    ("string_lone_low_surrogate", "[\"\\udfff\"]"),
    ("string_surrogates_swapped", "[\"\\udd9c\\ud83e\"]"),
    ("string_high_surrogate_twice", "[\"\\ud800\\ud800\"]"),
];

/// All cases, with those that no source file can hold.
pub(crate) fn cases() -> Vec<Case> {
    let named = |kind: &str, list: &[(&str, &str)]| -> Vec<Case> {
        let own =
            |(name, text): &(&str, &str)| (format!("{kind}_{name}"), text.as_bytes().to_vec());
        list.iter().map(own).collect()
    };
    let deep = |open: &str, n: usize, close: &str| [open.repeat(n), close.repeat(n)].concat();
    let made: Vec<(&str, Vec<u8>)> = vec![
        ("n_bytes_not_utf8", b"[\"\xff\xfe\"]".to_vec()),
        ("n_bytes_overlong_slash", b"[\"\xc0\xaf\"]".to_vec()),
        ("n_bytes_surrogate", b"[\"\xed\xa0\x80\"]".to_vec()),
        ("n_bytes_cut_off", b"[\"\xc3".to_vec()),
        ("n_bytes_latin1", b"{\"name\":\"Espa\xf1a\"}".to_vec()),
        ("n_bytes_utf16", "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("n_bytes_nul_only", vec![0; 64]),
        ("n_bytes_gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae\x05\0\x43\xbf\xa6\xa3".to_vec()),
        ("i_deep_arrays_100", deep("[", 100, "]").into_bytes()),
        ("i_deep_arrays_1_000", deep("[", 1_000, "]").into_bytes()),
        ("i_deep_arrays_30_000", deep("[", 30_000, "]").into_bytes()),
        ("i_deep_arrays_100_000", deep("[", 100_000, "]").into_bytes()),
        ("n_deep_arrays_open_60_000", "[".repeat(60_000).into_bytes()),
        ("n_deep_arrays_open_100_000", "[".repeat(100_000).into_bytes()),
        ("n_deep_objects_open_10_000", "{\"a\":".repeat(10_000).into_bytes()),
        ("i_deep_objects_7_000", deep("{\"a\":", 7_000, "}").replace(":}", ":1}").into_bytes()),
        ("y_long_string", format!("[\"{}\"]", "a".repeat(60_000)).into_bytes()),
        ("y_many_keys", many_keys(4_000).into_bytes()),
        ("y_many_values", format!("[{}0]", "0,".repeat(30_000)).into_bytes()),
        ("i_long_number", format!("[{}]", "9".repeat(60_000)).into_bytes()),
        ("i_long_fraction", format!("[0.{}]", "3".repeat(60_000)).into_bytes()),
    ];
    let mut cases = named("y", &RIGHT);
    cases.extend(named("n", &WRONG));
    cases.extend(named("i", &TASTE));
    cases.extend(made.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)));
    cases
}

fn many_keys(n: usize) -> String {
    let keys: Vec<String> = (0..n).map(|i| format!("\"k{i}\":{i}")).collect();
    format!("{{{}}}", keys.join(","))
}

#[test]
fn the_cases_are_what_their_names_say() {
    let cases = cases();
    assert!(cases.len() >= 120, "{}", cases.len());
    for (name, bytes) in cases {
        let read = serde_json::from_slice::<serde_json::Value>(&bytes);
        match name.split('_').next() {
            // serde_json keeps no number beyond f64, which RFC 8259 leaves open.
            Some("y") => assert!(read.is_ok(), "{name}: {read:?}"),
            Some("n") => assert!(read.is_err(), "{name}"),
            _ => {}
        }
    }
}
