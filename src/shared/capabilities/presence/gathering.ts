/** A line to which somebody has brought everyone. */
export interface Gathering {
  seq: number;
  by: string;
  path: string;
  line: number;
}

export interface GatheringState {
  gathering: Gathering | null;
}

export const noGathering: GatheringState = { gathering: null };
