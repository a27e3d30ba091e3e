/** What became of an item that the directory refused, and when it is tried again. */
import type { FailedItem } from "../ports/journal-port.ts";
import type { Lang } from "./lang.ts";
import { timeText } from "./views.ts";

/** The code and the server's own words; for an item that only waits, how often it was refused and what comes next. */
export function failureText(lang: Lang, { code, params }: Pick<FailedItem, "code" | "params">): string {
  const { detail, attempts, since, nextAt } = params;
  const refused = detail === undefined || detail === "" ? code : `${code} (${detail})`;
  if (attempts === undefined) return refused;
  const first = timeText(lang, String(since));
  if (nextAt === undefined) {
    return lang === "vi"
      ? `${refused}; bị từ chối ${attempts} lần từ ${first}, không tự thử lại nữa: sửa nguyên nhân rồi chạy danhba sync`
      : `${refused}; refused ${attempts} times since ${first}, given up: mend the cause and run danhba sync`;
  }
  const next = timeText(lang, String(nextAt));
  return lang === "vi"
    ? `${refused}; bị từ chối ${attempts} lần từ ${first}, thử lại lúc ${next}`
    : `${refused}; refused ${attempts} time(s) since ${first}, tried again at ${next}`;
}
