/** A word with its author's letter, or the one character of another program. */
export const wordPattern = /([a-f])[⁰¹²³⁴⁵⁶⁷⁸⁹]+[\uac00-\ud7a3][A-F]|[\u4e00-\u9fff]/g;
