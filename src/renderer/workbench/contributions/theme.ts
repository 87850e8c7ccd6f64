import { getService, IThemeService } from '@codingame/monaco-vscode-api';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { ColorScheme } from '@codingame/monaco-vscode-api/vscode/vs/platform/theme/common/theme';
import type { ThemeKind, ThemePort } from '../ports/interaction.ts';
import { toDisposeLater } from './disposables.ts';

const kinds: Record<ColorScheme, ThemeKind> = {
  [ColorScheme.DARK]: 'dark',
  [ColorScheme.LIGHT]: 'light',
  [ColorScheme.HIGH_CONTRAST_DARK]: 'high-contrast-dark',
  [ColorScheme.HIGH_CONTRAST_LIGHT]: 'high-contrast-light',
};

export const theme: ThemePort = {
  kind: () => kinds[StandaloneServices.get(IThemeService).getColorTheme().type],
  colour: (id) => StandaloneServices.get(IThemeService).getColorTheme().getColor(id)?.toString() ?? null,
  onChanged: (listener) =>
    toDisposeLater(getService(IThemeService).then((themes) => themes.onDidColorThemeChange(() => listener()))),
};
