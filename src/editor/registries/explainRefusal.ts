import * as vscode from 'vscode';
import type { ErrorDetails } from '../../core/errors';
import { displayText } from '../../util/displayText';
import type { CommandMap } from '../commandMap';

type Refusal = ErrorDetails['registry.unauthorized'];

const scheme = 'helm-chart-refusal';

/**
 * What the registry wanted, what it got, and what to do: a read-only text, so that it can be sent to who runs the registry. The
 * text is in the address, so that the tab comes back with the window.
 */
export function explainRefusalCommand(context: vscode.ExtensionContext): CommandMap['helmChartRelease.explainRefusal'] {
  const content = { provideTextDocumentContent: (uri: vscode.Uri): string => decodeURIComponent(uri.query) };
  context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(scheme, content));
  return async refusal => {
    if (!isRefusal(refusal)) return;
    const path = `/${vscode.l10n.t('Why was I refused by {0}?', displayText(refusal.host, 100)).replaceAll('/', ' ')}.md`;
    const uri = vscode.Uri.from({ scheme, path, query: encodeURIComponent(explain(refusal)) });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  };
}

function explain(refusal: Refusal): string {
  const { host, status, detail, credential, challenge, asked, granted } = refusal;
  const nothing = vscode.l10n.t('nothing');
  const rows: readonly (readonly [string, string])[] = [
    [vscode.l10n.t('Registry'), host],
    [vscode.l10n.t('Answer'), `${status} ${detail}`.trim()],
    [vscode.l10n.t('It asked for'), challenge ?? nothing],
    [vscode.l10n.t('Credential used'), credential],
    [vscode.l10n.t('Access asked for'), asked ?? nothing],
    [vscode.l10n.t('Access granted'), granted ?? grantedText(refusal)],
  ];
  const table = rows.map(([name, value]) => `- **${name}**: ${displayText(value, 500)}`).join('\n');
  return `# ${vscode.l10n.t('Why was I refused?')}\n\n${table}\n\n## ${vscode.l10n.t('What to do')}\n\n${advice(refusal)}\n`;
}

/** Only a token can say what it is good for. */
function grantedText({ challenge, credential }: Refusal): string {
  if (credential === 'anonymous') return vscode.l10n.t('nothing');
  return challenge?.startsWith('Bearer') === true
    ? vscode.l10n.t('the token does not say')
    : vscode.l10n.t('a password does not say');
}

function advice({ host, status, credential, asked, granted }: Refusal): string {
  if (credential === 'anonymous')
    return vscode.l10n.t('No credential was found for {0}. Log in with the command Log In to a Registry.', host);
  if (status === 401)
    return vscode.l10n.t(
      'The credential from {0} was not accepted: it is wrong, or it has expired. Log in again, or remove it there.',
      credential,
    );
  if (asked !== undefined && granted !== undefined && !asked.split(' ').every(scope => granted.includes(scope)))
    return vscode.l10n.t('You are known, but were not given all that was asked for. Ask for the missing access.');
  if (host === 'ghcr.io')
    return vscode.l10n.t(
      'The token needs write:packages to push and read:packages to pull, and access to the package.',
    );
  if (/\.dkr\.ecr\..*\.amazonaws\.com$/.test(host))
    return vscode.l10n.t(
      'Tokens of this registry last twelve hours, and each repository must be created before a push.',
    );
  return vscode.l10n.t('You are known, but may not do this. Ask who runs the registry for access to this repository.');
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'host' in value && 'status' in value && 'credential' in value;
}
