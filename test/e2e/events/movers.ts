/** People at B who move to C: what each regulation makes of it. */
import type { ProfileId } from "../../support/real-realm.ts";
import { type Newcomer, newcomer, type Rows } from "./rows.ts";
import type { Sights } from "./view.ts";

/** Name → the part of the address before any agency's. */
const NAMES: Readonly<Record<string, Readonly<Record<ProfileId, string>>>> = {
  "Phạm Ngọc Đức": of("pnduc", "ducpn", "phamngocduc"),
  "Hoàng Thị Lan": of("htlan", "lanht", "hoangthilan"),
  "Võ Minh Quân": of("vmquan", "quanvm", "vominhquan"),
  "Bùi Văn Tuấn": of("bvtuan", "tuanbv", "buivantuan"),
  "Mai Hữu Lộc": of("mhloc", "locmh", "maihuuloc"),
  "Tô Thị Yến": of("ttyen", "yentt", "tothiyen"),
  "Cao Thị Hằng": of("cthang", "hangct", "caothihang"),
  "Đinh Quang Vinh": of("dqvinh", "vinhdq", "dinhquangvinh"),
};

function of(initialsFirst: string, givenFirst: string, whole: string): Record<ProfileId, string> {
  return {
    travinh: initialsFirst,
    quangbinh: givenFirst,
    binhthuan: givenFirst,
    quangtri: whole,
    soctrang: initialsFirst,
  };
}

/** TV 6.2, QB 11.3, QT Đ.9, ST 3.3.b; Bình Thuận (II.4) cancels and creates. */
const MOVE: Readonly<Record<Exclude<ProfileId, "binhthuan">, string>> = {
  travinh: "modify PERSON_TRANSFERRED Đ.6.2",
  quangbinh: "rename PERSON_TRANSFERRED Đ.11.3",
  quangtri: "modify PERSON_TRANSFERRED Đ.9",
  soctrang: "modify PERSON_TRANSFERRED Đ.3.3.b",
};

/** At B. */
export const uidOf = (profile: ProfileId, name: string): string =>
  profile === "quangbinh" ? `${stem(profile, name)}.stttt` : stem(profile, name);

function stem(profile: ProfileId, name: string): string {
  const known = NAMES[name]?.[profile];
  if (known === undefined) throw new Error(`${name} is not in the table`);
  return known;
}

/** Hired at B; in Bình Thuận with the extension that a second account will need. */
export const hiredAtB = (profile: ProfileId, id: string, name: string, facts: Partial<Newcomer> = {}): Rows =>
  newcomer(profile, {
    id,
    name,
    request: stem("quangtri", name),
    unit: "B",
    decision: "1/QĐ",
    extension: "tp",
    ...facts,
  });

export const seenAtB = (profile: ProfileId, id: string, name: string): Sights => ({
  [`${id}@B`]: `active ${uidOf(profile, name)} in subtree-B unit-B`,
});

/** After the move. */
export function seenAtC(profile: ProfileId, id: string, name: string, groups = "subtree-C unit-C"): Sights {
  const uid = stem(profile, name);
  if (profile === "binhthuan") {
    return { [`${id}@B`]: `disabled ${uid}`, [`${id}@C`]: `active ${uid}.tp in ${groups}` };
  }
  const address = profile === "quangbinh" ? `${uid}.quangninh +${uid}.stttt` : uid;
  return { [`${id}@B`]: `active ${address} in ${groups}` };
}

export const logOfMove = (profile: ProfileId, id: string, decision: string): readonly string[] =>
  profile === "binhthuan"
    ? [`${id}@B disable TRANSFER_CANCELLED II.4 ${decision}`, `${id}@C create PERSON_HIRED II.4 ${decision}`]
    : [`${id}@B ${MOVE[profile]} ${decision}`];
