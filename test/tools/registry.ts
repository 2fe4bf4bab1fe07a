import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FakeRegistry extends AsyncDisposable {
  readonly url: string;
  /** From now on nobody is answered. */
  hang(): void;
  /** Resolves once somebody has asked. */
  readonly asked: Promise<void>;
}

/** One package of several versions, as npm's registry serves it on this machine. Each has a script that npm would run after an install. */
export async function fakeRegistry(name: string, versions: Readonly<Record<string, string>>, script: string): Promise<FakeRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'centuria-registry-'));
  const packed = Object.entries(versions).map(
    ([version, code]) => [version, pack(join(folder, version), { name, version, code, script })] as const,
  );
  let isHanging = false;
  const asked = Promise.withResolvers<void>();
  const server = createServer(({ url = '' }, response) => {
    asked.resolve();
    if (isHanging) return;
    const tarball = packed.find(([version]) => url.endsWith(`-${version}.tgz`))?.[1];
    response.end(
      tarball ??
        JSON.stringify({
          name,
          'dist-tags': { latest: packed.at(-1)?.[0] },
          versions: Object.fromEntries(packed.map(([version, bytes]) => [version, about(version, bytes)])),
        }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  const about = (version: string, bytes: Buffer): object => ({
    name,
    version,
    hasInstallScript: true,
    scripts: { postinstall: script },
    dist: { tarball: `${url}/${name}/-/${name}-${version}.tgz`, shasum: createHash('sha1').update(bytes).digest('hex') },
  });
  return {
    url,
    hang: () => void (isHanging = true),
    asked: asked.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function pack(folder: string, { name, version, code, script }: Readonly<Record<'name' | 'version' | 'code' | 'script', string>>): Buffer {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, main: 'index.js', scripts: { postinstall: script } }));
  writeFileSync(join(folder, 'index.js'), code);
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent'], { cwd: folder });
  return readFileSync(join(folder, `${name}-${version}.tgz`));
}
