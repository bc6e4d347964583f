"use strict";

const names = {
  directory: "网关与组织机构",
  intake: "受理",
  verification: "核查",
  consultation: "会商",
  supervision: "督导",
  accountability: "问责",
};

function show(state) {
  const summary = document.getElementById("summary");
  summary.textContent = state.ready ? "全部服务正常。" : "有服务尚未就绪。";
  summary.className = state.ready ? "good" : "bad";
  const items = Object.entries(state.services).map(([name, serving]) => {
    const item = document.createElement("li");
    const label = document.createElement("span");
    label.textContent = names[name] || name;
    const mark = document.createElement("span");
    mark.textContent = serving ? "正常" : "未就绪";
    mark.className = serving ? "good" : "bad";
    item.append(label, mark);
    return item;
  });
  document.getElementById("services").replaceChildren(...items);
}

async function refresh() {
  try {
    const response = await fetch("/readyz", { headers: { Accept: "application/json" } });
    show(await response.json());
  } catch {
    const summary = document.getElementById("summary");
    summary.textContent = "无法连接网关。";
    summary.className = "bad";
  }
}

refresh();
setInterval(refresh, 5000);
