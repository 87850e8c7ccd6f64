/** The door for guests. */
export interface SharingState {
  sharing: { admitEveryone: boolean; admitKnown?: boolean | undefined; role: 'editor' | 'reviewer' | 'viewer' } | null;
  ended: boolean;
}

/** Policy of the door: ask about each, about all but those who were in before, or about nobody. */
export const admissions = ['ask', 'known', 'everybody'] as const;

export type AdmissionPolicy = (typeof admissions)[number];

/** Policy of an open door. */
export function admissionOf({ admitEveryone, admitKnown }: NonNullable<SharingState['sharing']>): AdmissionPolicy {
  if (admitEveryone) return 'everybody';
  return admitKnown ? 'known' : 'ask';
}

export const notShared: SharingState = { sharing: null, ended: false };
