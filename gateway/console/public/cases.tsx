import { useTexts } from "./language";
import { Published } from "./published";
import { usePublicity } from "./publicity";

export function Cases() {
  const { cases } = useTexts();
  const { items, state, more, load } = usePublicity("PUBLICATION_KIND_CASE_NOTE");
  return (
    <>
      <h1>{cases.heading}</h1>
      <p className="lead">{cases.intro}</p>
      <h2 className="unseen">{cases.heading}</h2>
      {items.map((item) => (
        <Published key={item.id} item={item} />
      ))}
      <p role="status" className="hint">
        {state === "loading" && cases.loading}
        {state === "failed" && cases.failed}
        {state === "ready" && items.length === 0 && cases.none}
      </p>
      {(more || state === "failed") && (
        <button type="button" className="button quiet" onClick={load}>
          {state === "failed" ? cases.retry : cases.more}
        </button>
      )}
    </>
  );
}
