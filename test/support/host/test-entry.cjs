// Loaded by VS Code in the extension host in place of the project's test module. Runs that module, streams what it
// prints into a file (the workbench's own console mixes it with its log and cuts long lines), and leaves a result
// behind: without it a crashed extension host looks like a passed run (the workbench then reports exit code 0).
'use strict';
const fs = require('fs');
const path = require('path');
const { Console } = require('console');
const { Writable } = require('stream');
const { pathToFileURL } = require('url');

exports.run = async () => {
	const module = process.env.HCR_HOST_TEST_MODULE;
	const report = process.env.HCR_HOST_TEST_REPORT;
	const output = fs.openSync(path.join(report, 'output.log'), 'a');
	const finish = result => {
		fs.writeFileSync(path.join(report, 'result.json.part'), JSON.stringify({ ...result, pid: process.pid }));
		fs.renameSync(path.join(report, 'result.json.part'), path.join(report, 'result.json'));
	};
	fs.writeFileSync(path.join(report, 'started'), String(process.pid));

	const sink = new Writable({ decodeStrings: true, write(chunk, _encoding, done) { fs.writeSync(output, chunk); done(); } });
	const direct = new Console({ stdout: sink, stderr: sink, colorMode: process.env.FORCE_COLOR ? true : 'auto' });
	// VS Code froze the methods of the console object, so another object takes its place.
	const methods = Object.getOwnPropertyNames(direct).filter(name => typeof direct[name] === 'function');
	globalThis.console = Object.create(console, Object.fromEntries(methods.map(name => [name, { value: direct[name].bind(direct), writable: true, configurable: true, enumerable: true }])));
	// process.stdout.write and process.stderr.write need nothing: VS Code already turns their lines into console calls.

	try {
		const tests = await load(module);
		if (typeof tests?.run !== 'function') { throw new Error(`${module} exports no function run()`); }
		// Both forms that VS Code knows: run() => Promise, run(path, callback(error, failures)).
		await new Promise((resolve, reject) => {
			const answer = tests.run(module, (error, failures) => error ? reject(error) : failures > 0 ? reject(new Error(`${failures} tests failed.`)) : resolve());
			if (answer && typeof answer.then === 'function') { answer.then(resolve, reject); }
		});
		finish({ passed: true });
	} catch (error) {
		finish({ passed: false, message: String(error?.message ?? error) });
		throw error; // VS Code prints it
	}
};

async function load(file) {
	try {
		return require(file);
	} catch (error) {
		if (error?.code !== 'ERR_REQUIRE_ESM' && error?.code !== 'ERR_REQUIRE_ASYNC_MODULE') { throw error; }
		return await import(pathToFileURL(require.resolve(file)).href);
	}
}
