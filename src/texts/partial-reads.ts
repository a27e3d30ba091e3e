/** What to do when the directory does not give a whole list, by what it answered or how the list looked. */
import type { Params } from "../model/finding.ts";
import type { Lang } from "./lang.ts";

type Mend = Readonly<Record<Lang, (params: Params) => string>>;

const SIZE: Mend = {
  en: () => "Lift its limits for danhba's account: olcLimits size=unlimited size.prtotal=unlimited",
  vi: () => "Hãy bỏ giới hạn cho tài khoản của danhba: olcLimits size=unlimited size.prtotal=unlimited",
};
const READ: Mend = {
  en: ({ attribute }) =>
    `Give danhba's account the right to read ${attribute === undefined ? "it" : `the attribute ${attribute}`} (olcAccess); see: danhba doctor`,
  vi: ({ attribute }) =>
    `Hãy cấp cho tài khoản của danhba quyền đọc ${attribute === undefined ? "mục đó" : `thuộc tính ${attribute}`} (olcAccess); xem: danhba doctor`,
};

const MENDS: Readonly<Record<string, Mend>> = {
  sizeLimitExceeded: SIZE,
  adminLimitExceeded: SIZE,
  timeLimitExceeded: {
    en: () => "Lift its limits for danhba's account: olcLimits time=unlimited",
    vi: () => "Hãy bỏ giới hạn cho tài khoản của danhba: olcLimits time=unlimited",
  },
  referral: {
    en: () => "Part of it is on another server: LDAP_URL must name the one that holds all of it",
    vi: () => "Một phần nằm ở máy chủ khác: LDAP_URL phải chỉ đến máy chủ giữ toàn bộ",
  },
  noSuchObject: {
    en: () =>
      "This branch is missing, or hidden from danhba's account: create it, or give the right to read it; see: danhba doctor",
    vi: () =>
      "Nhánh này không có, hoặc tài khoản của danhba không được thấy: hãy tạo nhánh hoặc cấp quyền đọc; xem: danhba doctor",
  },
  insufficientAccessRights: READ,
  attributeHidden: READ,
  entryHidden: READ,
};

const OTHERWISE: Mend = {
  en: () =>
    "Try again; if that does not help, look into the server's log and let LDAP_URL name slapd itself, not something in between",
  vi: () =>
    "Hãy thử lại; nếu vẫn vậy, hãy xem nhật ký của máy chủ và để LDAP_URL chỉ thẳng đến slapd, không qua trung gian",
};

/** @param params of LDAP_INCOMPLETE: `result`, and what goes with it */
export const mendOfPart = (lang: Lang, params: Params): string =>
  (MENDS[String(params.result)] ?? OTHERWISE)[lang](params);
