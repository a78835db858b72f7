/**
 * Takes the README's picture of a demo that runs: `tsx test/browser/screenshot.ts http://127.0.0.1:4301/ docs/demo.png`.
 * The board view is open in the board's pane; nothing is clicked but that.
 */
import { launchChromium } from './chromium.ts';

const [address, file] = process.argv.slice(2);
if (address === undefined || file === undefined) throw new Error('Tell the address of the demo page and where the picture goes');
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, timezoneId: 'Europe/Berlin' });
  await page.goto(address);
  await page.locator('[data-pair][data-settled="true"]').nth(2).waitFor();
  await page.locator('.wiki .lozenge').first().waitFor();
  await page.locator('[data-cell="A2"]').waitFor();
  await page.locator('[data-open-view]').click();
  const view = page.frameLocator('iframe.view');
  await view.locator('[data-figure="load"]').first().waitFor();
  await view.locator('[data-figure="as-of"]').waitFor();
  await page.mouse.move(0, 0);
  // Bars grow into place.
  await view
    .locator('.ek-fill')
    .first()
    .evaluate((bar) => Promise.all(bar.getAnimations().map((one) => one.finished)));
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: file });
} finally {
  await browser.close();
}
