import { prepareEditor } from '../support/prepareEditor.mjs';
import { closeBrowser } from './editorWindow';

/** Once for a run, of one file or of all: bundles, browser and editor host. */
export async function mochaGlobalSetup(): Promise<void> {
  await prepareEditor();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await closeBrowser();
}
