//! Holds nothing: the package is its list of features.
