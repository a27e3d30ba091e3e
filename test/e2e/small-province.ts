/** Twelve invented people in six units, and what HR does with them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { PROJECT_ROOT } from "../../src/dev/services/project-root.ts";
import { danhba, type Outcome } from "../support/danhba.ts";
import { REALM, type World } from "../support/world.ts";

/** Mailboxes: sonv, sotttt, phongcntt.sotttt, huyenmx, phongnv.huyenmx, xatp.huyenmx. */
export const UNITS = `code,name,kind,parent_code,head_person_id
SNV,Sở Nội vụ,department,,P01
STTTT,Sở Thông tin và Truyền thông,department,,P03
STTTT-CNTT,Phòng Công nghệ thông tin,division,STTTT,P06
HMX,UBND huyện Mỹ Xuyên,district,,P07
HMX-NV,Phòng Nội vụ huyện Mỹ Xuyên,division,HMX,P09
HMX-TP,xã Thạnh Phú,commune,HMX,P11
`;

/** P03 is ntbinh, so P06 is ntbinh.sotttt. */
export const PEOPLE = `id,full_name,phone,staff_class,registered_at,decision_no
P01,Trần Văn An,0299 000 0001,cong_chuc,2020-01-01,1/QĐ-SNV
P02,Lê Thị Hoa,0299 000 0002,cong_chuc,2020-01-02,2/QĐ-SNV
P03,Nguyễn Thanh Bình,0299 000 0003,cong_chuc,2020-01-03,3/QĐ-SNV
P04,Phạm Ngọc Đức,0299 000 0004,cong_chuc,2020-01-04,4/QĐ-SNV
P05,Hoàng Ngọc Lâm,0299 000 0005,cong_chuc,2020-01-05,5/QĐ-SNV
P06,Nguyễn Thế Bình,0299 000 0006,cong_chuc,2020-01-06,6/QĐ-SNV
P07,Đoàn Văn Thông,0299 000 0007,cong_chuc,2020-01-07,7/QĐ-SNV
P08,Vũ Thị Mai,0299 000 0008,cong_chuc,2020-01-08,8/QĐ-SNV
P09,Đặng Quốc Huy,0299 000 0009,cong_chuc,2020-01-09,9/QĐ-SNV
P10,Bùi Thanh Tâm,0299 000 0010,cong_chuc,2020-01-10,10/QĐ-SNV
P11,Thạch Thị Sương,0299 000 0011,can_bo,2020-01-11,11/QĐ-SNV
P12,Lý Minh Khang,0299 000 0012,can_bo,2020-01-12,12/QĐ-SNV
`;

export const POSTS = `id,person_id,unit_code,title,leader_rank,kind,effective_from,decision_no
V01,P01,SNV,Giám đốc,1,primary,2020-01-01,1/QĐ-SNV
V02,P02,SNV,Chuyên viên,0,primary,2020-01-01,2/QĐ-SNV
V03,P03,STTTT,Giám đốc,1,primary,2020-01-01,3/QĐ-SNV
V04,P04,STTTT,Chuyên viên,0,primary,2020-01-01,4/QĐ-SNV
V05,P05,STTTT-CNTT,Chuyên viên,0,primary,2020-01-01,5/QĐ-SNV
V06,P06,STTTT-CNTT,Trưởng phòng,3,primary,2020-01-01,6/QĐ-SNV
V07,P07,HMX,Chủ tịch,1,primary,2020-01-01,7/QĐ-SNV
V08,P08,HMX,Chuyên viên,0,primary,2020-01-01,8/QĐ-SNV
V09,P09,HMX-NV,Trưởng phòng,3,primary,2020-01-01,9/QĐ-SNV
V10,P10,HMX-NV,Chuyên viên,0,primary,2020-01-01,10/QĐ-SNV
V11,P11,HMX-TP,Chủ tịch,1,primary,2020-01-01,11/QĐ-SNV
V12,P12,HMX-TP,Công chức,0,primary,2020-01-01,12/QĐ-SNV
`;

const SAMPLE = join(PROJECT_ROOT, "config/samples/soctrang");
const SAMPLE_FILES = ["units.csv", "people.csv", "appointments.csv"].map((name) => join(SAMPLE, name));

/** Writes the files and delivers them through the command line. */
export async function deliver(
  world: World,
  files: Readonly<Record<string, string | Uint8Array>>,
  mode: "full" | "delta" = "delta",
): Promise<Outcome> {
  const paths = Object.entries(files).map(([name, content]) => ({ path: join(world.dir, name), content }));
  for (const { path, content } of paths) await writeFile(path, content);
  return await danhba(world, ["feed", "import", "--json", "--mode", mode, ...paths.map(({ path }) => path)]);
}

export async function loadSmallProvince(world: World): Promise<void> {
  const files = { "units.csv": UNITS, "people.csv": PEOPLE, "posts.csv": POSTS };
  expect(await deliver(world, files, "full")).toMatchObject({ status: 0, stderr: "" });
}

/** The sample province of 2,000 people. */
export async function loadSampleProvince(world: World): Promise<void> {
  const outcome = await danhba(world, ["feed", "import", "--mode", "full", ...SAMPLE_FILES]);
  expect(outcome).toMatchObject({ status: 0, stderr: "" });
}

/** A new person with a primary post `V-<id>`. */
export async function hire(world: World, id: string, fullName: string, unit: string): Promise<void> {
  await world.feed(
    `WITH person AS (INSERT INTO hr.person (realm, id, full_name, registered_at, decision_no)
                     VALUES ($1, $2::text, $3, '2026-01-01', 'TD/' || $2))
     INSERT INTO hr.appointment (realm, id, person_id, unit_code, title) VALUES ($1, 'V-' || $2::text, $2, $4, 'Chuyên viên')`,
    [REALM, id, fullName, unit],
  );
}

export async function transfer(world: World, id: string, unit: string, decision: string): Promise<void> {
  await world.feed(
    "UPDATE hr.appointment SET unit_code = $3, decision_no = $4 WHERE realm = $1 AND person_id = $2 AND kind = 'primary'",
    [REALM, id, unit, decision],
  );
}

/** @param from first day of the status; at once without it */
export async function setStatus(
  world: World,
  ids: readonly string[],
  status: string,
  from: string | null = null,
): Promise<void> {
  await world.feed(
    `UPDATE hr.person SET status = $3, status_from = $4, decision_no = 'NH/' || id WHERE realm = $1 AND id = ANY ($2)`,
    [REALM, ids, status, from],
  );
}

export async function setPerson(world: World, id: string, column: string, value: string): Promise<void> {
  await world.feed(`UPDATE hr.person SET ${column} = $3 WHERE realm = $1 AND id = $2`, [REALM, id, value]);
}
