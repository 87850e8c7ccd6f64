import type { IEditorOverrideServices } from '@codingame/monaco-vscode-api';
import { SyncDescriptor } from '@codingame/monaco-vscode-api';
import { getBuiltinExtensions } from '@codingame/monaco-vscode-api/extensions';
import type { IExtension } from '@codingame/monaco-vscode-api/vscode/vs/platform/extensions/common/extensions';
import { IWebExtensionsScannerService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/extensionManagement/common/extensionManagement.service';
import { WebExtensionsScannerService } from '@codingame/monaco-vscode-extensions-service-override/vscode/vs/workbench/services/extensionManagement/browser/webExtensionsScannerService';

/**
 * Finds the page's own extensions only, whose texts were embedded when the page was built. The workbench's own scan
 * reads the browser's store and a file of texts per extension, and no text is coloured before it is done.
 */
class BuiltInExtensions extends WebExtensionsScannerService {
  override async scanSystemExtensions(): Promise<IExtension[]> {
    return [...getBuiltinExtensions()];
  }

  override async scanUserExtensions(): Promise<[]> {
    return [];
  }
}

/** Makes the service that finds extensions. */
export function builtInExtensions(): IEditorOverrideServices {
  return { [IWebExtensionsScannerService.toString()]: new SyncDescriptor(BuiltInExtensions, [], true) };
}
