package taskloom.model.analyst;

/// A word as the segmenter cut it.
///
/// @param nature HanLP's part of speech, such as `n`, `nr` (person), `ns` (place), `nt`
///   (organisation)
record Token(int begin, int end, String nature) {}
