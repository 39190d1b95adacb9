import { decodeUtf8Lossy } from '../../../util/bytes';
import type { ScalarValue } from '../scalar';
import { isTimestamp, resolvePlainScalar } from '../scalar';
import type { YamlEvent } from './events';
import { YamlFault } from './yamlFault';

const standardTag = 'tag:yaml.org,2002:';

/** The value of a scalar. An unknown tag leaves the text as it is; `!!str`, `!!int` and their like decide over the style. */
export function scalarValue(event: YamlEvent): ScalarValue {
  const { tag, text } = event;
  if (tag === '') return event.implicit ? resolvePlainScalar(text) : text;
  const kind = tag.startsWith(standardTag) ? tag.slice(standardTag.length) : '';
  switch (kind) {
    case 'binary':
      return decodeBinary(event);
    case 'int':
    case 'float':
    case 'bool':
    case 'null':
    case 'timestamp':
      return valueOfKind(event, kind);
    default:
      return text;
  }
}

/** Go's base64: padded, and line breaks do not count. */
function decodeBinary(event: YamlEvent): string {
  const text = event.text.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text))
    throw new YamlFault('tag', '!!binary value contains invalid base64 data', event.start, event.end);
  return decodeUtf8Lossy(Buffer.from(text, 'base64'));
}

function valueOfKind(event: YamlEvent, wanted: 'int' | 'float' | 'bool' | 'null' | 'timestamp'): ScalarValue {
  const { text } = event;
  const isTime = wanted === 'timestamp' && isTimestamp(text);
  const value = isTime ? text : resolvePlainScalar(text);
  const kind = isTime ? 'timestamp' : kindOf(value);
  if (kind === wanted) return value;
  const fitsDouble = typeof value === 'bigint' && value < 2n ** 63n;
  if (wanted === 'float' && kind === 'int' && fitsDouble) return Number(value);
  throw new YamlFault('tag', `cannot decode !!${kind} \`${text}\` as a !!${wanted}`, event.start, event.end);
}

function kindOf(value: ScalarValue): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    default:
      return 'str';
  }
}
