//! The files themselves, in the order of the taxonomy.

macro_rules! files {
    ($($category:literal),+ $(,)?) => {
        pub(super) const FILES: &[(&str, &str)] =
            &[$(($category, include_str!(concat!($category, ".txt")))),+];
    };
}

files![
    "chatbots",
    "rag-search",
    "automation",
    "documents",
    "data-platforms",
    "machine-learning",
    "computer-vision",
    "speech-audio",
    "marketing",
    "content-translation",
    "training",
    "strategy",
    "mlops",
    "evaluation-safety",
    "governance",
    "developer-tools",
];
