import * as vscode from 'vscode';
import type { CommandId } from '../commandMap';

type Step = 'package' | 'sign' | 'verify' | 'push' | 'publish' | 'choose';

/** Which command, when it was carried out, completes a step of the walkthrough. */
const steps: Partial<Record<CommandId, Step>> = {
  'helmChartRelease.packageChart': 'package',
  'helmChartRelease.signPackage': 'sign',
  'helmChartRelease.pushPackage': 'push',
  'helmChartRelease.publishToFolder': 'publish',
  'helmChartRelease.chooseDestination': 'choose',
};

/**
 * Completes the steps of the walkthrough when what they ask for is done: a command that was cancelled or failed has no
 * result. Verifying takes both, a package that is trusted and a tampered one that is refused.
 */
export class WalkthroughSteps {
  #sawTrusted = false;
  #sawRefused = false;

  readonly note = (id: CommandId, result: unknown): void => {
    if (result === undefined) return;
    const step = steps[id];
    if (step !== undefined) void complete(step);
    if (id !== 'helmChartRelease.verifyPackage') return;
    const { verdict } = result as { readonly verdict?: unknown };
    this.#sawTrusted ||= verdict === 'trusted';
    this.#sawRefused ||= verdict === 'digest-mismatch';
    if (this.#sawTrusted && this.#sawRefused) void complete('verify');
  };
}

function complete(step: Step): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', contexts[step], true);
}

const contexts: Readonly<Record<Step, string>> = {
  package: 'helmChartRelease.done.package',
  sign: 'helmChartRelease.done.sign',
  verify: 'helmChartRelease.done.verify',
  push: 'helmChartRelease.done.push',
  publish: 'helmChartRelease.done.publish',
  choose: 'helmChartRelease.done.choose',
};
