import type { ErrorCode, ErrorDetails } from '../../core/errors';
import type { KeyInfo } from '../../core/provenance/keyring';
import type { RevocationReason } from '../../core/provenance/keyLife';
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
  | (HeldKey & { readonly kind: 'extend'; readonly expiresAtSeconds?: number; readonly nowSeconds: number })
  | (HeldKey & { readonly kind: 'revoke'; readonly reason: RevocationReason; readonly note: string })
  | (HeldKey & { readonly kind: 'certify'; readonly publicBytes: string })
  | { readonly kind: 'import'; readonly keyFile: string; readonly passphrase: string; readonly fingerprint?: string };

interface HeldKey {
  readonly privateKeyArmored: string;
  readonly passphrase: string;
}

/** What comes back for each kind. */
export interface WorkerAnswers {
  readonly sign: { readonly signature: string };
  readonly generate: StoredKey & { readonly revocationCertificate: string };
  readonly import: StoredKey;
  readonly extend: StoredKey;
  readonly revoke: { readonly publicBytes: string };
  readonly certify: { readonly publicBytes: string };
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
