import { ForwardTransport } from '../../src/renderer/features/calls/forward-transport.ts';
import { MeshTransport } from '../../src/renderer/features/calls/mesh-transport.ts';
import type { CallBody } from '../../src/shared/capabilities/calls/kinds.ts';

type Said = CallBody<'call.forwardSaid'>;
type Told = CallBody<'call.forwardTold'>;
interface Speaking {
  say(replica: string, said: Said): Promise<void>;
}

/** Page of the benchmark: people of one call, each with a transport of their own, whose words go by hand. */
const bits = 20;
const blockPx = 8;

/** Draws the time into the picture, bit by bit, so that whoever sees it knows its age. */
function stamp(pen: CanvasRenderingContext2D, width: number, height: number, at: number): void {
  pen.fillStyle = `hsl(${at % 360} 60% 50%)`;
  pen.fillRect(0, 0, width, height);
  // Something that moves, as a person or a scrolled text does.
  pen.fillStyle = '#fff';
  for (let line = 0; line < 12; line++) pen.fillRect(((at / 4 + line * 97) % width) - 40, (line * height) / 12, 80, 4);
  const nowMs = Date.now() % 2 ** bits;
  for (let bit = 0; bit < bits; bit++) {
    pen.fillStyle = (nowMs >> bit) & 1 ? '#fff' : '#000';
    pen.fillRect((bit % 10) * blockPx * 2, Math.floor(bit / 10) * blockPx * 2, blockPx * 2, blockPx * 2);
  }
}

function picture(width: number, height: number, frameRate: number): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pen = canvas.getContext('2d')!;
  setInterval(() => stamp(pen, width, height, performance.now()), 1000 / frameRate);
  stamp(pen, width, height, 0);
  return canvas.captureStream(frameRate).getVideoTracks()[0]!;
}

/** Ages of the frames that a video shows. */
class Watched {
  readonly agesMs: number[] = [];
  readonly #video = document.createElement('video');
  readonly #pen: CanvasRenderingContext2D;

  readonly #width: number;

