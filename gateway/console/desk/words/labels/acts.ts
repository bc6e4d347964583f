// What an event of the log says happened: "lead.assign" is 线索 · 交办.

// The nouns that events are about, and the services that they come from.
const OBJECTS: Readonly<Record<string, readonly [string, string]>> = {
  accountability: ["问责留痕", "Accountability"],
  consultation: ["会商移送", "Consultation"],
  gateway: ["用户与机构", "Directory"],
  directory: ["用户与机构", "Directory"],
  intake: ["线索受理", "Intake"],
  supervision: ["督导考核", "Supervision"],
  verification: ["核查办理", "Verification"],
  attachment: ["附件", "Attachment"],
  calendar: ["工作日历", "Calendar"],
  campaign: ["专项行动", "Campaign"],
  case: ["案件", "Case"],
  clearance: ["澄清", "Clearance"],
  clock: ["时限", "Clock"],
  clock_rule: ["时限规则", "Clock rule"],
  contribution: ["协办", "Contribution"],
  custodian_key: ["保管人密钥", "Custodian key"],
  dialogue: ["对话", "Dialogue"],
  exhibit: ["证物", "Exhibit"],
  inspection: ["督导检查", "Inspection"],
  joint_file: ["同步立案", "Joint file"],
  lead: ["线索", "Lead"],
  ledger: ["台账", "Ledger"],
  level_rule: ["分级规则", "Level rule"],
  list_change: ["名单变更", "Change of a list"],
  match: ["相似线索", "Match"],
  meeting: ["联席会议", "Meeting"],
  notice: ["建议书", "Notice"],
  problem: ["问题", "Problem"],
  proceeding: ["问责", "Proceeding"],
  publication: ["宣传", "Publication"],
  retention: ["保管", "Retention"],
  retention_term: ["保管期限", "Retention term"],
  review: ["复核", "Re-verification"],
  revisit: ["回访", "Follow-up call"],
  search: ["检索", "Search"],
  second_factor: ["二次验证", "Second factor"],
  session: ["登录", "Session"],
  signer_seat: ["签字席位", "Signer's seat"],
  signing_key: ["签名密钥", "Signing key"],
  sweep: ["摸排", "Sweep"],
  ticket: ["求助单", "Ticket"],
  transfer: ["移送", "Transfer"],
  triage_rule: ["研判规则", "Triage rule"],
  umbrella_flag: ["提前介入", "Umbrella flag"],
  unit: ["单位", "Unit"],
  unlock: ["身份打开", "Unlocking"],
  user: ["用户", "User"],
};

const ACTS: Readonly<Record<string, string>> = {
  abandon: "放弃", accept: "签收", accept_report: "认可报告", acknowledge: "回执", add_allegation: "增加反映事项", amend: "更正",
  announce: "公布", answer: "答复", appeal: "申诉", approve: "批准", approve_plan: "批准方案",
  approve_purge: "批准清除", archive: "归档", assign: "交办", begin: "开始", bind: "关联", cancel: "取消", check_identity: "核对身份",
  clear_umbrella: "撤销保护伞标记", close: "办结", collect: "提取", complete_resolution: "完成决议", conclude: "反馈", confirm: "确认",
  confirm_merge: "确认并案", convene: "召集", correct: "更正", create: "建立", decide: "判断",
  decide_appeal: "裁决申诉", decide_return: "决定退回", declare: "回避声明", decline: "不予同意",
  decline_merge: "不予并案", decline_purge: "不予清除", disable: "停用", dispatch: "分派", draft: "起草",
  edit: "编辑", endorse: "签字背书", enrol: "登记", escalate: "提级", execute: "执行", explain_gap: "说明未报",
  export: "导出", extend: "延期", feedback: "反馈举报人", file: "移送法律程序", find: "作出认定",
  find_facts: "调查核实", flag: "标记", flag_umbrella: "标记保护伞", follow: "采纳", fulfil: "完成", gap: "立案间隔",
  give_opinion: "发表意见", hand_over: "移交", hear: "听取陈述", hold: "保全", identity: "核对身份",
  import: "导入", index: "建立索引", inform: "告知", issue: "签发", light: "亮灯", list: "挂牌",
  lock_out: "锁定", merge: "并案", name_chair: "另定主持人", open: "启动", overdue: "超期", overturn: "推翻", pause: "暂停",
  plan: "制定方案", preview: "生成预览", print: "打印", progress: "进展", propose: "提出",
  propose_merge: "提出并案", publish: "发布", purge: "清除", queue: "列入", raise: "提出", read: "查阅",
  read_restricted: "查阅受限内容", recall: "收回", receive: "接收", record: "记录",
  record_filing: "登记立案", record_finding: "作出认定", record_step: "记录措施",
  record_subjects: "登记涉及人员", recuse: "回避", rectify: "报告整改", refuse: "拒绝签字",
  hear_reporter: "举报人评价", join: "举报人申请复核", release_original: "提供原件",
  register: "登记", reject: "驳回报告", release: "解除", reopen: "重新启动", remove: "停用", report: "上报",
  report_up: "上报", request: "申请", request_purge: "申请清除", request_review: "申请复核", reseal: "重新密封", reset: "重置",
  resume: "恢复", return: "退回", return_progress: "反馈进度", reverified: "复核完成", reverify: "提起复核",
  review: "复核", revoke: "吊销", say: "发言", schedule: "列入计划", seal: "密封移送", search: "检索",
  send_back: "退回", send_back_plan: "退回方案", send_upward: "上送", set: "设定", sign: "签字",
  sign_in: "登录", sign_out: "退出登录", start: "开始", stop: "停止", store: "保存", strike_off: "销号",
  submit: "提交报告", submit_minutes: "提交纪要", suggest: "发现", suspend: "中止", sweep: "清理",
  transfer: "移送", triage: "研判", umbrella: "标记保护伞", undo_merge: "撤销并案", unmerge: "撤销并案",
  uphold: "维持", void: "作废", withdraw: "撤回",
};

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const spaced = (name: string): string => name.replace(/_/g, " ");

const CODE = /^[a-z_]+$/;

// Words that are none of ours, such as the notice that a calendar comes from, stay as they are.
export function objectOf(name: string, inChinese: boolean): string {
  if (!CODE.test(name)) return name;
  const [chinese = "其他", english = spaced(name)] = OBJECTS[name] ?? [];
  return inChinese ? chinese : english;
}

export function actOf(action: string, inChinese: boolean): string {
  const [object = "", act = ""] = action.split(".").map(snake);
  const what = objectOf(object, inChinese);
  return inChinese ? `${what} · ${ACTS[act] ?? "变更"}` : `${what}: ${spaced(act)}`;
}
