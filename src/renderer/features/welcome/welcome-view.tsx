import './welcome.css';
import { useEffect, useState } from 'react';
import type { Result } from '../../../shared/session/contract.ts';
import { readAddress } from '../../session/address.ts';
import type { App } from '../../session/app.ts';
import { openFolder } from './open-folder.ts';

type Recent = Result<'folders.recent'>['folders'];

function Action({ icon, label, hint, run }: { icon: string; label: string; hint: string; run: () => void }) {
  return (
    <div className="ensemble-welcome-action">
      <button type="button" onClick={run}>
        <span className={`codicon codicon-${icon}`} aria-hidden="true" />
        {label}
      </button>
      <p>{hint}</p>
    </div>
  );
}

/** The first page: ways to begin, and the recent folders. */
export function WelcomeView({ app }: { app: App }) {
  const { workbench, session, isHostWindow } = app;
  const run = (id: string) => () => void workbench.commands.execute(id);
  const folder = session.state.host?.folder ?? '';
  return (
    <div className="ensemble-welcome">
      <div className="ensemble-welcome-page">
        <h1>Ensemble</h1>
        <p className="ensemble-welcome-lead">
          {isHostWindow ? `You are in ${folder}. Work in it alone, or together.` : `You are a guest in ${folder}.`}
        </p>
        <div className="ensemble-welcome-columns">
          <section aria-labelledby="ensemble-welcome-start">
            <h2 id="ensemble-welcome-start">Start</h2>
            {isHostWindow && (
              <>
                <Action
                  icon="folder-opened"
                  label="Open folder"
                  hint="Another folder of this machine"
                  run={run('ensemble.openFolder')}
                />
                <Action
                  icon="live-share"
                  label="Share"
                  hint="Give others a link to this folder"
                  run={run('ensemble.share')}
                />
                <Action
                  icon="play-circle"
                  label="Open recording"
                  hint="Watch again what happened: here, or from a file"
                  run={run('ensemble.recording.open')}
                />
              </>
            )}
            <Action
              icon="sign-in"
              label="Join"
              hint="Go to somebody's folder by an invite link"
              run={run('ensemble.join')}
            />
          </section>
          {isHostWindow ? <RecentFolders app={app} /> : <GuestHints app={app} />}
        </div>
      </div>
    </div>
  );
}

function RecentFolders({ app }: { app: App }) {
  const [recent, setRecent] = useState<Recent | null>(null);
  useEffect(() => {
    let gone = false;
    const address = readAddress(location);
    const here = address.is === 'host' ? address.root : null;
    app.workspace.request('folders.recent', {}).then(
      ({ folders }) => gone || setRecent(folders.filter(({ path }) => path !== here)),
      () => gone || setRecent([]),
    );
    return () => {
      gone = true;
    };
  }, [app]);
  return (
    <section aria-labelledby="ensemble-welcome-recent">
      <h2 id="ensemble-welcome-recent">Recent</h2>
      {recent?.length === 0 && <p>No other folder was opened yet.</p>}
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari takes the role from lists without markers. */}
      <ul role="list" aria-label="Recent folders">
        {recent?.map(({ path, name }) => (
          <li key={path} className="ensemble-welcome-recent">
            <button type="button" title={path} onClick={() => void openFolder(app, path)}>
              {name}
            </button>
            <span>{path}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function GuestHints({ app }: { app: App }) {
  const run = (id: string) => () => void app.workbench.commands.execute(id);
  return (
    <section aria-labelledby="ensemble-welcome-here">
      <h2 id="ensemble-welcome-here">Here</h2>
      <Action
        icon="go-to-file"
        label="Go to file"
        hint="By a part of its name"
        run={run('workbench.action.quickOpen')}
      />
      <Action icon="eye" label="Follow somebody" hint="See what they see" run={run('ensemble.follow')} />
    </section>
  );
}