  /** `width`: that of the picture as it was sent. */
  constructor(track: MediaStreamTrack, width: number) {
    this.#width = width;
    const side = blockPx * 2;
    const canvas = Object.assign(document.createElement('canvas'), { width: side * 10, height: side * 2 });
    this.#pen = canvas.getContext('2d', { willReadFrequently: true })!;
    Object.assign(this.#video, { srcObject: new MediaStream([track]), muted: true, autoplay: true });
    document.body.append(this.#video);
    void this.#video.play();
    const look = () => {
      this.agesMs.push(this.#age(side));
      this.#video.requestVideoFrameCallback(look);
    };
    this.#video.requestVideoFrameCallback(look);
  }

  #age(side: number): number {
    // An encoder may send smaller pictures.
    const scale = this.#video.videoWidth / this.#width;
    this.#pen.drawImage(this.#video, 0, 0, side * 10 * scale, side * 2 * scale, 0, 0, side * 10, side * 2);
    const { data, width } = this.#pen.getImageData(0, 0, side * 10, side * 2);
    let shownMs = 0;
    for (let bit = 0; bit < bits; bit++) {
      const [x, y] = [(bit % 10) * side + side / 2, Math.floor(bit / 10) * side + side / 2];
      if (data[4 * (Math.floor(y) * width + Math.floor(x))]! > 127) shownMs |= 1 << bit;
    }
    return (Date.now() - shownMs + 2 ** bits) % 2 ** bits;
  }

  get frames(): number {
    return this.#video.getVideoPlaybackQuality().totalVideoFrames;
  }
}

let watched: Watched[] = [];

/** Begins a call of some people, each of whom sends pictures, or one of whom shares a screen. */
function begin(people: number, role: 'camera' | 'screen', width: number, height: number, frameRate: number): void {
  const transports = new Map<string, MeshTransport>();
  const names = Array.from({ length: people }, (_, index) => `p${index}`);
  for (const [index, replica] of names.entries()) {
    const transport = new MeshTransport({
      replica,
      configuration: { iceServers: [] },
      turnedDown: () => undefined,
      forward: () => undefined,
      say: (to, signal) => queueMicrotask(() => transports.get(to)?.hear(replica, signal)),
    });
    if (role === 'camera' || index === 0) transport.send(role, picture(width, height, frameRate));
    transports.set(replica, transport);
  }
  for (const [index, replica] of names.entries()) {
    const others = names.flatMap((name, at): [string, number][] => (at === index ? [] : [[name, at + 1]]));
    transports.get(replica)!.meet(index + 1, new Map(others));
  }
  const seen = new Set<MediaStreamTrack>();
  const watch = () => {
    for (const [replica, transport] of transports)
      for (const [other, { is, tracks }] of transport.peers.get()) {
        const track = tracks?.[role];
        if (is !== 'connected' || !track || seen.has(track)) continue;
        if (role === 'screen' && (other !== 'p0' || replica === 'p0')) continue;
        seen.add(track);
        watched.push(new Watched(track, width));
      }
  };
  for (const transport of transports.values()) transport.peers.subscribe(watch);
}

const forwarded = new Map<string, ForwardTransport>();

function voice(): MediaStreamTrack {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const sink = context.createMediaStreamDestination();
  tone.connect(sink);
  tone.start();
  return sink.stream.getAudioTracks()[0]!;
}

const listened = new Set<MediaStreamTrack>();

/** Plays a voice: nothing is decoded of one that nobody listens to. */
function listen(track: MediaStreamTrack): void {
  if (listened.has(track)) return;
  listened.add(track);
  const element = new Audio();
  element.srcObject = new MediaStream([track]);
  void element.play().catch(() => undefined);
}

/** Begins a call through a forwarding server: each person is heard, and the first ones send pictures in a role. */
function beginForwarded(
  people: number,
  { role, count }: { role: 'camera' | 'screen'; count: number },
  width: number,
  height: number,
  frameRate: number,
): void {
  const names = Array.from({ length: people }, (_, index) => `p${index}`);
  const seen = new Set<MediaStreamTrack>();
  for (const [index, replica] of names.entries()) {
    const say = (said: Said) => void (globalThis as unknown as Speaking).say(replica, said);
    const transport = new ForwardTransport({ since: index + 1, configuration: { iceServers: [] }, say });
    transport.send('microphone', voice());
    if (index < count) transport.send(role, picture(width, height, frameRate));
    transport.meet(new Map(names.flatMap((name, at): [string, number][] => (at === index ? [] : [[name, at + 1]]))));
    forwarded.set(replica, transport);
    transport.peers.subscribe(() => {
      for (const { is, tracks } of transport.peers.get().values()) {
        if (is === 'connected' && tracks?.microphone) listen(tracks.microphone);
        const track = is === 'connected' ? tracks?.[role] : undefined;
        if (!track || seen.has(track)) continue;
        seen.add(track);
        watched.push(new Watched(track, width));
      }
    });
  }
}

const measures = {
  begin,
  beginForwarded,
  /** Number of voices that are heard by somebody now. */
  heard: () =>
    [...forwarded.values()].flatMap(({ peers }) => [...peers.get().values()].filter((peer) => peer.level() > 0)).length,
  /** Hands the forwarding server's words to one of the people. */
  told: (replica: string, words: Told) => forwarded.get(replica)?.hear(words),
  /** Forgets the ages up to now, and gives the frames of each stream. */
  restart(): number[] {
    for (const each of watched) each.agesMs.length = 0;
    return watched.map(({ frames }) => frames);
  },
  read: () => ({ frames: watched.map(({ frames }) => frames), agesMs: watched.flatMap(({ agesMs }) => agesMs) }),
  end: () => {
    watched = [];
  },
};

Object.assign(globalThis, { measures });

export type Measures = typeof measures;
