/** Bounds of everything a registry can make us wait for or hold. Tests pass smaller ones. */
export interface RegistryLimits {
  /** Bytes. The distribution specification asks registries to take manifests up to 4 MiB. */
  readonly manifestBytes: number;
  /** Bytes. A configuration is Chart.yaml as JSON; Helm reads files up to 5 MiB. */
  readonly configBytes: number;
  /** Bytes. Helm refuses charts over 100 MiB unpacked. */
  readonly chartBytes: number;
  /** Bytes. A provenance file holds Chart.yaml and a signature. */
  readonly provenanceBytes: number;
  /** Bytes of one page of tags or referrers; oras-go stops at the same size. */
  readonly listBytes: number;
  /** Pages of tags: at the usual 100 per page this is 100,000 tags. Attack: a `next` link that never ends. */
  readonly listPages: number;
  /** Bytes of a token response; oras-go stops at the same size. */
  readonly tokenBytes: number;
  /** Bytes of an error body that are read to explain a refusal. */
  readonly errorBytes: number;
  /** Manifests of an image index that are opened to find the chart. */
  readonly indexManifests: number;
  /** Hops. Storage redirects take one or two. */
  readonly redirects: number;
  /** Attempts of one request, the first included. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubles each time, give or take a half. */
  readonly backoffMs: number;
  /** Milliseconds that a `Retry-After` may ask for. */
  readonly retryAfterMs: number;
  /** Milliseconds after which no further attempt of the same request starts. */
  readonly retryingMs: number;
  /** Milliseconds without a header or a byte of the body. */
  readonly idleMs: number;
  /** Milliseconds for one attempt, before the time that its body and what came of the answer need at `slowestBytesPerSecond`. */
  readonly attemptMs: number;
  /** Bytes per second: a slower connection is cut off. Attack: a body that drips for ever. */
  readonly slowestBytesPerSecond: number;
  /** Bytes of one part of a chunked upload: proxies that refuse a whole chart mostly take 16 MiB. */
  readonly chunkBytes: number;
  /** Milliseconds that a token counts as used up before it expires. */
  readonly tokenMarginMs: number;
}

const mebibyte = 1024 * 1024;

export const registryLimits: RegistryLimits = {
  manifestBytes: 4 * mebibyte,
  configBytes: 5 * mebibyte,
  chartBytes: 100 * mebibyte,
  provenanceBytes: 4 * mebibyte,
  listBytes: 4 * mebibyte,
  listPages: 1000,
  tokenBytes: 128 * 1024,
  errorBytes: 64 * 1024,
  indexManifests: 32,
  redirects: 5,
  attempts: 5,
  backoffMs: 500,
  retryAfterMs: 60_000,
  retryingMs: 120_000,
  idleMs: 30_000,
  attemptMs: 60_000,
  slowestBytesPerSecond: 16 * 1024,
  chunkBytes: 16 * mebibyte,
  tokenMarginMs: 10_000,
};
