import { createHash } from 'node:crypto';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const empty = Buffer.from('{}');

/** Attaches an empty artifact of a type to a manifest, as signing and SBOM tools do it: a manifest with a subject. */
export async function attach(
  registry: string,
  repository: string,
  subject: string,
  artifactType: string,
): Promise<string> {
  const digest = digestOf(empty);
  const uploads = `${registry}/v2/${repository}/blobs/uploads/?digest=${digest}`;
  const sent = await fetch(uploads, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: empty,
  });
  if (sent.status !== 201) throw new Error(`blob: ${sent.status}`);
  const head = await fetch(`${registry}/v2/${repository}/manifests/${subject}`, { headers: { accept: manifestType } });
  const size = (await head.arrayBuffer()).byteLength;
  const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest, size: empty.length };
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      artifactType,
      config,
      layers: [config],
      subject: { mediaType: manifestType, digest: subject, size },
    }),
  );
  const put = await fetch(`${registry}/v2/${repository}/manifests/${digestOf(manifest)}`, {
    method: 'PUT',
    headers: { 'Content-Type': manifestType },
    body: manifest,
  });
  if (put.status !== 201) throw new Error(`manifest: ${put.status}`);
  return digestOf(manifest);
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
