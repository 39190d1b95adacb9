import { decodeUtf8 } from '../../util/bytes';
import type { Digest } from '../../util/digest';
import { isDigest } from '../../util/digest';
import { mediaTypes } from './mediaTypes';

/** What a manifest says about a blob or another manifest. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly artifactType?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ImageManifest {
  readonly kind: 'manifest';
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

export interface ImageIndex {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** Why a document is no manifest that we accept; a word for the details of an error, not prose. */
export class ManifestProblem extends Error {}

/**
 * Reads an OCI image manifest or index. `mediaType` is the type of the answer that carried it, without parameters.
 * Throws `ManifestProblem`. A document that could be read as both kinds, or says another type inside than outside, is
 * refused: two readers would see two artifacts behind one digest (GHSA-5j5w-g665-5m35).
 */
export function parseManifest(bytes: Uint8Array, mediaType: string): ImageManifest | ImageIndex {
  const document = asObject(parseJson(bytes), 'manifest');
  if (document['schemaVersion'] !== 2) throw new ManifestProblem('schemaVersion is not 2');
  const inside = document['mediaType'];
  if (inside !== undefined && inside !== mediaType) throw new ManifestProblem('mediaType differs from Content-Type');
  const hasLayers = document['layers'] !== undefined || document['config'] !== undefined;
  if (hasLayers && document['manifests'] !== undefined) throw new ManifestProblem('manifest and index in one');
  const annotations = asAnnotations(document['annotations']);
  if (mediaType === mediaTypes.index) {
    return { kind: 'index', manifests: asList(document['manifests'], 'manifests').map(asDescriptor), annotations };
  }
  if (mediaType !== mediaTypes.manifest) throw new ManifestProblem(`unsupported media type ${mediaType || 'none'}`);
  const artifactType = document['artifactType'];
  return {
    kind: 'manifest',
    config: asDescriptor(document['config']),
    layers: asList(document['layers'], 'layers').map(asDescriptor),
    annotations,
    ...(typeof artifactType === 'string' ? { artifactType } : {}),
    ...(document['subject'] === undefined ? {} : { subject: asDescriptor(document['subject']) }),
  };
}

/** A JSON document from a registry; throws `ManifestProblem` when it is not JSON in UTF-8. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new ManifestProblem('not UTF-8');
  try {
    return JSON.parse(text);
  } catch {
    throw new ManifestProblem('not JSON');
  }
}

export function asObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ManifestProblem(`${what} is not an object`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function asList(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ManifestProblem(`${what} is not a list`);
  return value;
}

function asDescriptor(value: unknown): Descriptor {
  const object = asObject(value, 'descriptor');
  const { mediaType, digest, size, artifactType } = object;
  if (typeof mediaType !== 'string') throw new ManifestProblem('descriptor without mediaType');
  if (typeof digest !== 'string' || !isDigest(digest)) throw new ManifestProblem('descriptor without a sha256 digest');
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw new ManifestProblem('descriptor without a size');
  }
  const annotations = asAnnotations(object['annotations']);
  return {
    mediaType,
    digest,
    sizeBytes: size,
    annotations,
    ...(typeof artifactType === 'string' ? { artifactType } : {}),
  };
}

function asAnnotations(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  const entries = Object.entries(asObject(value, 'annotations'));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
