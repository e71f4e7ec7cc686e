// Writes pictures of the results page: npm run screenshots -- FOLDER

import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { DESKTOP, launchBrowser, openPage, PHONE } from './lib/browser.js';
import { startServer } from './lib/server.js';
import { STATES } from './lib/states.js';

if (!process.argv[2]) {
  console.error('usage: npm run screenshots -- FOLDER');
  process.exit(2);
}
// npm changes the folder; a relative path is meant from where npm was started.
const folder = path.resolve(process.env.INIT_CWD ?? '.', process.argv[2]);
await mkdir(folder, { recursive: true });

const server = await startServer();
const browser = await launchBrowser();
try {
  for (const { name, path: address } of STATES) {
    for (const viewport of [PHONE, DESKTOP]) {
      for (const colorScheme of ['light', 'dark']) {
        const { page, close } = await openPage(browser, server.address, { viewport, colorScheme });
        await page.goto(address);
        const file = path.join(folder, `${name.replaceAll(' ', '-')}-${viewport.width}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
        await close();
        console.log(file);
      }
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
