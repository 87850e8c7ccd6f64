/// <reference path="./main-threads.d.ts" />
import { IExtensionService } from '@codingame/monaco-vscode-api';
import { Event } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import type { IMessagePassingProtocol } from '@codingame/monaco-vscode-api/vscode/vs/base/parts/ipc/common/ipc';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { registerThemingParticipant } from '@codingame/monaco-vscode-api/vscode/vs/platform/theme/common/themeService';
import type { ExtensionRunningLocation } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/extensions/common/extensionRunningLocation';
import type {
  ExtensionHostStartup,
  IExtensionHost,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/extensions/common/extensions';
import { setLocalExtensionHost } from '@codingame/monaco-vscode-extensions-service-override';

/** The part of the extension service that makes hosts; internal to it. */
interface HostMaker {
  readonly _runningLocations: unknown;
  readonly _extensionHostFactory: {
    createExtensionHost(
      locations: unknown,
      location: ExtensionRunningLocation,
      isInitial: boolean,
    ): IExtensionHost | null;
  };
}

const wanted = Promise.withResolvers<void>();

/** Stands in for the extension host, whose code (an eighth of everything) no first paint needs, until it is wanted. */
class LateExtensionHost implements IExtensionHost {
  readonly pid = null;
  readonly remoteAuthority = null;
  readonly onExit = Event.None;
  readonly runningLocation: ExtensionRunningLocation;
  readonly startup: ExtensionHostStartup;
  #host: IExtensionHost | null = null;

  constructor(runningLocation: ExtensionRunningLocation, startup: ExtensionHostStartup) {
    this.runningLocation = runningLocation;
    this.startup = startup;
  }

  get extensions(): IExtensionHost['extensions'] {
    return this.#host?.extensions ?? null;
  }

  async start(): Promise<IMessagePassingProtocol> {
    await wanted.promise;
    // The host's module puts its own class where ours is, so that the factory then makes the real one.
    await Promise.all([loadMainThreads(), import('vscode/localExtensionHost')]);
    const maker = StandaloneServices.get(IExtensionService) as unknown as HostMaker;
    const host = maker._extensionHostFactory.createExtensionHost(maker._runningLocations, this.runningLocation, true);
    if (host === null) throw new Error('The extension host could not be made.');
    this.#host = host;
    return host.start();
  }

  getInspectPort(): undefined {}

  async enableInspectPort(): Promise<boolean> {
    return false;
  }

  dispose(): void {
    this.#host?.dispose();
  }
}

/** Puts the stand-in in place. It must run before the services start. */
export function prepareExtensionHost(): void {
  setLocalExtensionHost(LateExtensionHost as unknown as Parameters<typeof setLocalExtensionHost>[0]);
}

/**
 * Keeps commands from waiting for the host: no extension of ours has code that an event could start. It must run as
 * soon as the services stand.
 */
export function skipActivation(): void {
  const extensions = StandaloneServices.get(IExtensionService);
  extensions.activateByEvent = async () => {};
  extensions.activationEventIsDone = () => true;
}

/** Loads the workbench's ends of the host: a tenth of all code, of which they register their colours and commands. */
export async function loadMainThreads(): Promise<void> {
  await import('@codingame/monaco-vscode-extensions-service-override/index?main-threads');
  // Colours that come with them are told to the page once somebody else takes part in the theme.
  registerThemingParticipant(() => undefined);
}

/** Starts the real host. Resolves when its code is there; its interface comes a moment later. */
export async function startExtensionHost(): Promise<void> {
  await import('vscode/localExtensionHost');
  // Only now: nobody would hear of a failure in the stand-in's start.
  wanted.resolve();
}
