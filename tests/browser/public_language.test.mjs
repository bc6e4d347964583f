// The citizen's page speaks one language on every page, in every step of a report, on the receipt
// and behind it, and where it says that something is missing or could not be done.
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { openPage } from "./citizen.mjs";
import { assertOneLanguage } from "./language.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const WORDS = {
  "zh-CN": {
    pages: ["首页", "查询进度", "什么是黑恶", "典型案例"],
    report: "我要举报", next: "下一步", town: "事情发生在哪个镇", sector: "洗砂场", known: "知道一些",
    suspected: "怀疑有", told: "听别人说的", named: "实名举报", anonymous: "匿名举报", submit: "提交举报",
    done: "完成", progress: "查询进度", number: "回执号", open: "查询", text: "有人收费",
  },
  en: {
    pages: ["Home", "Check progress", "What counts", "Cases"],
    report: "Report", next: "Next", town: "In which town did it happen?", sector: "Sand washing", known: "In part",
    suspected: "I suspect so", told: "I was told", named: "Give my name", anonymous: "Stay anonymous",
    submit: "Send the report", done: "Done", progress: "Check progress", number: "Receipt number", open: "Open",
    text: "Money is taken at the gate",
  },
};

for (const code of ["zh-CN", "en"]) {
  const words = WORDS[code];
  test(`every page and every step speaks ${code}`, async () => {
    const { page } = await openPage(browser);
    if (code === "en") await page.getByRole("button", { name: "English" }).click();
    const go = (name) => page.getByRole("navigation").getByRole("button", { name, exact: true }).click();
    const press = (name) => page.getByRole("button", { name, exact: true }).click();
    const look = async () => {
      await page.waitForLoadState("networkidle");
      await assertOneLanguage(page, code);
    };
    for (const name of words.pages) {
      await go(name);
      await look();
    }
    await go(words.report);
    await press(words.next);
    await look();
    await page.getByLabel(words.town).selectOption({ label: "西岗镇" });
    await page.getByLabel(words.sector, { exact: true }).check();
    await press(words.next);
    await press(words.next);
    await look();
    await page.locator("#summary").fill(words.text);
    await page.locator("#narrative").fill(words.text);
    await press(words.next);
    await page.getByLabel(words.known).check();
    await page.getByLabel(words.suspected).check();
    await look();
    await page.locator("#who").fill(words.text);
    await press(words.next);
    await page.getByLabel(words.told).check();
    await look();
    await press(words.next);
    await page.getByLabel(words.named).check();
    await look();
    await page.getByLabel(words.anonymous).check();
    await press(words.next);
    await look();
    await page.locator("#truthful").check();
    await press(words.submit);
    const receipt = await page.locator("#receipt-number").innerText();
    await look();
    await page.locator("#kept").check();
    await press(words.done);
    await go(words.progress);
    await page.getByLabel(words.number).fill("AAAA-BBBB");
    await press(words.open);
    await page.getByRole("alert").waitFor();
    await look();
    await page.getByLabel(words.number).fill(receipt);
    await press(words.open);
    await page.locator("#reply").waitFor();
    await look();
  });
}
