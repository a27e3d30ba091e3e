/** The shipped profiles. */
import { readFileSync } from "node:fs";
import { type Profile, parseProfile } from "../../../src/naming/profile.ts";

/** The text of a shipped profile. */
export function profileText(id: string): string {
  return readFileSync(new URL(`../../../config/profiles/${id}.yaml`, import.meta.url), "utf8");
}

export function readProfile(text: string): Profile {
  const result = parseProfile(text, "profile.yaml");
  if ("problems" in result) throw new Error(JSON.stringify(result.problems, null, 2));
  return result.profile;
}

export const SOC_TRANG_YAML = profileText("soctrang");

export const SOC_TRANG = readProfile(SOC_TRANG_YAML);
export const TRA_VINH = readProfile(profileText("travinh"));
export const QUANG_BINH = readProfile(profileText("quangbinh"));
export const BINH_THUAN = readProfile(profileText("binhthuan"));
export const QUANG_TRI = readProfile(profileText("quangtri"));

export const PROFILES: readonly Profile[] = [TRA_VINH, QUANG_BINH, BINH_THUAN, QUANG_TRI, SOC_TRANG];
