import type { Entry } from './entry.ts';

/** The part of the folder that a person sees to whom it is limited. */
export interface Sight {
  readonly person: string;
  /** Says whether a path is inside; a folder on the way to it is not. */
  sees(path: string | null | undefined): boolean;
  /** Says whether a document is inside, by the path that it has now. */
  seesDocument(ref: string | null | undefined): boolean;
  /** Says whether a replica is the person's own. */
  isOwn(replica: string): boolean;
}

/** The changeable parts of an entry, with its body decoded. */
export interface Content<Body = unknown> extends Pick<Entry, 'by' | 'ref'> {
  readonly body: Body;
}

/** Content for somebody with limited sight; null for nothing. */
type Tell = { of(content: Content<never>, sight: Sight, state: object): Content | null }['of'];

/**
 * The part of a capability that is for people to whom the folder is limited. Of one without, they are told what is about
 * a document that they see, and its slices are empty for them.
 */
export interface Narrowing {
  /** Kinds that name no file, told as they are; true for all. */
  open?: true | readonly string[];
  /** Kinds that are told in another form. */
  told?: Readonly<Record<string, Tell>>;
  /** Content in place of one that is too large for an entry, and so unread; kinds without are not told then. */
  unread?: Readonly<Record<string, Tell>>;
  /** True where its refs are no documents, and all who may hear one may do so with limited sight. */
  refs?: true;
  /** Its slices, or another's, that are others for a sight; those that are left out are the same for all. */
  slices?: Readonly<Record<string, NarrowedSlice>>;
}

/** A slice as it is for a sight. */
export interface NarrowedSlice {
  /** Slices that it is made from. */
  from: readonly string[];
  make: { of(state: object, sight: Sight): unknown }['of'];
}

/** Makes a slice for a sight from some slices. */
export function sliceFrom<State extends object>(
  from: readonly (keyof State & string)[],
  make: (state: State, sight: Sight) => unknown,
): NarrowedSlice {
  return { from, make: make as NarrowedSlice['make'] };
}

/** Says whether a path is one of these, or below it. One with dots leads anywhere, so it is not. */
export function isWithin(paths: readonly string[], path: string): boolean {
  return paths.some((each) => path === each || path.startsWith(`${each}/`)) && isPlainPath(path);
}

/** Says whether two people see the same of a folder; undefined for all of it. */
export function isSamePart(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.length === other.length && one.every((path, i) => path === other[i]);
}

/** Says whether a path is a folder on the way to one of these. */
export function leadsTo(paths: readonly string[], path: string): boolean {
  return paths.some((each) => path === '' || each.startsWith(`${path}/`));
}

/** Says whether a text is a path as the host gives it: relative, with `/` between names, none of them empty or dots. */
export function isPlainPath(path: string): boolean {
  return !/[\\\0]/.test(path) && path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}
