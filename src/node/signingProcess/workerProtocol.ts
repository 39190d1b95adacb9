import type { ErrorCode, ErrorDetails } from '../../core/errors';
import type { KeyInfo } from '../../core/provenance/keyring';
import type { NewKeyRequest } from '../../core/provenance/keys';

/** What goes to the child process: one JSON text on its standard input. Bytes are base64. Holds secrets: never log it. */
export type WorkerRequest =
  | {
      readonly kind: 'sign';
      readonly privateKeyArmored: string;
      readonly passphrase: string;
      readonly bytes: string;
      readonly signingFingerprint?: string;
    }
  | { readonly kind: 'generate'; readonly request: NewKeyRequest }
  | { readonly kind: 'import'; readonly keyFile: string; readonly passphrase: string; readonly fingerprint?: string };

/** What comes back for each kind. */
export interface WorkerAnswers {
  readonly sign: { readonly signature: string };
  readonly generate: StoredKey & { readonly revocationCertificate: string };
  readonly import: StoredKey;
}

export interface StoredKey {
  readonly privateKeyArmored: string;
  readonly publicBytes: string;
  readonly info: KeyInfo;
}

/** One JSON line on standard output. */
export type WorkerReply<K extends WorkerRequest['kind']> =
  | { readonly ok: true; readonly answer: WorkerAnswers[K] }
  | { readonly ok: false; readonly code: ErrorCode; readonly details: ErrorDetails[ErrorCode] };
