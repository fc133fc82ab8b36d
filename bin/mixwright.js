#!/usr/bin/env node
/** The command people type. The program itself is built into out/. */
import { existsSync } from 'node:fs';

const program = new URL('../out/main/cli.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error('mixwright is not built yet: expected out/main/cli.js. Run: npm run build');
  process.exitCode = 1;
}
