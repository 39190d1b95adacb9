import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PageMessage, PageModel } from '../../webview/pageModel';

/**
 * A page in an editor tab. The page runs with a content security policy that lets in only its own script and style; it
 * shows texts and sends back the id of the button that was pressed. A page that was hidden is made anew and asks for its
 * model again: a model that changes is given as a function.
 */
export function openPage(
  extensionUri: vscode.Uri,
  viewType: string,
  title: string,
  model: PageModel | (() => PageModel),
  onAction: (id: string, texts: Readonly<Record<string, string>>) => void,
): vscode.WebviewPanel {
  const roots = [vscode.Uri.joinPath(extensionUri, 'dist'), vscode.Uri.joinPath(extensionUri, 'media')];
  const panel = vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: roots,
    enableFindWidget: true,
  });
  panel.iconPath = {
    light: vscode.Uri.joinPath(extensionUri, 'media', 'activity.svg'),
    dark: vscode.Uri.joinPath(extensionUri, 'media', 'tab-dark.svg'),
  };
  const subscription = panel.webview.onDidReceiveMessage((message: unknown) => {
    if (!isPageMessage(message)) return;
    if (message.type === 'ready') void panel.webview.postMessage(typeof model === 'function' ? model() : model);
    else onAction(message.id, message.texts);
  });
  panel.onDidDispose(() => {
    subscription.dispose();
  });
  panel.webview.html = pageHtml(panel.webview, extensionUri, title);
  return panel;
}

function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, title: string): string {
  const nonce = randomBytes(18).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview.js')).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'media', 'page.css')).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${style}">
</head>
<body><script nonce="${nonce}" src="${script}"></script></body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}

function isPageMessage(message: unknown): message is PageMessage {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  if (message.type === 'ready') return true;
  return message.type === 'action' && 'id' in message && typeof message.id === 'string' && hasTexts(message);
}

function hasTexts(message: object): boolean {
  if (!('texts' in message) || typeof message.texts !== 'object' || message.texts === null) return false;
  return Object.values(message.texts).every(text => typeof text === 'string');
}
