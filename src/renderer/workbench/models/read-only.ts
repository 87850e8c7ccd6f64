import { getService, IFilesConfigurationService } from '@codingame/monaco-vscode-api';
import type { IMarkdownString } from '@codingame/monaco-vscode-api/vscode/vs/base/common/htmlContent';
import { ResourceMap } from '@codingame/monaco-vscode-api/vscode/vs/base/common/map';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';

const reasons = new ResourceMap<IMarkdownString>();
let hooked: Promise<IFilesConfigurationService> | null = null;

async function hook(): Promise<IFilesConfigurationService> {
  const service = await getService(IFilesConfigurationService);
  const original = service.isReadonly.bind(service);
  // The service has a switch per file but only a fixed text for it; ours says why.
  service.isReadonly = (resource, stat) => reasons.get(resource) ?? original(resource, stat);
  return service;
}

/** Makes one file read-only with a reason that shows on typing, or as its folder and host say with null. */
export async function setReadOnlyReason(resource: URI, reason: string | null): Promise<void> {
  if (reason === null) reasons.delete(resource);
  else reasons.set(resource, { value: reason });
  hooked ??= hook();
  const service = await hooked;
  // Tells the open editors to ask again.
  await service.updateReadonly(resource, 'reset');
}
