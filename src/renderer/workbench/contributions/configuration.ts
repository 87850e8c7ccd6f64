import { ConfigurationTarget, getService, IConfigurationService } from '@codingame/monaco-vscode-api';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { configurationRegistry } from '@codingame/monaco-vscode-configuration-service-override';
import type { ConfigurationPort, SettingDeclaration } from '../ports/interaction.ts';
import { toDisposeLater } from './disposables.ts';

function declare(settings: readonly SettingDeclaration[]): void {
  const properties = settings.map(({ key, type, default: value, description, enum: choices }) => [
    key,
    { type, default: value, description, ...(choices === undefined ? {} : { enum: [...choices] }) },
  ]);
  configurationRegistry.registerConfiguration({
    id: 'ensemble',
    title: 'Ensemble',
    order: 100,
    extensionInfo: { id: 'ensemble.workbench', displayName: 'Ensemble' },
    properties: Object.fromEntries(properties),
  });
}

async function set(key: string, value: unknown): Promise<void> {
  const configuration = await getService(IConfigurationService);
  await configuration.updateValue(key, value, ConfigurationTarget.USER);
}

export const configuration: ConfigurationPort = {
  declare,
  get: (key) => StandaloneServices.get(IConfigurationService).getValue(key),
  set,
  onChanged: (listener) =>
    toDisposeLater(
      getService(IConfigurationService).then((service) =>
        service.onDidChangeConfiguration((event) => listener((key) => event.affectsConfiguration(key))),
      ),
    ),
};
