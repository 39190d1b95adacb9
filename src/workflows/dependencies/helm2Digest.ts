import type { Dependency } from '../../core/chart/metadata';
import { encodeUtf8 } from '../../util/bytes';
import { sha256 } from '../../util/digest';
import type { GoJson } from '../../util/goJson';
import { formatGoJson } from '../../util/goJson';

/** The digest that Helm 2 wrote into requirements.lock: over the dependencies as declared (internal/resolver HashV2Req). */
export function helm2Digest(declared: readonly Dependency[]): string {
  const dependencies = declared.map(({ name, version, repository, condition, tags, enabled, importValues, alias }) => {
    const members: readonly (readonly [string, GoJson])[] = [
      ['name', name],
      ['version', version || undefined],
      ['repository', repository],
      ['condition', condition || undefined],
      ['tags', tags?.length ? tags : undefined],
      ['enabled', enabled ? true : undefined],
      ['import-values', importValues?.length ? (importValues as readonly GoJson[]) : undefined],
      ['alias', alias || undefined],
    ];
    return new Map(members);
  });
  return sha256(encodeUtf8(formatGoJson(new Map<string, GoJson>([['dependencies', dependencies]]))));
}
