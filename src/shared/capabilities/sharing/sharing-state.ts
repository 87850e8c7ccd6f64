/** The door for guests. */
export interface SharingState {
  sharing: { admitEveryone: boolean; role: 'editor' | 'reviewer' | 'viewer' } | null;
  ended: boolean;
}

export const notShared: SharingState = { sharing: null, ended: false };
