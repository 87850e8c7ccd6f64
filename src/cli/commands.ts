import type { Command } from './command.ts';

/** Commands by their names, each loaded when it is called: an editor that a program waits for must open at once. */
export const commands: Record<string, () => Promise<Command>> = {
  host: async () => (await import('./host-command.ts')).hostCommand,
  open: async () => (await import('./open-command.ts')).openCommand,
  join: async () => (await import('./join-command.ts')).joinCommand,
  mcp: async () => (await import('./mcp-command.ts')).mcpCommand,
  serve: async () => (await import('./serve-command.ts')).serveCommand,
  move: async () => (await import('./move-command.ts')).moveCommand,
  recording: async () => (await import('./recording-command.ts')).recordingCommand,
  replay: async () => (await import('./replay-command.ts')).replayCommand,
  storage: async () => (await import('./storage-command.ts')).storageCommand,
  log: async () => (await import('./log-command.ts')).logCommand,
};

export const usage = `ensemble host FOLDER [--port P] [--new-address] [--open | --no-open] [--share]
              [--admit-known | --admit-everyone]
              [--role editor|reviewer|viewer] [--address NAME]
              [--server LINK [--session ID] [--take-over]]
    Opens a folder: serves its window on this machine, and its guests once it is shared.
ensemble open FILE[:LINE] … [--wait]
    In a terminal of Ensemble: opens files in the window that types there; --wait ends when their editors are closed,
    as programs need that start an editor (EDITOR='ensemble open --wait').
ensemble join LINK [--name NAME] [--script FILE]
    Takes part without a window: prints what happens, and edits by commands from standard input or a script.
ensemble serve [--port P] [--address NAME] [--also-named NAME,NAME] [--data FOLDER] [--host-token-file FILE]
               [--keep-days N] [--ice FILE]
    Runs a stand-alone session server: the link that it prints at its first start lets folders be hosted there.
ensemble move FOLDER --server LINK
    Has the running host of a folder move its session to a server, while people go on typing.
ensemble recording list FOLDER
ensemble recording export FOLDER RECORDING --out FILE [--passphrase-from FILE]
    Lists the recordings of a folder's session, and writes one into a file that everybody with Ensemble can watch.
ensemble recording report FOLDER RECORDING | FILE [--html] [--out FILE]
ensemble recording casts FOLDER RECORDING | FILE --out FOLDER
    Tells what happened in a recording, as Markdown or as a page to print; and writes each of its terminals as an
    asciicast, which asciinema plays. (--passphrase-from FILE: of an encrypted one.)
ensemble replay FILE [--passphrase-from FILE] [--port P] [--open | --no-open]
    Shows a recording's file in a window, read-only, without a session.
ensemble storage FOLDER [--keep-days N | --keep-days forever] [--clear]
    Shows what is kept of a folder's session; sets for how long history outside recordings is (0 keeps none), or deletes
    it now. The host must not run.
ensemble log FOLDER [--bury SEQ]
    Lists what of a folder's log nobody can read, and takes such an entry out for good. The host must not run.
    (--data FOLDER --session ID in place of FOLDER: of a stand-alone session server.)`;
