import { z } from 'zod';

/** Bounds of a whiteboard; beyond them its file opens as text. */
export const boardLimits = {
  /** Units of the whole text, with its pictures. */
  textLength: 24 * 1024 * 1024,
  elements: 5000,
  /** Units of one element's line. */
  elementLength: 1024 * 1024,
  /** Units of one picture's line: 4 MB, as base64 has them. */
  fileLength: 5.6 * 1024 * 1024,
  points: 20_000,
  /** Farthest place, and greatest size, in the board's pixels. */
  farthest: 1_000_000,
  textOfElement: 100_000,
  /** Strokes of which one element is drawn, and all of them: a hatched shape has one for each of its lines. */
  strokesOfElement: 20_000,
  strokes: 300_000,
} as const;

const { farthest } = boardLimits;
const place = z.number().min(-farthest).max(farthest);
const size = z.number().min(-farthest).max(farthest);
const id = z
  .string()
  .min(1)
  .max(128)
  .refine((it) => it !== '__proto__' && it !== 'constructor' && it !== 'prototype');
const word = z.string().max(200);
const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const types = [
  'rectangle',
  'diamond',
  'ellipse',
  'text',
  'line',
  'arrow',
  'freedraw',
  'image',
  'frame',
  'magicframe',
  'iframe',
  'embeddable',
] as const;

const hasPoints = new Set(['line', 'arrow', 'freedraw']);

interface Drawn {
  width: number;
  height: number;
  fillStyle?: string | undefined;
  backgroundColor?: string | undefined;
  strokeWidth?: number | undefined;
  points?: readonly (readonly [number, number, ...number[]])[] | undefined;
  text?: string | undefined;
}

/** Strokes of which an element is drawn, about: a small one in a file may be a million lines on the screen. */
export function strokesOf(element: Drawn): number {
  const { width, height, fillStyle, backgroundColor = 'transparent', strokeWidth = 1, points, text } = element;
  const isHatched = backgroundColor !== 'transparent' && fillStyle !== 'solid';
  // A line is as large as its points, whatever it says.
  const reach = (points ?? []).reduce((most, [x, y]) => Math.max(most, Math.abs(x) + Math.abs(y)), 0);
  const hatches = isHatched ? Math.max(Math.abs(width) + Math.abs(height), reach) / (4 * strokeWidth) : 0;
  return hatches + (points?.length ?? 0) + (text?.length ?? 0) / 10;
}

/**
 * One element of a board as its file has it: the parts by which it is drawn and merged. Others are Excalidraw's own
 * affair, which gives them their defaults; `isOf` judges what depends on the type.
 */
export const boardElement = z
  .looseObject({
    id,
    type: z.enum(types),
    x: place,
    y: place,
    width: size,
    height: size,
    angle: z.number().min(-100).max(100).optional(),
    version: whole,
    versionNonce: whole,
    index: z.string().max(500).nullish(),
    isDeleted: z.boolean().optional(),
    strokeColor: word.optional(),
    backgroundColor: word.optional(),
    fillStyle: word.optional(),
    strokeStyle: word.optional(),
    strokeWidth: z.number().min(0.1).max(1000).optional(),
    roughness: z.number().min(0).max(20).optional(),
    opacity: z.number().min(0).max(100).optional(),
    seed: z.number().optional(),
    groupIds: z.array(id).max(100).optional(),
    frameId: id.nullish(),
    boundElements: z
      .array(z.object({ id, type: word }))
      .max(1000)
      .nullish(),
    link: z.string().max(4096).nullish(),
    locked: z.boolean().optional(),
    points: z
      .array(z.tuple([place, place]).rest(z.number()))
      .max(boardLimits.points)
      .optional(),
    pressures: z.array(z.number()).max(boardLimits.points).optional(),
    text: z.string().max(boardLimits.textOfElement).optional(),
    originalText: z.string().max(boardLimits.textOfElement).optional(),
    fontSize: z.number().min(0.1).max(10_000).optional(),
    lineHeight: z.number().min(0.1).max(100).optional(),
    fontFamily: z.number().optional(),
    fileId: id.nullish(),
    scale: z.tuple([z.number(), z.number()]).optional(),
    name: word.nullish(),
  })
  .refine((element) => strokesOf(element) <= boardLimits.strokesOfElement)
  .refine(({ type, points, text, fontSize }) => {
    if (hasPoints.has(type)) return points !== undefined;
    return type !== 'text' || (text !== undefined && fontSize !== undefined);
  });

export type BoardElement = z.infer<typeof boardElement>;

/** Sorts of pictures that a board may have. */
const pictureTypes = [
  'image/png',
  'image/jpeg',
  'image/svg+xml',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/x-icon',
  'image/avif',
  'image/jfif',
] as const;

/** A picture of a board. */
export const boardFile = z.object({
  id,
  mimeType: z.enum(pictureTypes),
  dataURL: z
    .string()
    .max(boardLimits.fileLength)
    .regex(/^data:image\/[a-z+.-]+[;,]/),
  created: z.number(),
  lastRetrieved: z.number().optional(),
  version: z.number().optional(),
});

export type BoardFile = z.infer<typeof boardFile>;

/** State of the whole board that its file has. */
export const boardLook = z.object({
  viewBackgroundColor: word.optional(),
  gridSize: z.number().min(1).max(1000).nullish(),
  gridModeEnabled: z.boolean().optional(),
});

export type BoardLook = z.infer<typeof boardLook>;
