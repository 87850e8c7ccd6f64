import { z } from 'zod';
import { method } from '../../core/method.ts';

const path = z.string().max(4096);
const nothing = z.object({});

/** Where the session is hosted, and other folders of that machine. */
export const hostingMethods = {
  /**
   * Whether this machine hosts the session, and where a draft of its folder was kept when another took over. `notice`: what
   * does not work as it should with the folder, for its owner.
   */
  'hosting.describe': method(
    'host',
    nothing,
    z.object({
      hosts: z.boolean(),
      draft: z.string().nullable(),
      problem: z.string().nullable(),
      notice: z.string().nullable().default(null),
    }),
    { touches: 'nothing' },
  ),
  /** Moves the session from this machine to a server by itself; answered once it is copied, and goes on from there. */
  'hosting.move': method('host', z.object({ server: z.string().max(2000) }), nothing, { touches: 'nothing' }),
  'folders.recent': method(
    'host',
    nothing,
    z.object({ folders: z.array(z.object({ path: z.string(), name: z.string() })) }),
    { touches: 'nothing', isForOwnWindows: true },
  ),
  /** The folders in a folder of the host's machine, for the owner to choose from; '' begins at the home folder. */
  'folders.browse': method('host', z.object({ path }), z.object({ path: z.string(), folders: z.array(z.string()) }), {
    touches: 'nothing',
    isForOwnWindows: true,
  }),
  /** Opens another folder in a host of its own; gives the address of its window. */
  'folders.open': method('host', z.object({ path }), z.object({ url: z.string() }), {
    touches: 'nothing',
    isForOwnWindows: true,
  }),
};
