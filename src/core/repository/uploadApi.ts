import { concatBytes, encodeUtf8 } from '../../util/bytes';

/** How a server takes packages. `put`: a plain server of files (WebDAV), whose index is ours to write. */
export type UploadApi = 'chartmuseum' | 'gitea' | 'gitlab' | 'nexus' | 'artifactory' | 'put';

export const uploadApis: readonly UploadApi[] = ['chartmuseum', 'gitea', 'gitlab', 'nexus', 'artifactory', 'put'];

/** Where a package goes, and in which form. */
export type UploadPlace =
  | { readonly method: 'POST'; readonly url: URL; readonly provenance: 'field' | 'none' }
  | { readonly method: 'PUT'; readonly url: URL; readonly provenance: 'file' };

/**
 * The address of an upload for the address of a repository as `helm repo add` takes it. `contextPath`: what ChartMuseum has
 * in front of `api` (its `--context-path`), e.g. `/charts`. `force`: ChartMuseum replaces what is there.
 */
export function uploadPlace(
  api: UploadApi,
  repository: URL,
  fileName: string,
  options: { readonly force: boolean; readonly contextPath?: string },
): UploadPlace {
  const url = new URL(repository);
  url.username = '';
  url.password = '';
  const path = url.pathname.replace(/\/+$/, '');
  switch (api) {
    case 'chartmuseum': {
      const context = (options.contextPath ?? '').replace(/\/+$/, '');
      const rest = context !== '' && path.startsWith(context) ? path.slice(context.length) : path;
      url.pathname = `${context}/api${rest}/charts`;
      // Its mere presence counts, whatever its value.
      if (options.force) url.searchParams.set('force', 'true');
      return { method: 'POST', url, provenance: 'field' };
    }
    case 'gitea':
      url.pathname = `${path}/api/charts`;
      return { method: 'POST', url, provenance: 'none' };
    case 'gitlab':
      url.pathname = path.replace(/\/packages\/helm\/([^/]+)$/, '/packages/helm/api/$1/charts');
      return { method: 'POST', url, provenance: 'none' };
    case 'nexus':
    case 'artifactory':
    case 'put':
      url.pathname = `${path}/${encodeURIComponent(fileName).replaceAll('%2B', '+')}`;
      return { method: 'PUT', url, provenance: 'file' };
  }
}

/** A form with files, as RFC 7578 has it. `boundary` must not occur in any of them. */
export function formatForm(
  files: readonly { readonly field: string; readonly fileName: string; readonly bytes: Uint8Array }[],
  boundary: string,
): Uint8Array<ArrayBuffer> {
  const parts = files.flatMap(({ field, fileName, bytes }) => [
    encodeUtf8(
      `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${fileName.replace(/["\r\n]/g, '_')}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    ),
    bytes,
    encodeUtf8('\r\n'),
  ]);
  return new Uint8Array(concatBytes([...parts, encodeUtf8(`--${boundary}--\r\n`)]));
}

/** What an answer to an upload means. Nexus says 400 with a sentence where others say 409. */
export function uploadOutcome(status: number, text: string): 'done' | 'conflict' | 'refused' {
  if (status === 200 || status === 201 || status === 202 || status === 204) return 'done';
  if (status === 409 || status === 412) return 'conflict';
  return status === 400 && /exist|cannot be updated|does not allow updating/i.test(text) ? 'conflict' : 'refused';
}
