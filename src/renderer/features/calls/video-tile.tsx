import { type CSSProperties, type RefObject, useEffect, useRef, useState } from 'react';
import type { App } from '../../session/app.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { personColour } from '../../workbench/index.ts';
import type { CallModel, MemberShown } from './call-model.ts';
import { wayWords } from './quality.ts';
import { ScreenBoard } from './screen-board.tsx';
import { columnsFor } from './tile-layout.ts';

interface VideoProps {
  track: MediaStreamTrack;
  label: string;
  isMirrored?: boolean;
  reference?: RefObject<HTMLVideoElement | null>;
}

/** Moving pictures of a track. They have no sound: that is played elsewhere. */
function Video({ track, label, isMirrored = false, reference }: VideoProps) {
  const own = useRef<HTMLVideoElement>(null);
  const element = reference ?? own;
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    current.srcObject = new MediaStream([track]);
    void current.play().catch(() => undefined);
    return () => {
      current.srcObject = null;
    };
  }, [track, element]);
  return (
    <video
      ref={element}
      className={isMirrored ? 'ensemble-call-mirrored' : ''}
      aria-label={label}
      muted
      playsInline
      autoPlay
    />
  );
}

const connectionWords = { connecting: 'connecting…', interrupted: 'connection lost, trying again…', connected: '' };

/** One person of the call: camera or initials, a ring while they speak, and how good the way to them is. */
export function PersonTile({ app, model, member }: { app: App; model: CallModel; member: MemberShown }) {
  const { speakers, camera: own } = useStore(model.store);
  const { isMe, name, peer, isMuted, hasCamera } = member;
  const camera = isMe ? own : hasCamera ? (peer?.tracks?.camera ?? null) : null;
  const isSpeaking = speakers.has(member.replica);
  const state = isMe || peer === null ? '' : connectionWords[peer.is];
  const quality = peer?.is === 'connected' ? peer.quality : null;
  const way = quality && wayWords(quality, peer?.measured ?? null);
  return (
    <li
      title={way ?? undefined}
      className={isSpeaking ? 'ensemble-call-tile ensemble-call-speaking' : 'ensemble-call-tile'}
      aria-label={[name, isMuted && 'muted', isSpeaking && 'speaking', state, quality && `${quality} connection`]
        .filter(Boolean)
        .join(', ')}
    >
      {camera ? (
        <Video track={camera} label={`Camera of ${name}`} isMirrored={isMe} />
      ) : (
        <Avatar name={name} colour={colourOf(app, member.person)} />
      )}
      <span className="ensemble-call-name">
        {isMuted && <span className="codicon codicon-mute ensemble-call-muted" title="Muted" />}
        <span className="ensemble-call-words">{isMe ? `${name} (you)` : name}</span>
        {state !== '' && <span className="ensemble-row-quiet">{state}</span>}
        {quality !== null && quality !== 'good' && (
          <span className={`codicon codicon-warning ensemble-call-${quality}`} />
        )}
      </span>
    </li>
  );
}

function colourOf({ session }: App, person: string): string {
  return personColour(session.state.participants[person]?.colorIndex ?? 0);
}

/** A screen that somebody shares, over which those who watch it draw and point. */
export function ScreenTile({ app, model, member }: { app: App; model: CallModel; member: MemberShown }) {
  const { screen: own } = useStore(model.store);
  const video = useRef<HTMLVideoElement>(null);
  const { isMe, name, peer, replica } = member;
  const screen = isMe ? own : (peer?.tracks?.screen ?? null);
  if (!screen) return null;
  const words = isMe ? 'Your screen' : `Screen of ${name}`;
  return (
    <li className="ensemble-call-tile ensemble-call-screen">
      <Video track={screen} label={`Screen of ${name}`} reference={video} />
      <span className="ensemble-call-name">{words}</span>
      <ScreenBoard app={app} drawing={model.drawing} screen={replica} words={words} video={video} />
    </li>
  );
}

/** Everybody's pictures: screens first, and large. With `fits` they are as large as all of them fit into the box. */
export function Tiles({ app, model, fits = false }: { app: App; model: CallModel; fits?: boolean }) {
  const { members } = useStore(model.store);
  const list = useRef<HTMLUListElement>(null);
  const [box, setBox] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const { current } = list;
    if (!fits || !current) return;
    const observer = new ResizeObserver(([entry]) => entry && setBox(entry.contentRect));
    observer.observe(current);
    return () => observer.disconnect();
  }, [fits]);
  const hasScreen = members.some(({ isSharing, isMe, peer }) => isSharing && (isMe || peer?.tracks));
  const form = !fits ? '' : hasScreen ? ' ensemble-call-strip' : ' ensemble-call-fit';
  const columns = { '--ensemble-columns': String(columnsFor(members.length, box)) } as CSSProperties;
  return (
    <ul ref={list} className={`ensemble-call-tiles${form}`} style={fits ? columns : undefined}>
      {members.map((each) =>
        each.isSharing ? <ScreenTile key={`${each.replica} screen`} app={app} model={model} member={each} /> : null,
      )}
      {members.map((each) => (
        <PersonTile key={each.replica} app={app} model={model} member={each} />
      ))}
    </ul>
  );
}

/** Picture of the own camera, before joining. */
export function OwnPicture({ track }: { track: MediaStreamTrack }) {
  return (
    <div className="ensemble-call-tile">
      <Video track={track} label="Your camera" isMirrored />
    </div>
  );
}
