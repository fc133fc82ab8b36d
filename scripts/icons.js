/** Draws resources/icons/*.png from icon.svg, in Chromium: node scripts/icons.js. The results are part of the repository. */
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const folder = new URL('../resources/icons/', import.meta.url);
const sizes = { 'icon.png': 1024, '512x512.png': 512, '256x256.png': 256, '128x128.png': 128, '64x64.png': 64, '32x32.png': 32, '16x16.png': 16 };

const svg = readFileSync(new URL('icon.svg', folder), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  for (const [name, size] of Object.entries(sizes)) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
    writeFileSync(new URL(name, folder), await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}
