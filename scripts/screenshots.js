/**
 * npm run screenshots [-- name …]: every screen, light and dark, empty, busy and full, into docs/screenshots. All of it is the real
 * app: what it shows was dropped, converted, trained and asked while this ran (about five minutes on two cores).
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, launchBrowser, noBrowser, serveApp } from './browser.js';
import { toPalettePng } from './palettePng.js';

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const asked = process.argv.slice(2);
const patience = 300_000;

const executablePath = findBrowser();
if (executablePath === null) {
  console.error(noBrowser);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const browser = await launchBrowser(executablePath);
const home = mkdtempSync(join(tmpdir(), 'mixwright-screenshots-'));
const host = await serveApp(home);
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
page.setDefaultTimeout(60_000);
try {
  await page.goto(host.url);
  await empty();
  await datasets();
  await models();
  await training();
  await trained();
} finally {
  await browser.close();
  await host.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 10 });
}

/** What the page shows now, in both themes. @param {string} name */
async function take(name) {
  if (asked.length > 0 && !asked.some((part) => name.includes(part))) return;
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(300);
    const picture = toPalettePng(await page.screenshot());
    writeFileSync(join(folder, `${name}-${colorScheme}.png`), picture);
    console.log(`${name}-${colorScheme}.png  ${Math.ceil(picture.length / 1000)} kB`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** @param {string} route @param {string} [settled] words that are there once it is complete. */
async function visit(route, settled) {
  await page.goto(`${new URL(host.url).origin}/#${route}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  if (settled) await page.getByText(settled).first().waitFor();
  // Whatever still loads says so in a progress bar without a value.
  await page.waitForFunction(() => document.querySelectorAll('main [role=progressbar]:not([aria-valuenow])').length === 0);
  await quiet();
}

/** Messages gone, pointer away. */
async function quiet() {
  await page.mouse.move(640, 799);
  for (const close of await page.getByRole('button', { name: 'Close the message' }).all()) await close.click({ timeout: 2000 }).catch(() => undefined);
  await page.waitForTimeout(400);
}

/** @param {string} field @param {string | RegExp} option */
async function pick(field, option) {
  await page.getByRole('combobox', { name: field, exact: true }).click();
  await page.getByRole('option', { name: option }).first().click();
}

async function empty() {
  await page.getByTestId('first-run').waitFor();
  await page.getByText('Looking for devices').waitFor({ state: 'hidden', timeout: patience });
  for (const screen of ['home', 'datasets', 'models', 'convert', 'train', 'runs', 'playground', 'export']) {
    await visit(screen === 'home' ? '/' : `/${screen}`);
    await take(`${screen}-empty`);
  }
  await visit('/nowhere');
  await take('not-found');
}

/** Sound rows, and some as people have them. */
function messyRows() {
  const chat = (/** @type {string} */ content, /** @type {string} */ answer) =>
    JSON.stringify({
      messages: [
        { role: 'user', content },
        { role: 'assistant', content: answer },
      ],
    });
  const towns = ['Lisbon', 'Oslo', 'Quito', 'Nairobi', 'Hanoi', 'Perth', 'Reykjavik', 'Tunis'];
  const sound = towns.flatMap((town, i) => [
    chat(`Which continent is ${town} on?`, ['Europe', 'Europe', 'South America', 'Africa', 'Asia', 'Australia', 'Europe', 'Africa'][i] ?? ''),
    chat(`Spell ${town} backwards.`, [...town].reverse().join('').toLowerCase()),
    chat(`How many letters has ${town}? Explain how you counted.`, `${[...town].join(', ')}: that makes ${town.length} letters.`),
  ]);
  return [
    ...sound,
    '{"messages": [{"role": "user", "content": "Which river',
    JSON.stringify({ messages: [{ role: 'user', content: 'Anyone?' }] }),
    sound[0],
    chat('Say nothing.', ''),
  ].join('\n');
}

async function datasets() {
  await visit('/datasets');
  await page
    .locator('input[type=file][aria-label="Add a dataset"]')
    .first()
    .setInputFiles({ name: 'towns.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(messyRows()) });
  await page.waitForURL(/#\/datasets\/towns/);
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await page
    .getByRole('button', { name: /row lost/ })
    .first()
    .waitFor({ timeout: patience });
  await quiet();
  await take('dataset-problems');
  await page.getByTestId('mend-dataset').click();
  await page.getByTestId('open-mended').waitFor({ timeout: patience });
  await quiet();
  await take('dataset-mended');
}

async function models() {
  await visit('/convert');
  await pick('Dense model', /starter/i);
  await page.getByText('What it gives').waitFor();
  await page.getByRole('textbox', { name: /^Experts/ }).fill('4');
  await page.getByText('mixtral, 4 experts, top 2').waitFor();
  await quiet();
  await take('convert');
  await page.getByTestId('start-convert').click();
  await page.getByText('The new model is ready').waitFor({ timeout: patience });
  await quiet();
  await take('convert-done');
  await visit('/models');
  await take('models');
  await visit('/convert');
  await page.getByRole('link', { name: 'Models' }).click();
  await page
    .getByRole('grid', { name: 'Models' })
    .getByText(/4x top2/)
    .first()
    .dblclick();
  await page.waitForURL(/#\/models\//);
  await page.getByText('What it is').waitFor();
  await quiet();
  await take('model');
  await page.getByRole('tab', { name: /^Tensors/ }).click();
  await quiet();
  await take('model-tensors');
}

async function training() {
  await visit('/');
  await page.getByTestId('first-run').click();
  await page.waitForURL(/#\/runs\//);
  const run = page.url().split('#/runs/')[1] ?? '';
  await take('run-starting');
  await queue('Half the rate', { learningRate: 2e-3 });
  await queue('Longer rows', { sequenceLength: 256 });
  await visit(`/runs/${run}/charts`);
  await page.getByText(/^1[2-9]\d \/ 250 steps/).waitFor({ timeout: patience });
  await quiet();
  await take('run');
  await visit(`/runs/${run}/experts`);
  await page.getByText('Router entropy').first().waitFor();
  await take('run-experts');
  await visit('/');
  await take('home-busy');
  await visit('/runs');
  await take('runs-busy');
  await page.getByText('No run', { exact: true }).waitFor({ timeout: patience });
}

/** @param {string} name @param {Readonly<Record<string, unknown>>} changes of the starter recipe's training. */
async function queue(name, changes) {
  await visit('/train/model');
  await page.getByRole('button', { name: 'Recipes' }).click();
  await page.getByRole('menuitem', { name: 'Use the starter recipe' }).click();
  await page.waitForURL(/#\/train\/review/);
  const recipe = JSON.parse(await page.locator('main pre').last().innerText());
  const changed = {
    ...recipe,
    training: { ...recipe.training, steps: 60, evalEvery: 20, warmupSteps: 5, ...changes },
    samples: { prompts: ['What is 3 plus 4?', 'plural of apricot?'] },
  };
  await page
    .getByLabel('Load a recipe from a file')
    .setInputFiles({ name: 'recipe.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(changed)) });
  await page.getByText('recipe.json is loaded').waitFor();
  await page.getByRole('textbox', { name: /^Name of the run/ }).fill(name);
  await page.waitForFunction(() => document.querySelector('[data-testid=start-run]')?.getAttribute('aria-disabled') !== 'true');
  await page.getByTestId('start-run').click();
  await page.waitForURL(/#\/runs/);
}

async function trained() {
  await visit('/runs');
  await page.getByRole('grid', { name: 'Runs' }).locator('[data-key]').nth(2).waitFor();
  const runs = await page
    .getByRole('grid', { name: 'Runs' })
    .locator('[data-key]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-key') ?? ''));
  await take('runs');
  const first = runs.find((id) => id.includes('First-run')) ?? '';
  const asking = runs.find((id) => id.includes('Half')) ?? '';
  await visit('/');
  await take('home');
  await visit(`/runs/${first}/charts`);
  await take('run-done');
  for (const tab of ['samples', 'checkpoints', 'proofs', 'recipe', 'log']) {
    await visit(`/runs/${asking}/${tab}`);
    await take(`run-${tab}`);
  }
  await visit(`/compare?runs=${runs.join(',')}`, 'Where the recipes differ');
  await take('compare');

  await visit('/datasets');
  await page.getByRole('grid', { name: 'Datasets' }).locator('[data-key]').filter({ hasText: 'Starter' }).first().dblclick();
  await page.waitForURL(/#\/datasets\/./);
  await page.getByRole('tab', { name: 'Format and split' }).click();
  await page
    .getByText(/trained tokens|Counting|Reading/)
    .first()
    .waitFor();
  if ((await page.getByRole('combobox', { name: 'Model', exact: true }).inputValue()) === '') await pick('Model', /starter/i);
  await page
    .getByText(/trained tokens/)
    .first()
    .waitFor({ timeout: patience });
  await quiet();
  await take('dataset-format');
  await page.getByRole('tab', { name: 'Rows' }).click();
  await page.locator('[data-mark=trained]').first().waitFor({ timeout: patience });
  await quiet();
  await take('dataset-rows');
  await page.getByRole('tab', { name: 'Lengths' }).click();
  await page.getByText('Lengths of the samples').waitFor({ timeout: patience });
  await quiet();
  await take('dataset-lengths');
  await visit('/datasets');
  await take('datasets');

  for (const step of ['model', 'method', 'data', 'parameters']) {
    await visit(`/train/${step}`);
    await take(`train-${step}`);
  }
  await visit('/train/review', 'It fits');
  await page.getByTestId('measure-time').click();
  await page
    .getByText(/tokens\/s|per step/)
    .first()
    .waitFor({ timeout: patience });
  await quiet();
  await take('train-review');

  await visit(`/playground?model=${encodeURIComponent(first)}`);
  await page.getByRole('button', { name: 'Compare with another' }).click();
  await pick('Right', /starter/i);
  await page.getByRole('textbox', { name: 'Temperature' }).fill('0');
  for (const prompt of ['What is 3 plus 4?', 'plural of apricot?']) {
    await page.getByTestId('prompt').fill(prompt);
    await page.getByTestId('prompt').press('Enter');
    await page.getByTestId('stop-answer').waitFor();
    await page.getByTestId('send-prompt').waitFor({ timeout: patience });
  }
  await quiet();
  await take('playground');

  await visit(`/export?model=${encodeURIComponent(first)}`, 'Who can open it');
  await take('export');
  await page.getByTestId('start-export').click();
  await page.getByText('Open it elsewhere').waitFor({ timeout: patience });
  await page.getByText('Open it elsewhere').scrollIntoViewIfNeeded();
  await quiet();
  await take('export-done');

  for (const section of ['devices', 'storage', 'appearance', 'behaviour', 'diagnostics']) {
    await visit(`/settings/${section}`);
    await take(`settings-${section}`);
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Go to' }).waitFor();
  await take('palette');
}
