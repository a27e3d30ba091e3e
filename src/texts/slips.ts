/** The slips that tell people their password, one below the other, in Vietnamese and English at once. */
import type { Slip } from "../model/handover.ts";

const RULE = "-".repeat(72);

/** Holds passwords in clear: only for what is sealed, or handed to a person. */
export function slipsText(slips: readonly Slip[]): string {
  return `${slips.map(slipText).join("\n")}${RULE}\n`;
}

function slipText(slip: Slip): string {
  const { isAgency, agency, unit } = slip;
  const place = [agency, unit === null ? null : `(${unit})`].filter((part) => part !== null).join(" ");
  const lines = [
    line("Đơn vị / Unit", place),
    line(isAgency ? "Hộp thư cơ quan / Agency mailbox" : "Họ và tên / Name", slip.name),
    line("Tên đăng nhập / User name", slip.uid),
    line("Thư điện tử / Mail", slip.mail ?? "-"),
    line("Mật khẩu / Password", slip.password),
    line("Dùng được đến hết ngày / Valid until", dayText(slip.validUntil)),
  ];
  const notes = [
    "Phải đổi mật khẩu khi đăng nhập lần đầu. Không cho người khác biết.",
    "Must be changed at the first sign-in. Tell nobody.",
  ];
  return [RULE, ...lines, "", ...notes, "", ...(isAgency ? SIGNATURES : [])].join("\n");
}

/** Quảng Bình 10.3: the mailbox is handed over with its password. */
const SIGNATURES = [
  "Bên giao / Handed over by: ____________________  Ngày / Date: __________",
  "",
  "Bên nhận / Received by:    ____________________  Ngày / Date: __________",
  "",
];

/** Labels of one width, so that the values stand below each other. */
const line = (label: string, value: string): string => `${`${label}:`.padEnd(38)} ${value}`;

const dayText = (day: string): string => day.split("-").toReversed().join("/");
