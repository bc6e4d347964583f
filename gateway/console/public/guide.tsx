import { useTexts } from "./language";
import { Published } from "./published";
import { usePublicity } from "./publicity";

export function Guide() {
  const { guide } = useTexts();
  const { items } = usePublicity("PUBLICATION_KIND_GUIDE");
  return (
    <>
      <h1>{guide.heading}</h1>
      <p className="lead">{guide.intro}</p>
      <div className="two">
        {guide.sections.map(({ title, text, items: points }) => (
          <section className="card points" key={title}>
            <h2>{title}</h2>
            <p>{text}</p>
            {points.length > 0 && (
              <ul>
                {points.map((point) => (
                  <li key={point}>{point}</li>
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
      {items.length > 0 && <h2 className="section-title">{guide.published}</h2>}
      {items.map((item) => (
        <Published key={item.id} item={item} />
      ))}
    </>
  );
}
