// Opens every page of a folder in headless Chromium; see html_page.py.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const only = process.env.ONLY;
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const folder = path.resolve(process.argv[2]);
const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";

(async () => {
  const browser = await puppeteer.launch({
    executablePath, headless: true, protocolTimeout: 1800000, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  let failed = 0;
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".html") && (!only || only.split(",").includes(name.slice(0, -5))))) {
    const name = file.slice(0, -5);
    for (const [scheme, width] of [["light", 1280], ["dark", 1280], ["light", 400], ["dark", 400]]) {
      const page = await browser.newPage();
      const console_ = [], requests = [];
      page.on("console", (message) => console_.push(message.text()));
      page.on("pageerror", (error) => console_.push(String(error)));
      page.on("request", (request) => requests.push(request.url()));
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.goto(`file://${folder}/${file}`, { waitUntil: "load", timeout: 120000 });
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))));
      const seen = await page.evaluate(() => ({
        paint: Math.round((performance.getEntriesByName("first-contentful-paint")[0] || {}).startTime || -1),
        shown: (document.getElementById("shown") || {}).textContent || "",
        articles: document.querySelectorAll("article").length,
        alien: document.querySelectorAll("img,iframe,object,embed,link,base,a:not([href^='#'])").length
          + document.querySelectorAll("script").length - 1,
        overflow: document.documentElement.scrollWidth > innerWidth,
      }));
      let filtered = "";
      if (seen.articles) {
        await page.click("input[value=critical]");
        filtered = await page.evaluate(() => document.getElementById("shown").textContent);
        await page.click("button[type=reset]");
        await page.keyboard.press("Escape");
      }
      await page.screenshot({ path: `${folder}/${name}-${scheme}-${width}.png` });
      const others = requests.filter((url) => url !== `file://${folder}/${file}`);
      let violations = [];
      if (seen.articles <= 600 || (width === 1280 && scheme === "light")) {
        // axe runs in a page of the same markup without the policy that forbids foreign scripts.
        const copy = await browser.newPage();
        await copy.setBypassCSP(true);
        await copy.setViewport({ width, height: 900 });
        await copy.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        await copy.goto(`file://${folder}/${file}`);
        // What is off the screen is not laid out, and would be, block by block, when axe asks for it.
        await copy.addStyleTag({ content: "article { content-visibility: visible !important; }" });
        await copy.evaluate(axe);
        // Without it, axe writes a selector for each of a hundred thousand elements that are right.
        const found = await copy.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
        violations = found.violations.map((each) => `${each.impact}:${each.id}(${each.nodes.length})`);
        if (process.env.AXE_DETAIL) for (const each of found.violations) console.log(each.id, each.nodes[0].html.slice(0, 300), each.nodes[0].failureSummary);
        await copy.close();
      }
      const bad = console_.length || others.length || seen.alien || seen.overflow || seen.paint > 2000
        || violations.some((each) => /^(serious|critical)/.test(each));
      failed += bad ? 1 : 0;
      console.log(JSON.stringify({ name, scheme, width, ...seen, filtered, console: console_.slice(0, 3), requests: others.slice(0, 3), violations, ok: !bad }));
      if (seen.articles <= 60) await page.screenshot({ path: `${folder}/${name}-${scheme}-${width}-whole.png`, fullPage: true });
      // What a person prints from a dark page has to be readable on paper, too.
      if (seen.articles <= 800 && width === 1280 && scheme === "dark") await page.pdf({ path: `${folder}/${name}.pdf`, format: "A4" });
      await page.close();
    }
  }
  await browser.close();
  process.exit(failed ? 1 : 0);
})();
