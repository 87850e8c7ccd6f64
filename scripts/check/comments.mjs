import { parseSync } from 'vite';

const pronoun = /^(?:Who|Whoever|What|Whatever|How)\b/;
const continued = /^\r?\n[ \t]*$/;

/**
 * Finds comments that begin with a pronoun instead of naming the thing: "What …" makes a second reading necessary.
 * @param {string} file @param {string} text @returns {string[]} one line each
 */
export function pronounComments(file, text) {
  const { comments } = parseSync(file, text);
  return comments.flatMap(({ type, value, start }, index) => {
    const before = comments[index - 1];
    const isContinued = type === 'Line' && before?.type === 'Line' && continued.test(text.slice(before.end, start));
    const words = value.replace(/^[\s*]+/, '');
    if (isContinued || !pronoun.test(words)) return [];
    const line = text.slice(0, start).split('\n').length;
    return [`${file}:${line}: a comment begins with "${words.split(/\s/, 1)[0]}"; begin with a noun or a verb`];
  });
}
