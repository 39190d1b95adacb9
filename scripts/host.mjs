// Host tests of the extension under development. `npm run host -- release` runs only files with that in their name.
import { runHostTests } from '../test/support/hostTests.mjs';
import { prepareEditor } from '../test/support/prepareEditor.mjs';

await prepareEditor();
await runHostTests({ only: process.argv.slice(2) });
