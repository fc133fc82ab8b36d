/**
 * npm run bench:ui [-- --rounds N] [--write]: what the app costs its user in time, in Chromium over the built web host. Frames per second of four
 * charts of 50 000 points that grow four times a second; from the command to a page that can be used; from Start to the first step.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findBrowser, launchBrowser, noBrowser, serveApp } from '../scripts/browser.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, write: { type: 'boolean', default: false } } });
const rounds = Number(values.rounds);
const watchedSeconds = 10;

const executablePath = findBrowser();
if (executablePath === null) {
  console.error(noBrowser);
  process.exit(1);
}
const browser = await launchBrowser(executablePath);
const loadBefore = loadavg()[0];
const starts = [];
for (let round = 0; round < rounds; round++) starts.push(await start());
const charts = await frames();
await browser.close();

const result = {
  machine: `${cpus()[0]?.model}, ${availableParallelism()} cores`,
  browser: browser.version(),
  /** What else the machine did: on a quiet one it is below 1. */
  load: { before: loadBefore, after: loadavg()[0] },
  rounds,
  charts,
  /** Seconds, the median of the rounds and the best of them. */
  seconds: Object.fromEntries(Object.keys(starts[0] ?? {}).map((name) => [name, summary(starts.map((each) => each[name]))])),
};
const text = JSON.stringify(result, null, 2);
console.log(text);
if (values.write) writeFileSync(fileURLToPath(new URL('results/ui.json', import.meta.url)), `${text}\n`);

function summary(all) {
  const sorted = all.toSorted((a, b) => a - b);
  return { median: rounded(sorted[Math.floor(sorted.length / 2)]), best: rounded(sorted[0]) };
}

function rounded(value) {
  return Math.round(value * 100) / 100;
}

/** An empty data directory, nothing cached: the command, the page, and a first run; then a second one over the caches of the first. */
async function start() {
  const home = mkdtempSync(join(tmpdir(), 'mixwright-bench-'));
  const begun = performance.now();
  const since = (from) => (performance.now() - from) / 1000;
  const host = await serveApp(home);
  const listening = since(begun);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(host.url);
  await page.getByTestId('first-run').waitFor();
  const ready = since(begun);
  const coldFirstStep = await firstStep(page, page.getByTestId('first-run'));
  await stop(page);
  await page.goto(`${new URL(host.url).origin}/#/train`);
  await page.getByRole('button', { name: 'Recipes' }).click();
  await page.getByRole('menuitem', { name: 'Use the starter recipe' }).click();
  await page.getByText('It fits', { exact: true }).waitFor({ timeout: 120_000 });
  const warmFirstStep = await firstStep(page, page.getByTestId('start-run'));
  await stop(page);
  const again = performance.now();
  await page.reload();
  await page.getByRole('tab', { name: 'Charts' }).waitFor();
  const reload = since(again);
  await page.close();
  await host.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  return { hostListens: listening, pageReady: ready, firstStepCold: coldFirstStep, firstStepWarm: warmFirstStep, reload };
}

async function firstStep(page, button) {
  const begun = performance.now();
  await button.click();
  await page.getByText(/^[1-9]\d* \/ 250 steps/).waitFor({ timeout: 120_000 });
  return (performance.now() - begun) / 1000;
}

async function stop(page) {
  await page.getByTestId('stop-run').click();
  await page.getByRole('button', { name: 'Stop now' }).click();
  await page.getByTestId('resume-run').waitFor({ timeout: 120_000 });
}

async function frames() {
  const home = mkdtempSync(join(tmpdir(), 'mixwright-bench-'));
  const host = await serveApp(home);
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  await page.goto(host.url);
  await page.getByTestId('first-run').waitFor();
  await page.goto(`${new URL(host.url).origin}/#/design`);
  await page.getByRole('tab', { name: 'Charts' }).click();
  const figures = await page.getByRole('figure').count();
  await page.getByRole('button', { name: 'Let them grow' }).click();
  await page.waitForTimeout(2000);
  const gaps = await page.evaluate(
    (seconds) =>
      new Promise((resolve) => {
        const times = [];
        const frame = (now) => {
          times.push(now);
          if (now - times[0] < seconds * 1000) requestAnimationFrame(frame);
          else resolve(times.slice(1).map((time, i) => time - times[i]));
        };
        requestAnimationFrame(frame);
      }),
    watchedSeconds,
  );
  await page.close();
  await host.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  const sorted = gaps.toSorted((a, b) => a - b);
  return {
    points: 50_000,
    updatesPerSecond: 4,
    figures,
    framesPerSecond: rounded((1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0)),
    /** Milliseconds between two frames. */
    gap: { median: rounded(sorted[Math.floor(sorted.length / 2)]), p95: rounded(sorted[Math.floor(sorted.length * 0.95)]), longest: rounded(sorted.at(-1)) },
  };
}
