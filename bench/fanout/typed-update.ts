/** First client id: ids are as long on the wire as Yjs's random ones, and contain the person's number. */
const firstClient = 0x40_00_00_00;

/** The Yjs client id of a person. */
export const clientOf = (person: number): number => firstClient + person;
/** The person of a Yjs client id. */
export const personOf = (client: number): number => client - firstClient;

/** Root type of every document here. */
export const textName = 'text';

const letters = 'abcdefghijklmnopqrstuvwxyz';

function writeUint(to: number[], value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    to.push(0x80 | (rest & 0x7f));
    rest = Math.floor(rest / 128);
  }
  to.push(rest);
}

function writeString(to: number[], text: string): void {
  writeUint(to, text.length);
  for (let i = 0; i < text.length; i++) to.push(text.charCodeAt(i));
}

/** Makes the Yjs v1 update for a person's keystroke number `clock`: one letter, after the one typed before. */
export function typedUpdate(person: number, clock: number): Uint8Array {
  const client = clientOf(person);
  const bytes: number[] = [1, 1];
  writeUint(bytes, client);
  writeUint(bytes, clock);
  if (clock === 0) {
    bytes.push(4, 1);
    writeString(bytes, textName);
  } else {
    bytes.push(0x84);
    writeUint(bytes, client);
    writeUint(bytes, clock - 1);
  }
  writeString(bytes, letters[person % letters.length]!);
  bytes.push(0);
  return Uint8Array.from(bytes);
}
