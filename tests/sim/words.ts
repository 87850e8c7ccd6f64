/** A word with its author's letter, or the one character of another program. */
export const wordPattern = /([a-f])[⁰¹²³⁴⁵⁶⁷⁸⁹]+[A-F]|[\u4e00-\u9fff]/g;
