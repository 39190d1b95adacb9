import type { Digest } from '../../util/digest';
import { mapLimited } from '../../util/mapLimited';
import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import type { RegistryClient } from './client';

/** The manifest under a tag, and which other tags would go with it. */
export interface SharedManifest {
  readonly digest: Digest;
  readonly otherTags: readonly string[];
}

/** Tags that are asked for at a time to find those on one manifest. */
const lookups = 8;

/**
 * Takes a tag away and nothing else. `false`: the registry cannot do that (docker-registry answers 400, others 405); then only the
 * manifest can be deleted, see `tagsOn`. Throws what `RegistryClient` throws.
 */
export async function deleteTag(
  client: RegistryClient,
  repository: string,
  tag: string,
  context: Context,
): Promise<boolean> {
  try {
    await client.deleteManifest(repository, tag, context);
    return true;
  } catch (error) {
    const unable =
      ChartReleaseError.is(error, 'registry.refused') && [400, 405, 415, 501].includes(error.details.status);
    if (!unable) throw error;
    return false;
  }
}

/**
 * Every tag on the manifest of `tag`: deleting by digest deletes them all (distribution specification 1.1). Each tag is
 * asked for. Throws `registry.notFound` when the tag is gone.
 */
export async function tagsOn(
  client: RegistryClient,
  repository: string,
  tag: string,
  context: Context,
): Promise<SharedManifest> {
  const head = await client.headManifest(repository, tag, context);
  if (head === undefined)
    throw new ChartReleaseError('registry.notFound', { reference: `oci://${client.host}/${repository}:${tag}` });
  const others = (await client.listTags(repository, context)).filter(other => other !== tag);
  const digests = await mapLimited(others, lookups, async other => {
    context.signal.throwIfAborted();
    return (await client.headManifest(repository, other, context))?.digest;
  });
  return { digest: head.digest, otherTags: others.filter((_, index) => digests[index] === head.digest) };
}
