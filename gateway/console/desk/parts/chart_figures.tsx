// What a chart shows, as a list that the keyboard reaches: a canvas is nothing without a mouse.
import { Link } from "../shell/router";
import { useLanguage } from "../words/language";

export interface Figure {
  name: string;
  count: number | string;
  // The page of what is counted.
  to: string | undefined;
}

export function ChartFigures({ label, figures }: { label: string; figures: readonly Figure[] }) {
  const { words } = useLanguage();
  if (figures.length === 0) return null;
  return (
    <details className="chart-figures">
      <summary>{words.asList}</summary>
      <ul aria-label={label}>
        {figures.map(({ name, count, to }, index) => (
          <li key={index}>
            {to ? <Link to={to}>{name}</Link> : <span>{name}</span>} <span>{count}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
