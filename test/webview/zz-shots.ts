import { bundlePanel, launchBrowser, openPanel } from '/work/main/test/webview/panel-page.ts';
import { THEMES } from '/work/main/test/webview/themes.ts';
import { BUSY, BUSY_WITH_DETAIL, EMPTY, hundredWorking } from '/work/main/test/webview/models.ts';
const files = await bundlePanel(); const browser = await launchBrowser();
for (const theme of THEMES) for (const width of [300,1200]) {
  const p = await openPanel(browser,{files,theme,width});
  await p.show(BUSY); await p.page.clock.runFor(100); await p.screenshot(`try-${theme.id}-${width}`);
  console.log(theme.id,width,p.problems); await p.close();
}
for (const width of [300,800,1200]) { for (const [n,m,saved] of [['empty',EMPTY,undefined],['detail',BUSY_WITH_DETAIL,{selected:'t-1',filter:''}],['hundred',hundredWorking(1),undefined]] as const) {
  const p = await openPanel(browser,{files,theme:THEMES[0]!,width,saved});
  await p.show(m); await p.page.clock.runFor(100); await p.screenshot(`try-${n}-${width}`); await p.close(); } }
await browser.close();
