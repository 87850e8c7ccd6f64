import { registerColor } from '@codingame/monaco-vscode-api/vscode/vs/platform/theme/common/colorUtils';

/** Colours of files that differ, by the names under which themes have them, with VS Code's own values. */
const colours: readonly (readonly [name: string, light: string, dark: string, hcDark: string, hcLight: string])[] = [
  ['added', '#587c0c', '#81b88b', '#a1e3ad', '#374e06'],
  ['modified', '#895503', '#E2C08D', '#E2C08D', '#895503'],
  ['deleted', '#ad0707', '#c74e39', '#c74e39', '#ad0707'],
  ['renamed', '#007100', '#73C991', '#73C991', '#007100'],
  ['untracked', '#007100', '#73C991', '#73C991', '#007100'],
  ['conflicting', '#ad0707', '#e4676b', '#c74e39', '#ad0707'],
];

for (const [name, light, dark, hcDark, hcLight] of colours)
  registerColor(
    `gitDecoration.${name}ResourceForeground`,
    { light, dark, hcDark, hcLight },
    `Colour of ${name} files.`,
  );
