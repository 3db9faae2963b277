# Pages of text: title and summary.
doc-others = About Lonja
doc-ranking = How results are ranked
doc-ranking-summary = What decides the order of results on Lonja, what weighs most, and what never counts.
doc-accessibility = Accessibility
doc-accessibility-summary = What Lonja meets, what is still to be checked, and how to tell us about a barrier.
doc-privacy = Privacy
doc-privacy-summary = What Lonja stores, why, for how long, and how to ask for it or have it deleted.
doc-terms = Terms of use
doc-terms-summary = What Lonja is and is not, and what is expected of buyers and providers.
doc-demo = Demo data
doc-demo-summary = What is made up in this market, and how to recognise it.
doc-help = Help
doc-help-summary = How to search, read a listing, offer services and solve common problems on Lonja.
