import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './dockerRegistry';
import { nginxPath } from './tools';

export interface RunningNginx {
  readonly url: string;
  /** The folder that is served. */
  readonly directory: string;
  stop(): Promise<void>;
}

/** Debian's nginx on a free loopback port: anyone reads, one user writes with PUT. */
export async function startNginxDav(user: string, password: string): Promise<RunningNginx> {
  const program = nginxPath();
  const home = mkdtempSync(join(tmpdir(), 'nginx-'));
  const directory = join(home, 'www');
  mkdirSync(directory);
  const port = await freePort();
  const sha = createHash('sha1').update(password).digest('base64');
  writeFileSync(join(home, 'users'), `${user}:{SHA}${sha}\n`);
  const config = join(home, 'nginx.conf');
  writeFileSync(
    config,
    `daemon off; worker_processes 1; user root; pid ${home}/pid; error_log ${home}/error.log;
events { worker_connections 64; }
http {
  access_log off; client_max_body_size 64m; client_body_temp_path ${home}/body;
  proxy_temp_path ${home}/t1; fastcgi_temp_path ${home}/t2; uwsgi_temp_path ${home}/t3; scgi_temp_path ${home}/t4;
  server {
    listen 127.0.0.1:${port}; root ${directory};
    location / {
      dav_methods PUT;
      limit_except GET { auth_basic "charts"; auth_basic_user_file ${home}/users; }
    }
  }
}
`,
  );
  const child = spawn(program, ['-p', home, '-c', config], { stdio: 'ignore' });
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 15_000; ;) {
    try {
      await fetch(url);
      break;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
  return {
    url,
    directory,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
