import type { TextConventions } from '../../shared/capabilities/conventions/methods.ts';
import type { Encoding } from '../../shared/text/encodings.ts';
import { fitsSection } from './section-glob.ts';

/** Properties by their names, in lower case. */
type Properties = ReadonlyMap<string, string>;

/** An `.editorconfig`, read. */
export interface EditorConfig {
  /** True if those of the folders above do not count. */
  isRoot: boolean;
  sections: { pattern: string; properties: Properties }[];
}

/** Longest section's name, by the specification, and most sections of a file. */
const longestPattern = 1024;
const mostSections = 200;

/** Reads an `.editorconfig`; lines that mean nothing are passed over. */
export function readEditorConfig(text: string): EditorConfig {
  const sections: EditorConfig['sections'] = [];
  let isRoot = false;
  let properties: Map<string, string> | null = null;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const trimmed = line.trim();
    const section = /^\[(.+)\]$/.exec(trimmed);
    if (section) {
      if (sections.length >= mostSections) break;
      properties = new Map();
      if (section[1]!.length <= longestPattern) sections.push({ pattern: section[1]!, properties });
      continue;
    }
    const at = trimmed.search(/[=:]/);
    if (at <= 0 || /^[#;]/.test(trimmed)) continue;
    const name = trimmed.slice(0, at).trim().toLowerCase();
    const value = trimmed.slice(at + 1).replace(/\s[#;].*$/, '');
    if (properties) properties.set(name, value.trim().toLowerCase());
    else if (name === 'root') isRoot = value.trim().toLowerCase() === 'true';
  }
  return { isRoot, sections };
}

/** Files that set the conventions of a path, the nearest first, and the path from the folder of each. */
export type ConventionFiles = readonly { config: EditorConfig; path: string }[];

/** Puts the conventions of a path together. */
export function conventionsFrom(files: ConventionFiles): TextConventions {
  return toConventions(propertiesOf(files));
}

/** Encodings by their names in an `.editorconfig`. */
const charsets: Readonly<Record<string, NewEncoding>> = {
  latin1: { encoding: 'iso88591', bom: false },
  'utf-8': { encoding: 'utf8', bom: false },
  'utf-8-bom': { encoding: 'utf8', bom: true },
  // Without a mark, nothing would tell of them when they are opened the next time.
  'utf-16le': { encoding: 'utf16le', bom: true },
  'utf-16be': { encoding: 'utf16be', bom: true },
};

/** Encoding of a file that has nothing in it yet. */
export interface NewEncoding {
  encoding: Encoding;
  bom: boolean;
}

/** Finds the encoding of new files at a path; null where nothing sets one. */
export function newEncodingFrom(files: ConventionFiles): NewEncoding | null {
  const charset = propertiesOf(files).get('charset') ?? '';
  return Object.hasOwn(charsets, charset) ? charsets[charset]! : null;
}

/** Gathers the properties of a path: the nearer file and the later section count more. */
function propertiesOf(files: ConventionFiles): Properties {
  const all = new Map<string, string>();
  for (const { config, path } of files.toReversed())
    for (const { pattern, properties } of config.sections)
      if (fitsSection(pattern, path)) for (const [name, value] of properties) all.set(name, value);
  return all;
}

const flags: Record<string, boolean> = { true: true, false: false };

function toConventions(all: Properties): TextConventions {
  const columns = (name: string) => {
    const value = Number(all.get(name));
    return Number.isInteger(value) && value >= 1 && value <= 64 ? value : undefined;
  };
  const oneOf = <T extends string>(name: string, ...values: T[]) => values.find((value) => value === all.get(name));
  const indentStyle = oneOf('indent_style', 'tab', 'space');
  const width = columns('tab_width');
  const size = columns('indent_size');
  const isByTab = all.get('indent_size') === 'tab' || (size === undefined && indentStyle === 'tab');
  const found = {
    indentStyle,
    indentSize: isByTab ? width : size,
    tabWidth: width ?? size,
    lineEnd: oneOf('end_of_line', 'lf', 'crlf', 'cr'),
    trimsBlanks: flags[all.get('trim_trailing_whitespace') ?? ''],
    endsLastLine: flags[all.get('insert_final_newline') ?? ''],
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
