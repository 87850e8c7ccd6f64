import type { CommandOption, CommandRow } from './command.ts';
import { sessionCommands } from './session-commands.ts';

const flag = (help: string): CommandOption => ({ help });
const value = (value: string, help: string, more: Partial<CommandOption> = {}): CommandOption => ({
  value,
  help,
  ...more,
});
const file = (help: string): CommandOption => ({ value: 'FILE', help, isPath: true });
const folder = (help: string): CommandOption => ({ value: 'FOLDER', help, isPath: true });

const port = value('P', 'Port to listen on; 0 takes a free one', { default: '0' });
const json = flag('Print JSON, for programs');
const jsonLines = flag('Print a line of JSON for each thing, for programs; errors too');
const opening = {
  open: flag('Open a window in the browser'),
  'no-open': flag('Open no window'),
};
const ofServer = {
  data: folder('Data folder of a stand-alone session server, in place of FOLDER'),
  session: value('ID', 'Session there'),
};
const passphrase = file('File with the passphrase of an encrypted recording; - asks for it');

/** Commands that run and keep sessions. */
const hostingCommands: readonly CommandRow[] = [
  {
    name: 'host',
    args: 'FOLDER',
    takesPaths: true,
    summary: 'Opens a folder: serves its window on this machine, and its guests once it is shared.',
    details:
      'Prints “ready: URL” with the address of the window, and “invite: LINK” where it is shared. It runs until it is interrupted.',
    options: {
      port,
      'new-address': flag('Take another address than last time: old links lead nowhere then'),
      ...opening,
      share: flag('Let guests in from the start'),
      'admit-known': flag('Let in unasked who was in before'),
      'admit-everyone': flag('Let in unasked everybody who has the link'),
      role: value('ROLE', 'Role of guests', { default: 'editor', choices: ['editor', 'reviewer', 'viewer'] }),
      address: value('NAME', 'Name under which guests reach this machine'),
      server: value('LINK', 'Host the session on a stand-alone server'),
      session: value('ID', 'Session there, to take over'),
      'take-over': flag('Become the host of a session that another machine hosts'),
      json: jsonLines,
    },
    examples: ['ensemble host . --open', 'ensemble host . --share --role reviewer'],
    load: async () => (await import('./host-command.ts')).hostCommand,
  },
  {
    name: 'open',
    args: 'FILE[:LINE] …',
    takesPaths: true,
    summary: 'In a terminal of Ensemble: opens files in the window that types there.',
    options: { wait: flag('End when their editors are closed, as programs need that start an editor') },
    examples: ["EDITOR='ensemble open --wait' git commit"],
    load: async () => (await import('./open-command.ts')).openCommand,
  },
  {
    name: 'serve',
    args: '',
    summary:
      'Runs a stand-alone session server: the link that it prints at its first start lets folders be hosted there.',
    options: {
      port,
      address: value('NAME', 'Name or address under which it is reached', { default: '127.0.0.1' }),
      'also-named': value('NAMES', 'Further names, with commas between them', { default: '' }),
      data: folder('Folder for all that it keeps'),
      'host-token-file': file('File with a host token of your own'),
      'keep-days': value('N', 'Days for which history outside of recordings is kept'),
      ice: file('File that names relays for calls'),
      json: jsonLines,
    },
    load: async () => (await import('./serve-command.ts')).serveCommand,
  },
  {
    name: 'move',
    args: 'FOLDER',
    takesPaths: true,
    summary: 'Has the running host of a folder move its session to a server, while people go on typing.',
    options: { server: value('LINK', 'Link for hosts, as the server printed it') },
    load: async () => (await import('./move-command.ts')).moveCommand,
  },
  {
    name: 'recording',
    args: 'list FOLDER | export FOLDER RECORDING | report FOLDER RECORDING | report FILE | casts FOLDER RECORDING | casts FILE',
    acts: ['list', 'export', 'report', 'casts'],
    takesPaths: true,
    summary: "Lists the recordings of a folder's session, exports one into a file, or tells what happened in one.",
    details:
      'export writes a file that everybody with Ensemble can watch. report tells what happened, as Markdown or as a page to print. casts writes each of its terminals as an asciicast, which asciinema plays.',
    options: {
      out: file('File, or folder for casts, to write'),
      html: flag('Report as a page to print'),
      'passphrase-from': passphrase,
      ...ofServer,
    },
    load: async () => (await import('./recording-command.ts')).recordingCommand,
  },
  {
    name: 'replay',
    args: 'FILE',
    takesPaths: true,
    summary: "Shows a recording's file in a window, read-only, without a session.",
    options: { port, 'passphrase-from': passphrase, ...opening, json: jsonLines },
    load: async () => (await import('./replay-command.ts')).replayCommand,
  },
  {
    name: 'storage',
    args: 'FOLDER',
    takesPaths: true,
    summary: "Shows what is kept of a folder's session; sets for how long, or deletes it now. The host must not run.",
    options: {
      'keep-days': value('N', 'Days for which history outside recordings is kept; 0 keeps none, forever keeps all'),
      clear: flag('Delete that history now'),
      ...ofServer,
      json,
    },
    load: async () => (await import('./storage-command.ts')).storageCommand,
  },
  {
    name: 'tasks',
    args: 'import FILE … | export PLACE',
    acts: ['import', 'export'],
    takesPaths: true,
    summary: 'Takes tasks of Backlog.md or issues of GitHub into .tasks, or gives tasks out in these forms.',
    details:
      'A task that came before is changed in place, where it is another one there by now; a text that somebody has changed here stays. For backlog, FILE is a task file or their folder, and PLACE a folder; for github they are JSON as `gh issue list --json` prints it, and - is standard input or output.',
    options: {
      format: value('FORMAT', 'Form of the others', { choices: ['backlog', 'github'] }),
      folder: folder('Folder with the tasks; this one where it is left out'),
      overwrite: flag('Replace files of the export that say something else'),
      json,
    },
    exitCodes: { 4: 'something was left out; standard error says what' },
    examples: [
      'ensemble tasks import --format backlog backlog/tasks',
      'gh issue list --state all --json number,title,body,state,url,labels,assignees,milestone | ensemble tasks import --format github -',
    ],
    load: async () => (await import('./tasks-command.ts')).tasksCommand,
  },
  {
    name: 'log',
    args: 'FOLDER',
    takesPaths: true,
    summary:
      "Lists what of a folder's log nobody can read, and takes such an entry out for good. The host must not run.",
    options: { bury: value('SEQ', 'Entry to take out'), ...ofServer },
    load: async () => (await import('./log-command.ts')).logCommand,
  },
];

/** All commands. Usage, help, options and completion are made of this table; each is loaded when it is called. */
export const commands: readonly CommandRow[] = [
  ...hostingCommands,
  ...sessionCommands,
  {
    name: 'completion',
    args: 'bash | zsh | fish',
    acts: ['bash', 'zsh', 'fish'],
    summary: 'Prints a script that completes commands and options in a shell.',
    options: {},
    examples: [
      'source <(ensemble completion bash)      # in ~/.bashrc',
      'source <(ensemble completion zsh)       # in ~/.zshrc, after compinit',
      'ensemble completion fish | source       # in ~/.config/fish/config.fish',
    ],
    load: async () => (await import('./completion-command.ts')).completionOf(commands),
  },
];
