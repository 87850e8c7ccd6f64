/** Address, except of a file of this machine, as in a stack trace. */
const address = /\b(?!file:)[a-z][a-z+.-]*:\/\/\S+/gi;
/** Form of tokens, tickets and invites: 32 bytes or more in base64url. */
const secret = /[A-Za-z0-9_-]{43,}/g;

/** Takes addresses out: a private one opens the folder to everyone who reads it. */
export function withoutAddresses(text: string): string {
  return text.replace(address, '(an address)');
}

/** Takes out addresses, and everything with the form of a secret. */
export function withoutSecrets(text: string): string {
  return withoutAddresses(text).replace(secret, '(a secret)');
}
