/** How far a run has come, on a terminal only: one line that is written over and wiped. */
import type { Progress } from "../reconcile/realm-services.ts";
import type { Lang } from "../texts/lang.ts";

const STAGES = {
  en: {
    recover: "finishing what was interrupted",
    read: "reading",
    plan: "planning",
    adopt: "taking over",
    apply: "applying",
  },
  vi: {
    recover: "hoàn tất việc dở dang",
    read: "đang đọc",
    plan: "đang lập kế hoạch",
    adopt: "đang tiếp quản",
    apply: "đang áp dụng",
  },
} as const;

const WIPE = "\r\u001b[2K";

export function showProgress(session: { readonly lang: Lang; readonly isJson: boolean }): Progress {
  if (!process.stderr.isTTY || session.isJson) return () => undefined;
  return (stage, done, total) => {
    const isOver = stage === "apply" && done >= total;
    const text = `${STAGES[session.lang][stage]} ${done}/${total}`;
    process.stderr.write(isOver ? WIPE : `${WIPE}${text}`);
  };
}
