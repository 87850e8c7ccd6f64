import type { CommandOption, CommandRow } from './command.ts';

const json: CommandOption = { help: 'Print JSON, for programs' };
const name: CommandOption = {
  value: 'NAME',
  default: 'Terminal',
  help: 'Name under which you come in; the same name is the same participant again',
};
const quoted = 'Put the link in quotes: it holds &.';
const notIn = { 3: 'this command could not come in: nobody let it in, or the session was not reached' } as const;

/** Commands that take part in a session by its link. */
export const sessionCommands: readonly CommandRow[] = [
  {
    name: 'share',
    args: 'FOLDER',
    takesPaths: true,
    summary: 'Shares a folder that is open on this machine, and prints the link for guests.',
    details: 'Where the folder is shared already, prints its link. With --stop, guests leave.',
    options: {
      role: { value: 'ROLE', default: 'editor', choices: ['editor', 'reviewer', 'viewer'], help: 'Role of guests' },
      'admit-everyone': { help: 'Let in unasked everybody who has the link' },
      'admit-known': { help: 'Let in unasked who was in before' },
      stop: { help: 'Share no more' },
      json,
    },
    exitCodes: { 4: 'the folder is not open in Ensemble' },
    examples: ['ensemble share . | pbcopy', 'ensemble share . --role viewer --json'],
    load: async () => (await import('./share-command.ts')).shareCommand,
  },
  {
    name: 'join',
    args: 'LINK',
    summary: 'Takes part without a window: prints what happens, and edits by commands from standard input or a script.',
    details: quoted,
    options: {
      name,
      script: { value: 'FILE', isPath: true, help: 'File with the commands' },
      quiet: { help: 'Print answers only, and nothing of what happens' },
      json: { help: 'Print a line of JSON for each thing, for programs; errors too' },
    },
    examples: ["ensemble join 'LINK' --name Robot --script edits.txt"],
    load: async () => (await import('./join-command.ts')).joinCommand,
  },
  {
    name: 'who',
    args: 'LINK',
    summary: 'Lists the people, agents and programs of a session.',
    details: `One a line, with tabs between name, kind, role, state and file. ${quoted}`,
    options: { name, all: { help: 'Also those who are not here' }, json },
    exitCodes: notIn,
    examples: ["ensemble who 'LINK'", "ensemble who 'LINK' --json | jq '.[].name'"],
    load: async () => (await import('./who-command.ts')).whoCommand,
  },
  {
    name: 'chat',
    args: 'LINK [TEXT]',
    summary: 'Writes into the chat of a session, or prints the newest messages.',
    details: `Without a text it prints; with “-” it takes the text from standard input. ${quoted}`,
    options: {
      name,
      limit: { value: 'N', default: '20', help: 'Number of messages to print' },
      json,
    },
    exitCodes: notIn,
    examples: ["ensemble chat 'LINK' 'The build is green.'", "git log -1 --format=%s | ensemble chat 'LINK' -"],
    load: async () => (await import('./chat-command.ts')).chatCommand,
  },
  {
    name: 'lock',
    args: 'LINK [PATH]',
    summary: 'Locks a file for a time, gives a lock up, or lists the locks.',
    details: `Agents cannot edit a locked file; people are warned. A lock outlasts this command by a minute at most, unless --hold: then it stands until the command is interrupted. ${quoted}`,
    options: {
      name,
      minutes: { value: 'N', default: '10', help: 'End of the lock, unless it is given up before' },
      note: { value: 'TEXT', default: '', help: 'Reason that people read' },
      hold: { help: 'Stay, and hold the lock until this command is interrupted' },
      release: { help: 'Give your lock of PATH up' },
      json,
    },
    exitCodes: { ...notIn, 5: 'somebody else has locked it' },
    examples: ["ensemble lock 'LINK' src/app.ts --hold --note 'generating'", "ensemble lock 'LINK'"],
    load: async () => (await import('./lock-command.ts')).lockCommand,
  },
  {
    name: 'report',
    args: 'LINK',
    summary: 'Tells what has happened in a session: who was in it, edits, events.',
    details: `Somebody who came late is told of nothing from before. ${quoted}`,
    options: { name, after: { value: 'SEQ', help: 'Only what came after this entry' }, json },
    exitCodes: notIn,
    examples: ["ensemble report 'LINK' > report.txt"],
    load: async () => (await import('./report-command.ts')).reportCommand,
  },
  {
    name: 'run',
    args: 'TASK [LINK]',
    summary: 'Runs the phases of a task on this machine, as an agent in its session, which sees all of it.',
    details: `TASK is the id of a task, or the path of its file; without LINK it is one of the folder that is open in Ensemble here. Nothing runs before you have approved exactly these phases, and once more where one letter of them is another. It claims the task meanwhile, with the files that it names. Phases are fields of the task: “phases:” with “name:” and “run: COMMAND”, or “prompt: WORDS” and “agent: NAME”, and “attempts:” and “minutes:” as bounds. ${quoted}`,
    options: {
      folder: { value: 'FOLDER', isPath: true, help: 'Folder to run in; this one where it is left out' },
      name: { value: 'NAME', default: 'Runner', help: 'Name under which it is seen' },
      of: { value: 'NAME', help: 'Person whose agent it is; the name of your account where it is left out' },
      approve: { value: 'HASH', help: 'Approve the phases of this hash, which an earlier call has printed' },
      wait: { help: 'Where somebody has the task, wait until they give it up' },
      force: { help: 'Where somebody has the task, take it over; they are told' },
      json,
    },
    exitCodes: {
      3: 'it was sent out, or the session has ended',
      4: 'the folder is not open in Ensemble',
      5: 'somebody else has the task',
      6: 'nobody has approved these phases',
    },
    examples: ['ensemble run 4c0mk1tt', "ensemble run 4c0mk1tt 'LINK' --wait --json"],
    load: async () => (await import('./run-command.ts')).runCommandOfTask,
  },
  {
    name: 'mcp',
    args: 'LINK',
    summary: 'Is an agent in a session, for a program that speaks the Model Context Protocol.',
    details: `Serves MCP on standard input and output, or with --http on a port of this machine. By an invite for people it comes in as the agent of the person that --of names. ${quoted}`,
    options: {
      name: { value: 'NAME', default: 'Agent', help: 'Name of the agent' },
      of: { value: 'NAME', help: 'Person whose agent it is; the name of your account where it is left out' },
      http: { help: 'Serve several programs by HTTP, on 127.0.0.1 with a token' },
      port: { value: 'P', default: '0', help: 'Port for --http; 0 takes a free one' },
    },
    examples: ["ensemble mcp 'LINK' --name Helper --of Grace", "ensemble mcp 'LINK' --http --port 7070"],
    load: async () => (await import('./mcp-command.ts')).mcpCommand,
  },
];
