import type { Command } from './command.ts';
import { hostCommand } from './host-command.ts';
import { joinCommand } from './join-command.ts';
import { logCommand } from './log-command.ts';
import { moveCommand } from './move-command.ts';
import { serveCommand } from './serve-command.ts';

export const commands: Record<string, Command> = {
  host: hostCommand,
  join: joinCommand,
  serve: serveCommand,
  move: moveCommand,
  log: logCommand,
};

export const usage = `ensemble host FOLDER [--port P] [--new-address] [--open | --no-open] [--share] [--admit-everyone]
              [--role editor|reviewer|viewer] [--address NAME]
              [--server LINK [--session ID] [--take-over]]
    Opens a folder: serves its window on this machine, and its guests once it is shared.
ensemble join LINK [--name NAME] [--script FILE]
    Takes part without a window: prints what happens, and edits by commands from standard input or a script.
ensemble serve [--port P] [--address NAME] [--also-named NAME,NAME] [--data FOLDER] [--host-token-file FILE]
    Runs a stand-alone session server: the link that it prints at its first start lets folders be hosted there.
ensemble move FOLDER --server LINK
    Has the running host of a folder move its session to a server, while people go on typing.
ensemble log FOLDER [--bury SEQ]
    Lists what of a folder's log nobody can read, and takes such an entry out for good. The host must not run.
    (--data FOLDER --session ID in place of FOLDER: of a stand-alone session server.)`;
