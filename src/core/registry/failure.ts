import { decodeUtf8Lossy } from '../../util/bytes';
import { displayText } from '../../util/displayText';
import type { ErrorDetails } from '../errors';
import { ChartReleaseError } from '../errors';
import type { Reply } from './transport';

export interface FailedRequest {
  readonly host: string;
  /** Method and path; the query stays out, it may carry an upload's state or a signature. */
  readonly request: string;
  /** What was asked for; a 404 is `registry.notFound` of it. */
  readonly reference?: string;
  /** Where the credential that was sent comes from, or `anonymous`. */
  readonly credential: string;
  /** Removed from whatever the registry says. Attack: a registry that echoes what it was sent into our log. */
  readonly secrets: readonly string[];
  /** What is known of how the registry was asked to let us in. */
  readonly trace?: AccessTrace;
}

export interface AccessTrace {
  readonly challenge?: string;
  readonly asked?: string;
  readonly granted?: string;
}

type Refusal = 'registry.unauthorized' | 'registry.notFound' | 'registry.refused';

/** The typed failure of an answer that is not a success. */
export function failureOf(reply: Reply, failed: FailedRequest): ChartReleaseError<Refusal> {
  const { host, request, reference, credential, secrets, trace = {} } = failed;
  const { status } = reply;
  const detail = errorText(reply.bytes, secrets);
  if (status === 401 || status === 403) {
    const shown = Object.entries(trace).map(([name, text]) => [name, masked(String(text), secrets)]);
    return refusal('registry.unauthorized', { host, status, detail, credential, ...Object.fromEntries(shown) });
  }
  if (status === 404 && reference !== undefined) return refusal('registry.notFound', { reference });
  return refusal('registry.refused', { host, request, status, detail });
}

function refusal<C extends Refusal>(code: C, details: ErrorDetails[C]): ChartReleaseError<Refusal> {
  return new ChartReleaseError(code, details) as ChartReleaseError<Refusal>;
}

/** `CODE: message` of every error of the specification's form, else the text itself; safe to show, without secrets. */
export function errorText(bytes: Uint8Array, secrets: readonly string[]): string {
  let text = decodeUtf8Lossy(bytes).trim();
  try {
    const document: unknown = JSON.parse(text);
    text = specifiedErrors(document) ?? text;
  } catch {
    // Proxies answer in HTML or plain text.
  }
  return displayText(masked(text, secrets));
}

function masked(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret.length > 2 ? rest.replaceAll(secret, '•••') : rest), text);
}

function specifiedErrors(document: unknown): string | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  if ('errors' in document && Array.isArray(document.errors)) {
    return document.errors
      .map(oneError)
      .filter(text => text !== '')
      .join('; ');
  }
  // Token servers: OAuth2 (RFC 6749, 5.2) and Docker's older form.
  if ('error_description' in document && typeof document.error_description === 'string')
    return document.error_description;
  if ('details' in document && typeof document.details === 'string') return document.details;
  return undefined;
}

function oneError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  return [code, message].filter(text => text !== '').join(': ');
}
