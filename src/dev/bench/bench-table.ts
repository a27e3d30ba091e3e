/** The results of a benchmark as two tables in Markdown: what must be reached, and every figure. */
import type { Lang } from "../../texts/lang.ts";
import type { BenchResults, ResultFigure } from "./bench-results.ts";
import { FIGURES, type FigureName } from "./figures.ts";
import type { Ratio } from "./ratios.ts";

const WORDS = {
  en: {
    ratios: ["case", "people", "what", "measured", "must", "reached"],
    figures: ["case", "people", "figure", "median", "from – to", "p95", "values"],
    yes: "yes",
    no: "**no**",
    notThere: "Not run",
    machine: "Machine",
  },
  vi: {
    ratios: ["trường hợp", "số người", "chỉ tiêu", "đo được", "phải đạt", "đạt"],
    figures: ["trường hợp", "số người", "số đo", "trung vị", "từ – đến", "p95", "số lần"],
    yes: "có",
    no: "**không**",
    notThere: "Không chạy",
    machine: "Máy",
  },
} as const satisfies Record<Lang, unknown>;

export function benchTable(results: BenchResults, lang: Lang): string {
  const words = WORDS[lang];
  const { machine, date, commit, runs } = results;
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB`;
  const versions = `slapd ${machine.slapd}, PostgreSQL ${machine.postgres}, Node.js ${machine.node}`;
  const head = `${words.machine}: ${machine.cores} × ${machine.cpu}, ${memory}, ${machine.system}; ${versions}; ${date.slice(0, 10)}${commit === null ? "" : `, ${commit.slice(0, 10)}`}; runs: ${runs}.`;
  const parts = [head];
  if (results.ratios.length > 0)
    parts.push(
      table(
        words.ratios,
        results.ratios.map((ratio) => ratioRow(ratio, lang)),
      ),
    );
  if (results.figures.length > 0)
    parts.push(
      table(
        words.figures,
        results.figures.map((figure) => figureRow(figure, lang)),
      ),
    );
  for (const { case: name, size, reason } of results.notThere)
    parts.push(`${words.notThere}: ${name}, ${whole(size, lang)}: ${reason}`);
  return parts.join("\n\n");
}

function ratioRow({ case: name, sizes, label, value, must, isReached }: Ratio, lang: Lang): string[] {
  const words = WORDS[lang];
  const asked = must === null ? "" : "atLeast" in must ? `≥ ${must.atLeast}` : `≤ ${must.atMost}`;
  const reached = isReached === null ? "" : isReached ? words.yes : words.no;
  const people = sizes.map((size) => whole(size, lang)).join(" → ");
  return [name, people, label[lang], number(value, lang), asked, reached];
}

function figureRow({ case: name, size, figure, unit, ...values }: ResultFigure, lang: Lang): string[] {
  const { label } = FIGURES[figure as FigureName];
  const { median, min, max, p95, count } = values;
  return [
    name,
    whole(size, lang),
    label[lang],
    `${number(median, lang)}${unit === "" ? "" : ` ${unit}`}`,
    count === 1 ? "" : `${number(min, lang)} – ${number(max, lang)}`,
    count < FEW ? "" : number(p95, lang),
    String(count),
  ];
}

/** Of fewer values p95 is the greatest, which stands there already. */
const FEW = 20;

const LOCALES = { en: "en-GB", vi: "vi-VN" } as const;
const whole = (value: number, lang: Lang): string => value.toLocaleString(LOCALES[lang]);

/** Three figures that count. */
const number = (value: number, lang: Lang): string =>
  value >= 100
    ? whole(Math.round(value), lang)
    : value.toLocaleString(LOCALES[lang], { maximumSignificantDigits: 3 });

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(headings), `|${"---|".repeat(headings.length)}`, ...rows.map(line)].join("\n");
}
