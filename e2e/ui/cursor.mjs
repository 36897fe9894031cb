import { lineOf } from './source.mjs';

/** What the bar of steps says of where the cursor is. */
export const position = ({ panel }) => panel.getByRole('slider').first().getAttribute('aria-valuetext');

/** W23 in the topology, with the cursor on its first step. */
export async function w23(stage) {
  await stage.traced('W23', lineOf('walk W23'));
  await stage.panel.locator('.hops').focus();
  await stage.page.keyboard.press('Home');
}
