import { stripTypeScriptTypes } from 'node:module';
import { parseSync } from 'vite';

const workerUrl = /(new URL\(\s*(['"])\.[^'"]+)\.ts(\2\s*,\s*import\.meta\.url)/g;

/**
 * Strips the types of a source, and imports `.js` in place of `.ts`. Lines and columns of the code stay where they
 * were.
 * @param {string} text
 */
export function toJavaScript(text) {
  const stripped = stripTypeScriptTypes(text);
  const { module: record } = parseSync('source.js', stripped);
  const requests = [
    ...record.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...record.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest)),
    ...record.dynamicImports.map(({ moduleRequest }) => moduleRequest),
  ];
  const ends = new Set(requests.filter((request) => request !== undefined && request !== null).map(({ end }) => end));
  let code = stripped;
  // From the back, so that the positions in front stay true; `end` lies behind the closing quote.
  for (const end of [...ends].sort((a, b) => b - a)) {
    const before = code.slice(0, end);
    code = before.replace(/(['"]\.[^'"]*)\.ts(['"])$/, '$1.js$2') + code.slice(end);
  }
  return code.replace(workerUrl, '$1.js$3');
}
