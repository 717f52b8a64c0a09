"""Documents on paper, made by typst: fonts and templates lie in the package, texts in the catalogs."""
