import { compareUtf8 } from '../../util/bytes';
import type { Exchange, Headers } from './exchange';
import { ApiError, sendJson } from './exchange';
import { localRegistryLimits as limits } from './limits';
import type { Stores } from './stores';

/** `/v2/<name>/tags/list` */
export async function tagsRoute(stores: Stores, exchange: Exchange, name: string): Promise<void> {
  if (!(await stores.repositories.exists(name))) throw new ApiError(404, 'NAME_UNKNOWN', `no repository ${name}`);
  const tags = await stores.repositories.tagNames(name);
  sendPage(exchange, tags, page => ({ name, tags: page }));
}

/** `/v2/_catalog` */
export async function catalogRoute(stores: Stores, exchange: Exchange): Promise<void> {
  sendPage(exchange, await stores.repositories.names(), page => ({ repositories: page }));
}

/** A page of sorted names: at most `n`, those after `last`; a link leads to the next. */
function sendPage(exchange: Exchange, names: readonly string[], body: (page: readonly string[]) => unknown): void {
  const { query, path } = exchange;
  const asked = query.get('n');
  if (asked !== null && !/^[0-9]{1,9}$/.test(asked)) throw new ApiError(400, 'UNSUPPORTED', 'n is not a number');
  const size = asked === null ? limits.pageSize : Math.min(Number(asked), limits.pageSize);
  const last = query.get('last') ?? '';
  const rest = names.filter(name => last === '' || compareUtf8(name, last) > 0);
  const page = rest.slice(0, size);
  const end = page.at(-1);
  const next: Headers =
    end === undefined || page.length === rest.length
      ? {}
      : { Link: `<${path}?n=${size}&last=${encodeURIComponent(end)}>; rel="next"` };
  sendJson(exchange, 200, body(page), next);
}
