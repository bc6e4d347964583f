import { useTexts } from "./language";
import { useHotlines } from "./publicity";
import type { Page } from "./navigation";

function Points({ heading, items, mark }: { heading: string; items: string[]; mark: string }) {
  return (
    <section className={`card points ${mark}`}>
      <h2>{heading}</h2>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  );
}

function Hotlines() {
  const { hotline } = useTexts().home;
  const published = useHotlines();
  return (
    <section className="card">
      <h2>{hotline.heading}</h2>
      <p className="danger">{hotline.danger}</p>
      <p>{hotline.national}</p>
      {published.map(({ id, title, body }) => (
        <p key={id} lang="zh-CN" className="written">
          <strong>{title}</strong> {body}
        </p>
      ))}
    </section>
  );
}

export function Home({ go }: { go: (page: Page) => void }) {
  const { home } = useTexts();
  const open = location.protocol === "http:";
  return (
    <>
      <section className="hero">
        <h1>{home.heading}</h1>
        <p>{home.lead}</p>
        <div className="actions">
          <button type="button" className="button large" onClick={() => go("report")}>
            {home.report}
          </button>
          <button type="button" className="button large quiet" onClick={() => go("receipt")}>
            {home.receipt}
          </button>
        </div>
      </section>
      {open && <p className="note">{home.limits.plain}</p>}
      <section aria-labelledby="next">
        <h2 id="next" className="section-title">
          {home.steps.heading}
        </h2>
        <ol className="way">
          {home.steps.items.map(([title, text]) => (
            <li key={title}>
              <h3>{title}</h3>
              <p>{text}</p>
            </li>
          ))}
        </ol>
      </section>
      <div className="two">
        <Points {...home.protection} mark="good" />
        <Points {...home.limits} mark="careful" />
      </div>
      <Hotlines />
    </>
  );
}
