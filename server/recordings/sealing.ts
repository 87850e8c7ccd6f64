import { createCipheriv, createDecipheriv, createHash, scrypt } from 'node:crypto';
import { unreadable } from './format.ts';

/** Cost of a key's derivation (scrypt): N = 2 ^ `costLog2`, r = 8, p = 1. */
export interface Sealing {
  costLog2: number;
  salt: Uint8Array;
}

/** Cost of new files: 128 MB of memory (RFC 7914; the parameters of OWASP). A reader refuses more, and less. */
export const ordinaryCostLog2 = 17;
export const leastCostLog2 = 14;
const blockSize = 8;

const keyBytes = 32;
const tagBytes = 16;
export const saltBytes = 16;

/** Encrypts and decrypts the parts of one file (AES-256-GCM), each bound to its number, its kind and its file. */
export class Sealer {
  readonly #key: Buffer;
  readonly #file: Buffer;

  private constructor(key: Buffer, opening: Uint8Array) {
    this.#key = key;
    this.#file = createHash('sha256').update(opening).digest();
  }

  /** Derives the key. Throws for a cost out of bounds: a file must not demand any memory that it likes. */
  static async open(passphrase: string, { costLog2, salt }: Sealing, opening: Uint8Array): Promise<Sealer> {
    if (costLog2 < leastCostLog2 || costLog2 > ordinaryCostLog2)
      throw unreadable('its encryption asks for more work than is allowed, or for too little');
    const cost = { N: 2 ** costLog2, r: blockSize, p: 1, maxmem: 2 ** costLog2 * blockSize * 128 + 1024 * 1024 };
    const key = await new Promise<Buffer>((resolve, reject) =>
      scrypt(passphrase.normalize('NFKC'), salt, keyBytes, cost, (error, made) =>
        error ? reject(error) : resolve(made),
      ),
    );
    return new Sealer(key, opening);
  }

  #about(kind: number): Buffer {
    return Buffer.concat([this.#file, Buffer.of(kind)]);
  }

  /** Encrypts a part; each number is used once with a key, which belongs to one file by its salt. */
  seal(part: number, kind: number, content: Uint8Array): Uint8Array {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(part)).setAAD(this.#about(kind));
    return new Uint8Array(Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]));
  }

  /** Decrypts a part; null where it was not encrypted so. */
  unseal(part: number, kind: number, stored: Uint8Array): Uint8Array | null {
    if (stored.length < tagBytes) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonceOf(part), { authTagLength: tagBytes })
      .setAAD(this.#about(kind))
      .setAuthTag(stored.subarray(stored.length - tagBytes));
    try {
      return new Uint8Array(
        Buffer.concat([decipher.update(stored.subarray(0, stored.length - tagBytes)), decipher.final()]),
      );
    } catch {
      return null;
    }
  }
}

function nonceOf(part: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(part, 8);
  return nonce;
}
