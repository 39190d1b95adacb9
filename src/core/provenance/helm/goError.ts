/** Error classes of the Go OpenPGP libraries; what happens next depends on the class. */
export type GoErrorKind =
  'unsupported' | 'structural' | 'signature' | 'argument' | 'unknownPacket' | 'endOfFile' | 'other';

const prefixes: Readonly<Record<GoErrorKind, string>> = {
  unsupported: 'openpgp: unsupported feature: ',
  structural: 'openpgp: invalid data: ',
  signature: 'openpgp: invalid signature: ',
  argument: 'openpgp: invalid argument: ',
  unknownPacket: 'openpgp: unknown packet type: ',
  endOfFile: '',
  other: '',
};

/** An error as Helm's library makes it; `message` is the text Helm prints. Never leaves this folder. */
export class GoError extends Error {
  constructor(
    readonly kind: GoErrorKind,
    text: string,
  ) {
    super(prefixes[kind] + text);
  }
}

export function unexpectedEnd(): GoError {
  return new GoError('other', 'unexpected EOF');
}

/** The kind and text of what a step threw; anything else is a bug of ours and goes on. */
export function asGoError(error: unknown): GoError {
  if (error instanceof GoError) return error;
  throw error;
}
