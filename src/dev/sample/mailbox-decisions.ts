/** Mailbox names that were decided because the rule gives several units one name (Sóc Trăng Đ.3.1.b). */

export interface MailboxDecision {
  readonly mailboxName: string;
  readonly decisionNo: string;
  readonly decisionDate: string;
}

const first = { decisionNo: "12/QĐ-TTCNTT&TT", decisionDate: "2014-10-20" };
const second = { decisionNo: "17/QĐ-TTCNTT&TT", decisionDate: "2014-11-12" };

/**
 * By unit code. One real pair waits for its decision on purpose, so that the sample shows one: xã Lạc Hòa and
 * xã Lai Hòa (XA-31798, XA-31810) are both `xalh.thixavc`.
 */
export const MAILBOX_DECISIONS: Readonly<Record<string, MailboxDecision>> = {
  // Sở Nội vụ and Sở Ngoại vụ
  SNV: { mailboxName: "sonv", ...first },
  SNGV: { mailboxName: "songv", ...first },
  // Phòng Giáo dục trung học and tiểu học
  "SGDDT-GDTRH": { mailboxName: "phonggdtrh.sogddt", ...first },
  "SGDDT-GDTIH": { mailboxName: "phonggdtih.sogddt", ...first },
  // xã Phú Tâm and Phú Tân, huyện Châu Thành
  "XA-31573": { mailboxName: "xaphutam.huyenct", ...second },
  "XA-31582": { mailboxName: "xaphutan.huyenct", ...second },
  // xã Mỹ Tú and Mỹ Thuận, huyện Mỹ Tú
  "XA-31597": { mailboxName: "xamytu.huyenmt", ...second },
  "XA-31609": { mailboxName: "xamythuan.huyenmt", ...second },
  // xã Thạnh Tân, Tuân Tức and Thạnh Trị, huyện Thạnh Trị
  "XA-31762": { mailboxName: "xathanhtan.huyentt", ...second },
  "XA-31768": { mailboxName: "xatuantuc.huyentt", ...second },
  "XA-31774": { mailboxName: "xathanhtri.huyentt", ...second },
  // xã Vĩnh Hiệp and Vĩnh Hải, thị xã Vĩnh Châu
  "XA-31792": { mailboxName: "xavinhhiep.thixavc", ...second },
  "XA-31795": { mailboxName: "xavinhhai.thixavc", ...second },
};
