import { getService, IFilesConfigurationService } from '@codingame/monaco-vscode-api';
import type { IMarkdownString } from '@codingame/monaco-vscode-api/vscode/vs/base/common/htmlContent';
import { ResourceMap } from '@codingame/monaco-vscode-api/vscode/vs/base/common/map';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { FilesConfigurationService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/filesConfiguration/common/filesConfigurationService';
import { markdownOf } from '../../../shared/text/shown.ts';

const reasons = new ResourceMap<IMarkdownString>();

// The service has a switch per file but only a fixed text for it; ours gives the reason. On the prototype and before
// the service exists, because its users hold bound copies of its methods.
const { isReadonly } = FilesConfigurationService.prototype;
FilesConfigurationService.prototype.isReadonly = function (this: FilesConfigurationService, resource, stat) {
  // A file that was read while its folder was read-only has that in its stat, also once the folder is not.
  const isStale = stat?.readonly === true && isWritable(resource);
  return reasons.get(resource) ?? isReadonly.call(this, resource, isStale ? { ...stat, readonly: false } : stat);
};

let isWritable: (resource: URI) => boolean = () => false;

/** Sets the judge of files that can be written as far as their host's disk and rules go. */
export function judgeWritable(judge: (resource: URI) => boolean): void {
  isWritable = judge;
}

/** Makes one file read-only with a reason that shows on typing, or as its folder and host say with null. */
export async function setReadOnlyReason(resource: URI, reason: string | null): Promise<void> {
  if (reason === null) reasons.delete(resource);
  else reasons.set(resource, { value: markdownOf(reason) });
  const service = await getService(IFilesConfigurationService);
  // Makes the open editors ask again.
  await service.updateReadonly(resource, 'reset');
}
