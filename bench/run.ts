import { parseArgs } from 'node:util';
import { runAbuse } from './abuse/abuse.ts';
import { runAgents } from './agents/agents.ts';
import { runEditing } from './editing/editing.ts';
import { runFanout } from './fanout/fanout.ts';
import { runFolders } from './folders/folders.ts';
import { runGrowth } from './growth/growth.ts';
import { runNetworks } from './networks/networks.ts';
import { runReplay } from './replay/replay.ts';
import { runStartup } from './startup/startup.ts';
import { runTalk } from './talk/talk.ts';
import { runTooling } from './tooling/tooling.ts';

const usage = `npm run bench -- fanout [--people 10,50,100,200,500,1000] [--seconds 8] [--systems ensemble,hocuspocus,y-websocket] [--rounds 1]
npm run bench -- growth [--only start,presence,save,answers,documents,year]
npm run bench -- startup [--rounds 3] [--only keystroke,ready,editor] [--beside CHECKOUT]
npm run bench -- editing [--only typing,large,memory] [--profile]
npm run bench -- editing --long [--hours 6]
npm run bench -- abuse [--frames 10000] [--only files.stat,…]
npm run bench -- folders [--only start,finding,expanding,line]
npm run bench -- networks [--only slow,lossy,bloated,interactive]
npm run bench -- replay [--hours 8] [--kept FOLDER]
npm run bench -- agents
npm run bench -- talk [--only message,presence,long]
npm run bench -- tooling [--only git,languages,search,terminals]`;

/** Runs one benchmark. Exit code 0: all limits held; 1: one did not; 2: the run is void, or the call was wrong. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      people: { type: 'string', default: '10,50,100,200,500,1000' },
      seconds: { type: 'string', default: '8' },
      systems: { type: 'string', default: 'y-websocket,hocuspocus,ensemble' },
      rounds: { type: 'string' },
      beside: { type: 'string' },
      profile: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      hours: { type: 'string' },
      only: { type: 'string', default: '' },
      frames: { type: 'string', default: '10000' },
      kept: { type: 'string' },
    },
  });
  const only = values.only.split(',').filter(Boolean);
  switch (positionals[0]) {
    case 'fanout':
      return runFanout({
        people: values.people.split(',').map(Number),
        seconds: Number(values.seconds),
        systems: values.systems.split(','),
        rounds: Number(values.rounds ?? 1),
        profile: values.profile,
      });
    case 'replay':
      return runReplay({ hours: Number(values.hours ?? 8), kept: values.kept });
    case 'growth':
      return runGrowth({ only });
    case 'editing':
      return runEditing({
        long: values.long,
        hours: Number(values.hours ?? 6),
        only,
        profile: values.profile,
      });
    case 'abuse':
      return runAbuse({ frames: Number(values.frames), only });
    case 'folders':
      return runFolders({ only });
    case 'networks':
      return runNetworks({ only });
    case 'agents':
      return runAgents({ only });
    case 'talk':
      return runTalk({ only });
    case 'tooling':
      return runTooling({ only });
    case 'startup':
      return runStartup({ rounds: Number(values.rounds ?? 3), only, beside: values.beside ?? null });
    default:
      console.error(usage);
      return 2;
  }
}

process.exitCode = await main();
