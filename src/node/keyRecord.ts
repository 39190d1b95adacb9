import type { TrustScope } from '../core/trust/scope';
import { formatTrustScope } from '../core/trust/scope';
import { parseScopes } from './trustDecisions';

/** What the user decided about a key, and what has to be remembered of it. Nothing here is secret. */
export interface KeyRecord {
  readonly trusted: boolean;
  /** Where the trust counts; none: everywhere. */
  readonly scopes?: readonly TrustScope[];
  /** When the key came into this keyring, milliseconds since 1970. */
  readonly addedAtMs: number;
  /** Where it came from: `generated`, a file name, or an address. */
  readonly source: string;
  /** Where the private part is; `undefined`: not with this user. */
  readonly privateKey?: PrivateKeyPlace;
  readonly backup?: KeyBackup;
}

export type PrivateKeyPlace =
  | { readonly kind: 'editor' }
  | {
      readonly kind: 'gpg';
      /** Absolute path; `undefined`: gpg's own default. */
      readonly home?: string;
      readonly location: 'agent' | 'card';
      readonly cardSerial?: string;
      /** Who asks for the passphrase or PIN. */
      readonly asks: 'pinentry' | 'editor';
    };

/** An encrypted copy of the private key that was read back and opened with the passphrase. */
export interface KeyBackup {
  readonly path: string;
  readonly testedAtMs: number;
}

export function formatRecord({ scopes = [], ...record }: KeyRecord): string {
  return `${JSON.stringify({ ...record, scopes: scopes.map(formatTrustScope) }, undefined, 2)}\n`;
}

/** A record that cannot be read counts as none: the key is then known, not trusted. */
export function parseRecord(text: string | undefined): KeyRecord | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (!isObject(value)) return undefined;
    const { trusted, scopes, addedAtMs, source } = value;
    const privateKey = parsePlace(value['privateKey']);
    const backup = parseBackup(value['backup']);
    return {
      trusted: trusted === true,
      scopes: parseScopes(Array.isArray(scopes) ? scopes : []),
      addedAtMs: typeof addedAtMs === 'number' ? addedAtMs : 0,
      source: typeof source === 'string' ? source : '',
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(backup === undefined ? {} : { backup }),
    };
  } catch {
    return undefined;
  }
}

function parsePlace(value: unknown): PrivateKeyPlace | undefined {
  if (!isObject(value)) return undefined;
  if (value['kind'] === 'editor') return { kind: 'editor' };
  if (value['kind'] !== 'gpg') return undefined;
  const { home, cardSerial } = value;
  return {
    kind: 'gpg',
    location: value['location'] === 'card' ? 'card' : 'agent',
    asks: value['asks'] === 'editor' ? 'editor' : 'pinentry',
    ...(typeof home === 'string' ? { home } : {}),
    ...(typeof cardSerial === 'string' ? { cardSerial } : {}),
  };
}

function parseBackup(value: unknown): KeyBackup | undefined {
  if (!isObject(value)) return undefined;
  const { path, testedAtMs } = value;
  return typeof path === 'string' && typeof testedAtMs === 'number' ? { path, testedAtMs } : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
