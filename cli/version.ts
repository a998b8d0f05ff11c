import { existsSync, readFileSync } from 'node:fs';

/** The version of the package that this file is part of, whether it runs from its sources or built. */
export function version(): string {
  for (const path of ['../package.json', '../../package.json']) {
    const url = new URL(path, import.meta.url);
    if (existsSync(url)) return JSON.parse(readFileSync(url, 'utf8')).version;
  }
  return 'unknown';
}
