import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compareUtf8, encodeUtf8 } from '../../util/bytes';
import { digestHex, sha256 } from '../../util/digest';
import type { ContentDigest } from './contentDigest';
import { algorithmOf, hexOf, isContentDigest } from './contentDigest';
import { writeReplacing } from './contentStore';
import { localRegistryLimits as limits } from './limits';

/** A manifest of a repository, with what lists and referrers say about it. The bytes are in the content store. */
export interface StoredManifest {
  readonly digest: ContentDigest;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly subject?: ContentDigest;
}

export interface StoredTag {
  readonly tag: string;
  readonly digest: ContentDigest;
}

/**
 * Which blobs, manifests and tags a repository has: one small file each, written whole. Names and tags are in the files,
 * not in their paths: tags differ in case where file systems do not, and `con` is a fine repository but no Windows file.
 */
export class RepositoryStore {
  readonly #directory: string;
  readonly #temporary: string;
  /** Names of files of tags, with the tag in them. */
  readonly #tagOfFile = new Map<string, string>();

  constructor(directory: string, temporary: string) {
    this.#directory = join(directory, 'repositories');
    this.#temporary = temporary;
  }

  async open(): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
  }

  /** Names of the repositories that hold a manifest, in byte order. */
  async names(): Promise<readonly string[]> {
    const names: string[] = [];
    for (const folder of await listFolder(this.#directory)) {
      const name = await readJson(join(this.#directory, folder, 'repository.json'));
      const manifests = await listFolder(join(this.#directory, folder, 'manifests'));
      if (manifests.length > 0 && isRecord(name) && typeof name['name'] === 'string') names.push(name['name']);
    }
    return names.sort(compareUtf8);
  }

  async exists(repository: string): Promise<boolean> {
    return (await listFolder(this.#path(repository, 'manifests'))).length > 0;
  }

  async hasBlob(repository: string, digest: ContentDigest): Promise<boolean> {
    return isRecord(await readJson(this.#path(repository, 'blobs', fileNameOf(digest))));
  }

  async addBlob(repository: string, digest: ContentDigest): Promise<void> {
    await this.#declare(repository);
    await this.#write(this.#path(repository, 'blobs', fileNameOf(digest)), { digest });
  }

  /** Whether it was there. */
  async removeBlob(repository: string, digest: ContentDigest): Promise<boolean> {
    return remove(this.#path(repository, 'blobs', fileNameOf(digest)));
  }

  /** Every digest that a repository names: blobs and manifests. A blob that no manifest came to use counts too. */
  async named(): Promise<ReadonlySet<string>> {
    const named = new Set<string>();
    for (const folder of await listFolder(this.#directory)) {
      for (const kind of ['blobs', 'manifests']) {
        for (const value of await this.#readAll(join(this.#directory, folder, kind))) {
          if (isRecord(value) && typeof value['digest'] === 'string') named.add(value['digest']);
        }
      }
    }
    return named;
  }

  async manifest(repository: string, digest: ContentDigest): Promise<StoredManifest | undefined> {
    return asManifest(await readJson(this.#path(repository, 'manifests', fileNameOf(digest))));
  }

  async manifests(repository: string): Promise<readonly StoredManifest[]> {
    const found = await this.#readAll(this.#path(repository, 'manifests'));
    return found.flatMap(value => asManifest(value) ?? []).sort((a, b) => compareUtf8(a.digest, b.digest));
  }

  async addManifest(repository: string, manifest: StoredManifest): Promise<void> {
    await this.#declare(repository);
    await this.#write(this.#path(repository, 'manifests', fileNameOf(manifest.digest)), manifest);
  }

  /** Removes a manifest and every tag on it; whether it was there. */
  async removeManifest(repository: string, digest: ContentDigest): Promise<boolean> {
    for (const { tag } of (await this.tags(repository)).filter(stored => stored.digest === digest)) {
      await this.removeTag(repository, tag);
    }
    return remove(this.#path(repository, 'manifests', fileNameOf(digest)));
  }

  async tag(repository: string, tag: string): Promise<ContentDigest | undefined> {
    return asTag(await readJson(this.#tagPath(repository, tag)))?.digest;
  }

  /** In byte order, as the specification wants lists. */
  async tags(repository: string): Promise<readonly StoredTag[]> {
    const found = await this.#readAll(this.#path(repository, 'tags'));
    return found.flatMap(value => asTag(value) ?? []).sort((a, b) => compareUtf8(a.tag, b.tag));
  }

  /**
   * The tags alone, in byte order. The name of a file belongs to one tag for good, so each file is read once: a list of
   * 10,000 tags is asked for page by page, and reading all files for each page took ten seconds.
   */
  async tagNames(repository: string): Promise<readonly string[]> {
    const directory = this.#path(repository, 'tags');
    const names = await Promise.all(
      (await listFolder(directory)).map(async name => {
        const known = this.#tagOfFile.get(name);
        if (known !== undefined) return known;
        const tag = asTag(await readJson(join(directory, name)))?.tag;
        if (tag !== undefined) this.#remember(name, tag);
        return tag;
      }),
    );
    return names.filter(tag => tag !== undefined).sort(compareUtf8);
  }

  #remember(fileName: string, tag: string): void {
    if (this.#tagOfFile.size >= limits.rememberedTags) this.#tagOfFile.clear();
    this.#tagOfFile.set(fileName, tag);
  }

  async setTag(repository: string, tag: string, digest: ContentDigest): Promise<void> {
    await this.#write(this.#tagPath(repository, tag), { tag, digest });
  }

  async removeTag(repository: string, tag: string): Promise<boolean> {
    return remove(this.#tagPath(repository, tag));
  }

  #tagPath(repository: string, tag: string): string {
    return this.#path(repository, 'tags', `${folderName(tag)}.json`);
  }

  async #declare(repository: string): Promise<void> {
    await this.#write(this.#path(repository, 'repository.json'), { name: repository });
  }

  #path(repository: string, ...parts: readonly string[]): string {
    return join(this.#directory, folderName(repository), ...parts);
  }

  #write(path: string, value: unknown): Promise<void> {
    return writeReplacing(this.#temporary, path, encodeUtf8(JSON.stringify(value)));
  }

  async #readAll(directory: string): Promise<readonly unknown[]> {
    const names = await listFolder(directory);
    return Promise.all(names.map(name => readJson(join(directory, name))));
  }
}

/** sha256 without its name, as the most of them are. */
function fileNameOf(digest: ContentDigest): string {
  return `${algorithmOf(digest) === 'sha512' ? 'sha512-' : ''}${hexOf(digest)}.json`;
}

/** Readable, and unique by the digest that follows, on every file system. */
function folderName(name: string): string {
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '_')
    .slice(0, 64);
  return `${readable}-${digestHex(sha256(encodeUtf8(name))).slice(0, 20)}`;
}

/** The descriptor that referrers list for a manifest. */
export function descriptorOf(manifest: StoredManifest): Readonly<Record<string, unknown>> {
  const { mediaType, digest, sizeBytes, artifactType, annotations = {} } = manifest;
  return { mediaType, digest, size: sizeBytes, annotations, ...(artifactType === undefined ? {} : { artifactType }) };
}

async function listFolder(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch(() => []);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

async function remove(path: string): Promise<boolean> {
  return rm(path).then(
    () => true,
    () => false,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function asTag(value: unknown): StoredTag | undefined {
  if (!isRecord(value)) return undefined;
  const { tag, digest } = value;
  return typeof tag === 'string' && typeof digest === 'string' && isContentDigest(digest) ? { tag, digest } : undefined;
}

function asManifest(value: unknown): StoredManifest | undefined {
  if (!isRecord(value)) return undefined;
  const { digest, mediaType, sizeBytes } = value;
  const whole = typeof digest === 'string' && typeof mediaType === 'string' && typeof sizeBytes === 'number';
  // Our own file, written whole: what is in the required fields decides.
  return whole ? (value as unknown as StoredManifest) : undefined;
}
