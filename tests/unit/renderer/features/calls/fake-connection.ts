type State = RTCPeerConnectionState;

let lastOffer = 0;

/** Stands in for the browser's connection: two are connected once one has the answer to the very offer that it made last. */
export class FakeConnection {
  static all: FakeConnection[] = [];
  connectionState: State = 'new';
  signalingState: RTCSignalingState = 'stable';
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  onconnectionstatechange: () => void = () => undefined;
  onicecandidate: unknown = null;
  onicecandidateerror: unknown = null;
  readonly #lines: object[] = [];

  constructor() {
    FakeConnection.all.push(this);
  }

  addTransceiver() {
    const line = {
      direction: 'sendrecv',
      sender: { track: null, getParameters: () => ({ encodings: [] }), replaceTrack: async () => undefined },
      receiver: { track: {}, getSynchronizationSources: () => [] },
    };
    this.#lines.push(line);
    return line;
  }

  getTransceivers() {
    while (this.#lines.length < 4) this.addTransceiver();
    return this.#lines;
  }

  async createOffer() {
    return { type: 'offer', sdp: `offer ${++lastOffer}` } as const;
  }

  async setLocalDescription(description?: RTCSessionDescriptionInit) {
    if (description?.type === 'rollback') {
      this.signalingState = 'stable';
      return;
    }
    const answer = { type: 'answer', sdp: this.remoteDescription?.sdp?.replace('offer', 'answer') ?? '' } as const;
    this.localDescription = description ?? answer;
    this.signalingState = description ? 'have-local-offer' : 'stable';
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit) {
    if (description.type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('wrong state');
    this.remoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    if (description.type !== 'answer') return;
    const offered = this.localDescription?.sdp;
    if (description.sdp !== offered?.replace('offer', 'answer')) return;
    for (const each of FakeConnection.all)
      if ([each.localDescription?.sdp, each.remoteDescription?.sdp].includes(offered)) each.become('connected');
  }

  /** Goes into another state, as the network would have it. */
  become(state: State) {
    if (this.connectionState === 'closed') return;
    this.connectionState = state;
    this.onconnectionstatechange();
  }

  setConfiguration() {
    return undefined;
  }

  async getStats() {
    return new Map();
  }

  close() {
    this.connectionState = 'closed';
    this.signalingState = 'closed';
  }
}
