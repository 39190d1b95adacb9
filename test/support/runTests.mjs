// Runs an extension test module in the real extension host, as `code --extensionTestsPath=...` does on a desktop.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hostDir, startHost } from './host.mjs';
import { launchBrowser, openWindow } from './browser.mjs';

export const exitCodes = {
  passed: 0,
  failed: 1,
  extensionHostEnded: 70,
  browserEnded: 71,
  serverEnded: 72,
  notStarted: 73,
  timeout: 124,
};

/** @returns {Promise<number>} one of exitCodes */
export async function runTests({
  extensionDevelopmentPaths,
  extensionTestsPath,
  env = {},
  timeoutS = Number(process.env.HCR_HOST_TIMEOUT_S ?? 600),
  startTimeoutS = Number(process.env.HCR_HOST_START_TIMEOUT_S ?? 120),
  verbose = Boolean(process.env.HCR_HOST_VERBOSE),
  artifacts = process.env.HCR_HOST_ARTIFACTS,
  signal,
  stdout = process.stdout,
  stderr = process.stderr,
  ...hostOptions
}) {
  const started = Date.now();
  const report = fs.mkdtempSync(path.join(os.tmpdir(), 'helm-chart-release-report-'));
  const log = [];
  const note = (level, text) => {
    log.push(`[${((Date.now() - started) / 1000).toFixed(2)}] ${level}: ${text}`);
    if (log.length > 5000) {
      log.shift();
    }
    if (verbose) {
      stderr.write(`[vscode ${level}] ${text}\n`);
    }
  };
  const timings = {};
  const mark = name => {
    timings[name] ??= Date.now() - started;
  };

  let offset = 0;
  const outputFile = path.join(report, 'output.log');
  const pump = () => {
    let fd;
    try {
      fd = fs.openSync(outputFile, 'r');
    } catch {
      return;
    }
    try {
      const buffer = Buffer.alloc(65536);
      for (let n; (n = fs.readSync(fd, buffer, 0, buffer.length, offset)) > 0; offset += n) {
        stdout.write(Buffer.from(buffer.subarray(0, n)));
      }
    } finally {
      fs.closeSync(fd);
    }
  };
  const ticker = setInterval(() => {
    pump();
    if (fs.existsSync(path.join(report, 'started'))) {
      mark('tests started');
    }
  }, 100);

  let host, browser, page, code, why;
  try {
    let settle;
    const settled = new Promise(resolve => {
      settle = (exitCode, reason) => resolve({ exitCode, reason });
    });
    const timer = setTimeout(
      () => settle(exitCodes.timeout, `no end after ${timeoutS} s (HCR_HOST_TIMEOUT_S)`),
      timeoutS * 1000,
    );
    const startTimer = setTimeout(() => {
      if (!fs.existsSync(path.join(report, 'started'))) {
        settle(
          exitCodes.notStarted,
          `the test module was not loaded within ${startTimeoutS} s (HCR_HOST_START_TIMEOUT_S)`,
        );
      }
    }, startTimeoutS * 1000);
    signal?.addEventListener('abort', () =>
      settle(signal.reason?.exitCode ?? 130, String(signal.reason?.message ?? 'stopped')),
    );
    try {
      [host, browser] = await Promise.all([
        startHost({
          ...hostOptions,
          extensionDevelopmentPaths,
          extensionTestsPath: path.join(hostDir, 'test-entry.cjs'),
          env: { ...env, HCR_HOST_TEST_MODULE: extensionTestsPath, HCR_HOST_TEST_REPORT: report },
          onLine: line => {
            if (line.trim()) {
              note('server', line);
            }
          },
        }),
        launchBrowser(),
      ]);
      mark('server and browser up');
      host.exited.then(({ code, signal }) =>
        settle(exitCodes.serverEnded, `VS Code's server ended (${signal ?? code})`),
      );
      browser.on('disconnected', () => settle(exitCodes.browserEnded, 'the browser ended'));
      page = await openWindow(browser, host, {
        onLog: note,
        onEnd: exitCode => {
          // The tests' own verdict counts. Without one the extension host ended before them, whatever the code says.
          let result;
          try {
            result = JSON.parse(fs.readFileSync(path.join(report, 'result.json'), 'utf8'));
          } catch {
            /* none */
          }
          if (result?.passed && exitCode === 0) {
            settle(exitCodes.passed);
          } else if (result) {
            settle(exitCodes.failed, result.message);
          } else {
            settle(
              exitCodes.extensionHostEnded,
              `the extension host ended before the tests did (exit code reported: ${exitCode})`,
            );
          }
        },
      });
      page.on('crash', () => settle(exitCodes.browserEnded, 'the page crashed'));
      const end = await settled;
      code = end.exitCode;
      why = end.reason;
      mark('tests ended');
    } finally {
      clearTimeout(timer);
      clearTimeout(startTimer);
    }
  } catch (error) {
    code = signal?.aborted ? (signal.reason?.exitCode ?? 130) : exitCodes.notStarted;
    why = error.stack ?? String(error);
  }
  clearInterval(ticker);
  pump();
  const trouble = code !== exitCodes.passed && code !== exitCodes.failed;
  if (trouble && artifacts && page) {
    fs.mkdirSync(artifacts, { recursive: true });
    await page.screenshot({ path: path.join(artifacts, 'window.png'), timeout: 5000 }).catch(() => {});
  }
  if (artifacts && host) {
    try {
      fs.cpSync(path.join(host.userDataDir, 'logs'), path.join(artifacts, 'logs'), { recursive: true, force: true });
    } catch {
      /* none yet */
    }
  }
  await Promise.allSettled([
    browser && Promise.race([browser.close(), new Promise(resolve => setTimeout(resolve, 5000))]),
    host?.stop(),
  ]);
  if (code !== exitCodes.passed) {
    stderr.write(`VS Code test run: ${why ?? 'failed'}\n`);
  }
  if (trouble) {
    const errors = log.filter(line => /(^\S+ (error|page-error):|exited with code|Error)/.test(line));
    stderr.write([...errors.slice(-15), '... last lines of the log:', ...log.slice(-25), ''].join('\n'));
  }
  if (artifacts) {
    fs.mkdirSync(artifacts, { recursive: true });
    fs.writeFileSync(path.join(artifacts, 'vscode.log'), log.join('\n') + '\n');
  }
  fs.rmSync(report, { recursive: true, force: true });
  if (process.env.HCR_HOST_TIMINGS) {
    stderr.write(
      `VS Code test run: ${Object.entries(timings)
        .map(([name, ms]) => `${name} ${(ms / 1000).toFixed(1)} s`)
        .join(', ')}, all cleaned up ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
    );
  }
  return code;
}
