import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
  RevealOutputChannelOn,
} from 'vscode-languageclient/browser';
import type { FolderPaths } from '../files/paths.ts';
import type { LanguageScope, LanguageWay } from '../ports/languages.ts';
import { followLensSetting, referenceLenses } from './reference-lenses.ts';
import { filtersOf } from './scope.ts';
import { silentLog } from './silent-log.ts';
import { serverUris } from './uris.ts';

const nothing = { dispose: () => undefined };

/** Makes the client's reader and writer out of a way to a server. */
function transportsOf(way: LanguageWay): MessageTransports {
  return {
    reader: {
      onError: () => nothing,
      onClose: (listener) => {
        way.onEnd(() => listener());
        return nothing;
      },
      onPartialMessage: () => nothing,
      listen: (callback) => {
        way.onMessage((message) => callback(message as Parameters<typeof callback>[0]));
        return nothing;
      },
      dispose: () => undefined,
    },
    writer: {
      onError: () => nothing,
      onClose: () => nothing,
      write: async (message) => way.send(message),
      end: () => undefined,
      dispose: () => undefined,
    },
  };
}

/** A client whose faults are no notifications: the status bar says in words what has come of a server. */
class QuietClient extends LanguageClient {
  readonly #setting = followLensSetting(this);

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override async dispose(timeout?: number): Promise<void> {
    this.#setting.dispose();
    await super.dispose(timeout);
  }
}

/** Makes a client that has the editors ask a server. Texts reach it by the session, so the client tells of none. */
export function makeClient(paths: FolderPaths, scope: LanguageScope, way: LanguageWay): LanguageClient {
  const uris = serverUris(paths, scope.id);
  const none = async () => undefined;
  const options: LanguageClientOptions = {
    documentSelector: filtersOf(scope),
    uriConverters: {
      code2Protocol: (uri) => uris.toServer(URI.revive(uri)),
      protocol2Code: (text) => vscode.Uri.from(uris.toEditor(text)),
    },
    outputChannel: silentLog,
    traceOutputChannel: silentLog,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    markdown: { isTrusted: false, supportHtml: false },
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
    },
    middleware: {
      didOpen: none,
      didChange: none,
      didClose: none,
      didSave: none,
      willSave: none,
      handleDiagnostics: () => undefined,
      ...(scope.id === 'typescript' ? referenceLenses() : {}),
    },
  };
  return new QuietClient(`ensemble.${scope.id}`, scope.name, async () => transportsOf(way), options);
}
