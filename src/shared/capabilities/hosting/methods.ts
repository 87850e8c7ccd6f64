import { z } from 'zod';
import { method } from '../../core/method.ts';

const path = z.string().max(4096);
const nothing = z.object({});

/** Place of the session's host, and other folders of that machine. */
export const hostingMethods = {
  /**
   * Says whether this machine hosts the session, and where a draft of its folder was kept when another took over.
   * `notice`, for the owner, names anything that does not work with the folder as it should.
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
  /**
   * Moves the session from this machine to a stand-alone server; answered once it is copied, and goes on from there.
   */
  'hosting.move': method('host', z.object({ server: z.string().max(2000) }), nothing, { touches: 'nothing' }),
  'folders.recent': method(
    'host',
    nothing,
    z.object({ folders: z.array(z.object({ path: z.string(), name: z.string() })) }),
    { touches: 'nothing', isForOwnWindows: true },
  ),
  /**
   * Lists the folders in a folder of the host's machine, for the owner to choose from; '' begins at the home folder.
   */
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
