interface UsualFormatter {
  name: string;
  command: string;
  args: string[];
  languages: Record<string, { extensions: string[] }>;
  asksFirst: string | null;
}

const of = (...extensions: string[]) => ({ extensions });

/** Formatters that a setting turns on by their names alone, where they are on the PATH. */
export const usualFormatters: Readonly<Record<string, UsualFormatter | undefined>> = {
  prettier: {
    name: 'Prettier',
    command: 'prettier',
    args: ['--stdin-filepath', '{path}'],
    languages: {
      typescript: of('.ts', '.mts', '.cts'),
      typescriptreact: of('.tsx'),
      javascript: of('.js', '.mjs', '.cjs'),
      javascriptreact: of('.jsx'),
      json: of('.json'),
      jsonc: of('.jsonc'),
      css: of('.css'),
      scss: of('.scss'),
      less: of('.less'),
      html: of('.html', '.htm'),
      markdown: of('.md'),
      yaml: of('.yaml', '.yml'),
    },
    asksFirst: 'It runs settings and plug-ins of the folder, which may do anything that you may do here.',
  },
  black: {
    name: 'Black',
    command: 'black',
    args: ['--quiet', '--stdin-filename', '{path}', '-'],
    languages: { python: of('.py', '.pyi') },
    asksFirst: null,
  },
  gofmt: { name: 'gofmt', command: 'gofmt', args: [], languages: { go: of('.go') }, asksFirst: null },
};
