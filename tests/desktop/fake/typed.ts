import type { EventEmitter } from 'node:events';

/** A fake's own names: `fake`, under which its inner life is, and those that every emitter or class has. */
type Own = 'fake' | 'prototype' | keyof EventEmitter;

/** The members of a fake, each as Electron's own declarations have it; `never` where they do not. */
type Declared<Real, Fake> = { [K in keyof Fake]: K extends Own ? Fake[K] : K extends keyof Real ? Real[K] : never };

/** Hands a fake on, if all that it offers exists in Electron: anything else does not compile. */
export function faked<Real>(): <Fake extends Declared<Real, Fake>>(fake: Fake) => Fake {
  return (fake) => fake;
}

/** Hands a fake class on, held to Electron's own in what it has itself and in what its instances have. */
export function fakedClass<Real extends { prototype: object }>(): <
  Fake extends Declared<Real, Fake> & { prototype: Declared<Real['prototype'], Fake['prototype']> } & {
    prototype: object;
  },
>(
  fake: Fake,
) => Fake {
  return (fake) => fake;
}
