import type { ChatFile } from '../../../shared/capabilities/chat/message.ts';
import type { App } from '../../session/app.ts';
import { imageHeaderOf } from './image-header.ts';

/** Bounds of a picture that is shown: its file, its pixels, and those that are kept decoded. */
const mostBytes = 8 * 1024 * 1024;
const mostPixels = 40_000_000;
const mostKept = 60;
/** Edge of a small picture, and of a large one. */
const edges = { small: 320, large: 2_048 } as const;

export type PictureSize = keyof typeof edges;

/** Says whether a file may be a picture that is shown at all: its bytes decide later. */
export function mayBePicture({ name, sizeBytes }: ChatFile): boolean {
  return sizeBytes <= mostBytes && /\.(png|jpe?g|gif|webp|avif)$/i.test(name);
}

/** Pictures of the chat, decoded small. Only the first frame of one that moves is decoded. */
export class Pictures {
  readonly #app: App;
  readonly #kept = new Map<string, Promise<ImageBitmap | null>>();

  constructor(app: App) {
    this.#app = app;
  }

  /** Gives a picture; null for a file that is none, or too large to be decoded. Rejects where it cannot be fetched. */
  of(file: ChatFile, size: PictureSize): Promise<ImageBitmap | null> {
    const key = `${size} ${file.hash}`;
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    const picture = known ?? this.#read(file, edges[size]);
    this.#kept.set(key, picture);
    picture.catch(() => this.#kept.delete(key));
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return picture;
  }

  async #read({ hash }: ChatFile, edge: number): Promise<ImageBitmap | null> {
    const bytes = await this.#app.client.options.blobs?.get(hash, { isFile: true });
    const header = bytes && bytes.length <= mostBytes ? imageHeaderOf(bytes) : null;
    if (!bytes || !header) return null;
    const { width, height, mediaType } = header;
    if (width === 0 || height === 0 || width * height > mostPixels) return null;
    const scale = Math.min(1, edge / Math.max(width, height));
    const blob = new Blob([new Uint8Array(bytes)], { type: mediaType });
    const resized = { resizeWidth: Math.max(1, Math.round(width * scale)), resizeQuality: 'medium' as const };
    return createImageBitmap(blob, scale < 1 ? resized : {}).catch(() => null);
  }
}
