// Connects back to the UI test that started this host and runs the functions it sends, with the vscode API.
'use strict';
const net = require('net');
const vscode = require('vscode');

exports.activate = context => {
	const address = process.env.HCR_HOST_HELPER;
	if (!address) { return; }
	const socket = net.connect(Number(address.split('/')[0]), '127.0.0.1', () => socket.write(JSON.stringify({ hello: address.split('/')[1] }) + '\n'));
	let rest = '';
	socket.setEncoding('utf8').on('data', text => {
		const lines = (rest + text).split('\n');
		rest = lines.pop();
		for (const line of lines) { answer(JSON.parse(line)); }
	});
	socket.on('error', () => { });
	context.subscriptions.push({ dispose: () => socket.destroy() });

	async function answer({ id, source, args }) {
		try {
			const value = await new Function('vscode', 'require', `return (${source})`)(vscode, require)(vscode, ...args);
			socket.write(JSON.stringify({ id, value }) + '\n');
		} catch (error) {
			socket.write(JSON.stringify({ id, error: String(error && error.stack || error) }) + '\n');
		}
	}
};
