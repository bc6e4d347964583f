// What a citizen does on the public page: reports step by step, keeps the receipt, comes back with it.
import { address, watchedPage } from "./browser.mjs";

export const RECEIPT = "#receipt-number";

// The public page, as wide as a phone unless `options` say otherwise.
export async function openPage(browser, options) {
  const watched = await watchedPage(browser, options);
  await watched.page.goto(address);
  await watched.page.getByRole("heading", { level: 1 }).waitFor();
  return watched;
}

export const next = (page) => page.getByRole("button", { name: "下一步" }).click();
export const menu = (page, name) => page.getByRole("navigation").getByRole("button", { name }).click();

export async function fillPlace(page, town = "西岗镇") {
  await menu(page, "我要举报");
  await page.getByLabel("事情发生在哪个镇").selectOption({ label: town });
  await page.getByLabel("洗砂场").check();
}

// Goes through the steps to the last with `words` as what happened; under a name if `person` says
// who it is: { name, phone }.
export async function fillReport(page, words, files = [], person = undefined, town = undefined) {
  await fillPlace(page, town);
  await next(page);
  await page.getByLabel("用一句话概括").fill(words);
  await page.getByLabel("收保护费").check();
  await page.getByLabel("经过").fill(words);
  await next(page);
  await page.getByRole("group", { name: "知道是谁做的吗" }).getByLabel("知道一些").check();
  await page.getByLabel("都有谁").fill(words);
  await next(page);
  if (files.length > 0) await page.getByLabel("选择文件").setInputFiles(files);
  await next(page);
  if (person) {
    await page.getByLabel("实名举报").check();
    for (const [field, text] of Object.entries(person)) await page.locator(`#${field}`).fill(text);
  }
  await next(page);
  await page.getByLabel("我反映的是我知道的情况").check();
}

export async function submitReport(page) {
  await page.getByRole("button", { name: "提交举报" }).click();
  await page.locator(RECEIPT).waitFor();
  return page.locator(RECEIPT).innerText();
}

export async function fileReport(page, words, files) {
  await fillReport(page, words, files);
  return submitReport(page);
}

export async function openReceipt(page, receipt) {
  await menu(page, "查询进度");
  await page.getByLabel("回执号").fill(receipt);
  await page.getByRole("button", { name: "查询", exact: true }).click();
  await page.getByRole("heading", { name: "办理情况" }).waitFor();
}
