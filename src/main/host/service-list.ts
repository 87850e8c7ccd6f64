import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import type { AllHandlers } from '../doors/request-server.ts';
import { TypedGit } from '../programs/typed-move.ts';
import { recordedWork } from './recorded-work.ts';
import { type HostParts, type Service, services } from './services.ts';

type Made = ReturnType<(typeof services)[number]>['handlers'];
/** Check by type: every method of the contract has a handler in one of the services. */
type HandlersOfAll = (Made extends infer One ? (One extends unknown ? (all: One) => void : never) : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** All services of a host. */
export class ServiceList {
  readonly handlers: AllHandlers;
  readonly #services: readonly Service<never>[];
  readonly #report: HostParts['report'];

  constructor(given: Omit<HostParts, 'typedGit'>) {
    this.#report = given.report;
    const parts = { ...given, typedGit: new TypedGit() };
    const work = recordedWork(parts);
    const made = services.map((make) => make({ ...parts, ...work.parts, record: work.record }));
    this.#services = [work.service, ...made];
    const handlers = Object.assign({}, ...made.map((each) => each.handlers)) as HandlersOfAll;
    this.handlers = handlers;
  }

  /** Starts them one after another; a failure is reported, and the others go on. */
  async start(): Promise<void> {
    for (const service of this.#services) await this.#safely(() => service.start?.());
  }

  onFiles(changes: readonly FileChange[]): void {
    for (const service of this.#services) void this.#safely(() => service.onFiles?.(changes));
  }

  /** Ends them in reverse order. */
  async close(): Promise<void> {
    for (const service of this.#services.toReversed()) await this.#safely(() => service.close?.());
  }

  async #safely(run: () => void | Promise<void> | undefined): Promise<void> {
    try {
      await run();
    } catch (thrown) {
      this.#report(`A part of the host failed: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
    }
  }
}
