import { type IEditorOverrideServices, IInstantiationService, IKeybindingService } from '@codingame/monaco-vscode-api';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { SyncDescriptor } from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/descriptors';
import { createDecorator } from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/instantiation';
import { Registry } from '@codingame/monaco-vscode-api/vscode/vs/platform/registry/common/platform';
import { Extensions } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/contributions';

/** Collections of the instantiation service and of the contributions; internal to them. */
interface Instantiation {
  readonly _services: { get(id: unknown): unknown; set(id: unknown, value: unknown): void };
}

interface Contributions {
  instantiationService: unknown;
  readonly lifecycleService: unknown;
  readonly logService: unknown;
  readonly environmentService: unknown;
  instantiateByPhase(...all: unknown[]): void;
}

/** Keys, which are looked up in a table that is made once. */
interface Keybindings {
  updateResolver(): void;
}

const phases = [1, 2, 3, 4];

/**
 * Adds services that no first paint needs to a workbench that stands: contributions that come with their code wait until
 * the services are there, and begin then, as do their keys. A service that was made already stays, but for those that
 * `replaced` names: of these there were ones that can do nothing, for whoever asked too early.
 */
export async function addServices(
  load: () => Promise<IEditorOverrideServices>,
  replaced: readonly { toString(): string }[] = [],
): Promise<void> {
  const instantiation = StandaloneServices.get(IInstantiationService) as unknown as Instantiation;
  const contributions = Registry.as<Contributions>(Extensions.Workbench);
  const kept = contributions.instantiationService;
  contributions.instantiationService = undefined;
  try {
    for (const [name, service] of Object.entries(await load())) {
      const id = createDecorator(name);
      const now = instantiation._services.get(id);
      const isReplaced = replaced.some((each) => each.toString() === name);
      if (now === undefined || now instanceof SyncDescriptor || isReplaced) instantiation._services.set(id, service);
    }
  } finally {
    contributions.instantiationService = kept;
  }
  const { lifecycleService, logService, environmentService } = contributions;
  for (const phase of phases)
    contributions.instantiateByPhase(kept, lifecycleService, logService, environmentService, phase);
  (StandaloneServices.get(IKeybindingService) as unknown as Partial<Keybindings>).updateResolver?.();
}
