import * as vscode from 'vscode';
import type { ErrorCode, ErrorDetails } from '../../core/errors';
import type { TlsFault } from '../../core/registry/tlsFault';
import { tlsFaultOf } from '../../core/registry/tlsFault';
import type { ErrorMessage } from '../errorMessage';
import { errnoText, openFile, openSetting, safe, say } from '../errorMessage';

type Code = Extract<ErrorCode, `registry.${string}` | `credentials.${string}` | `localRegistry.${string}`>;
type Table = { readonly [C in Code]: (details: ErrorDetails[C]) => ErrorMessage };

const t = vscode.l10n.t;

/** Failures of registries and their credentials; a part of the table in messages.ts. */
export const registryMessages: Table = {
  'registry.badReference': d =>
    say(t('{0} is not a registry address: {1}.', safe(d.reference), badReferenceText(d.reason))),
  'registry.unreachable': d => unreachable(d.host, d.reason),
  'registry.unauthorized': d =>
    say(
      t(
        'The registry {0} refused access (status {1}). Tried: {2}. Log in, or ask for access to it.',
        safe(d.host),
        d.detail === '' ? safe(d.status) : `${safe(d.status)}: ${safe(d.detail)}`,
        safe(d.credential),
      ),
      { title: t('Why Was I Refused?'), command: 'helmChartRelease.explainRefusal', arguments: [d] },
    ),
  'registry.notFound': d => say(t('There is no {0} in the registry. Check the name and version.', safe(d.reference))),
  'registry.refused': d =>
    say(
      t(
        'The registry {0} refused {1} with status {2}: {3}',
        safe(d.host),
        safe(d.request),
        safe(d.status),
        safe(d.detail),
      ),
    ),
  'registry.protocol': d =>
    say(
      t(
        'The registry {0} does not answer as an OCI registry should: {1}. Check that the address is a registry.',
        safe(d.host),
        safe(d.reason),
      ),
    ),
  'registry.digestMismatch': d =>
    say(
      t(
        '{0} has another content than announced: expected {1}, got {2}. It was not used.',
        safe(d.subject),
        safe(d.expected),
        safe(d.actual),
      ),
    ),
  'registry.tagExists': d =>
    say(
      t(
        '{0} is already published with other contents ({1}; ours is {2}). Raise the version in Chart.yaml instead of replacing it.',
        safe(d.reference),
        safe(d.existing),
        safe(d.ours),
      ),
    ),
  'registry.badMetadata': d =>
    say(
      t('{0} is no metadata for Artifact Hub: {1}. Nothing was published.', safe(d.path), safe(d.reason)),
      openFile(d.path),
    ),
  'registry.insecure': d =>
    say(
      t(
        '{0} is not used: {1}. Plain HTTP is for this machine only, or for hosts you allow in the settings.',
        safe(d.url),
        safe(d.reason),
      ),
      openSetting('helmChartRelease.insecureRegistries'),
    ),
  'registry.noVersion': d => say(versionText(d)),
  'credentials.unreadable': d =>
    say(
      t(
        'The credentials in {0} cannot be read: {1}. Mend or remove the file; docker login and helm registry login write it anew.',
        safe(d.path),
        safe(d.reason),
      ),
      openFile(d.path),
    ),
  'credentials.helperFailed': d =>
    say(
      t(
        'The credential helper {0} failed for {1}: {2}. Check that it is installed and on the PATH of the editor.',
        safe(d.helper),
        safe(d.host),
        safe(d.reason),
      ),
    ),
  'localRegistry.notStarted': d =>
    say(
      t(
        'The local registry could not be started on port {0} with the folder {1}: {2}.',
        safe(d.port),
        safe(d.directory),
        errnoText(d.reason),
      ),
    ),
};

function unreachable(host: string, reason: string): ErrorMessage {
  const fault = tlsFaultOf(reason);
  if (fault === undefined)
    return say(
      t('The registry {0} cannot be reached: {1}. Check the address and that it is running.', safe(host), safe(reason)),
    );
  const setting = fault === 'no-tls' ? 'helmChartRelease.insecureRegistries' : 'helmChartRelease.registryCertificates';
  const text = t('The registry {0} cannot be reached: {1} ({2}).', safe(host), tlsText(fault), safe(reason));
  return fault === 'expired' || fault === 'other-name' ? say(text) : say(text, openSetting(setting));
}

function tlsText(fault: TlsFault): string {
  switch (fault) {
    case 'untrusted':
      return t('its certificate is of an authority that is not trusted here');
    case 'expired':
      return t('its certificate is not valid at this time');
    case 'other-name':
      return t('its certificate is for another name');
    case 'no-tls':
      return t('it does not speak TLS');
    case 'client-certificate':
      return t('it asks for a client certificate');
  }
}

/** What an address of a registry looks like, where this one does not. */
export function badReferenceText(reason: string): string {
  switch (reason) {
    case 'scheme':
    case 'unsupported-scheme':
      return t('it begins with oci://');
    case 'host':
      return t('after oci:// comes a host, with a port or without');
    case 'repository':
      return t('the path is of lower-case letters and digits, with . _ - between them');
    case 'tag':
      return t('here stands no tag, or one that is none');
    case 'digest':
      return t('a digest is sha256: and 64 hexadecimal digits');
    case 'version-mismatch':
      return t('its tag is not the version that was asked for');
    default:
      return safe(reason);
  }
}

function versionText(d: ErrorDetails['registry.noVersion']): string {
  switch (d.reason) {
    case 'bad-constraint':
      return t('{0} is neither a version nor a range of versions.', safe(d.version));
    case 'none-matches':
      return t('{0} has no version that fits {1}.', safe(d.reference), safe(d.version));
    case 'no-versions':
      return t('{0} has no versions.', safe(d.reference));
  }
}
