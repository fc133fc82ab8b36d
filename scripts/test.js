/** npm test [-- files and vitest options]: runs the tests and ends with one plain line, "N passed, N failed", counted from vitest's own report. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mixwright-test-'));
const reportFile = join(folder, 'report.json');

/** Whatever made vitest end badly counts as a failure, also where no test was run. */
function closingLine(endedWell) {
  if (!existsSync(reportFile)) return '0 passed, 1 failed';
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  // A file that cannot even be loaded has no failed test, but is a failure all the same.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = Math.max(report.numFailedTests + brokenFiles.length, endedWell ? 0 : 1);
  return `${report.numPassedTests} passed, ${failed} failed`;
}

try {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const command = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...reporters, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  if (!existsSync(reportFile)) console.error('vitest ended before it could report');
  console.log(closingLine(status === 0));
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
