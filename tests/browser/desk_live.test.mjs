// What others do appears on an open page by itself.
import { after, before, test } from "node:test";
import { assertNoOffence, launch } from "./browser.mjs";
import { choose, labelled, openDesk, perform, visit } from "./desk.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("an open list and an open object follow what another session does", async () => {
  const office = await openDesk(browser, "xigang.office");
  await visit(office.page, "leads");
  const clerk = await openDesk(browser, "xigang.clerk");
  await visit(clerk.page, "register");
  const title = "反映另一处过磅站强行收费";
  await labelled(clerk.page, "标题").fill(title);
  await labelled(clerk.page, "反映内容").fill("称每车强行收取过磅费。");
  await choose(labelled(clerk.page, "行业"), "煤矿资源");
  await labelled(clerk.page, "时长（分钟）").fill("8");
  await labelled(clerk.page, "人数").fill("1");
  await labelled(clerk.page, "接待人").fill("受理员");
  await labelled(clerk.page, "谈话摘要").fill("来电人称可再联系。");
  await clerk.page.locator('button[type="submit"]').click();
  await clerk.page.waitForURL(/\/desk\/leads\/[0-9a-f-]{36}/);

  const line = office.page.locator("tbody tr").filter({ hasText: title });
  await line.waitFor();
  await line.press("Enter");
  await office.page.waitForURL(/\/desk\/leads\/[0-9a-f-]{36}/);
  await perform(clerk.page, "triageLead", async (form) => {
    await labelled(form, "内容摘要").fill("反映过磅站强行收费，未涉身份信息。");
    await labelled(form, "研判意见").fill("线索具体，建议核查。");
  });
  await office.page.locator('[data-verb="assignLead"]').waitFor();
  await assertNoOffence(office);
  await assertNoOffence(clerk);
});
