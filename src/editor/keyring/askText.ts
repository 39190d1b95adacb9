import * as vscode from 'vscode';

/** One line of a form, without blanks around it; anything else shows the prompt as what is wrong. `undefined`: cancelled. */
export async function askText(title: string, prompt: string, form: RegExp): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    ignoreFocusOut: true,
    validateInput: value => (form.test(value.trim()) ? undefined : prompt),
  });
  return text?.trim();
}
