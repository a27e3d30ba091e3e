/** The provincial departments of Sóc Trăng as they were before the mergers of 2025, with their divisions. */

export interface DepartmentData {
  readonly code: string;
  readonly name: string;
  readonly head: string;
  readonly deputy: string;
  /** Code suffix → name. */
  readonly divisions: Readonly<Record<string, string>>;
}

function department(
  code: string,
  name: string,
  divisions: Readonly<Record<string, string>>,
  head = "Giám đốc",
): DepartmentData {
  return { code, name, head, deputy: `Phó ${head}`, divisions: { VP: "Văn phòng", ...divisions } };
}

const TT = { TTR: "Thanh tra" };

export const DEPARTMENTS: readonly DepartmentData[] = [
  department("SCT", "Sở Công Thương", {
    ...TT,
    QLTM: "Phòng Quản lý thương mại",
    QLCN: "Phòng Quản lý công nghiệp",
    QLNL: "Phòng Quản lý năng lượng",
  }),
  department("SGDDT", "Sở Giáo dục và Đào tạo", {
    ...TT,
    TCCB: "Phòng Tổ chức cán bộ",
    KHTC: "Phòng Kế hoạch - Tài chính",
    GDTRH: "Phòng Giáo dục trung học",
    GDTIH: "Phòng Giáo dục tiểu học",
  }),
  department("SGTVT", "Sở Giao thông vận tải", {
    ...TT,
    QLVT: "Phòng Quản lý vận tải",
    HTGT: "Phòng Hạ tầng giao thông",
  }),
  department("SKHDT", "Sở Kế hoạch và Đầu tư", {
    ...TT,
    THQH: "Phòng Tổng hợp - Quy hoạch",
    DKKD: "Phòng Đăng ký kinh doanh",
    KTDN: "Phòng Kinh tế đối ngoại",
    KGVX: "Phòng Khoa giáo - Văn xã",
  }),
  department("SKHCN", "Sở Khoa học và Công nghệ", {
    ...TT,
    QLKH: "Phòng Quản lý khoa học",
    QLCN: "Phòng Quản lý công nghệ",
  }),
  department("SLDTBXH", "Sở Lao động - Thương binh và Xã hội", {
    ...TT,
    NCC: "Phòng Người có công",
    BTXH: "Phòng Bảo trợ xã hội",
    VLATLD: "Phòng Việc làm - An toàn lao động",
    DN: "Phòng Dạy nghề",
  }),
  department("SNGV", "Sở Ngoại vụ", {
    ...TT,
    HTQT: "Phòng Hợp tác quốc tế",
    LSNV: "Phòng Lãnh sự - Người Việt Nam ở nước ngoài",
  }),
  department("SNV", "Sở Nội vụ", {
    ...TT,
    TCBC: "Phòng Tổ chức, biên chế và Tổ chức phi chính phủ",
    CCVC: "Phòng Công chức, viên chức",
    XDCQ: "Phòng Xây dựng chính quyền và Công tác thanh niên",
    CCHC: "Phòng Cải cách hành chính",
  }),
  department("SNNPTNT", "Sở Nông nghiệp và Phát triển nông thôn", {
    ...TT,
    TCCB: "Phòng Tổ chức cán bộ",
    KHTC: "Phòng Kế hoạch - Tài chính",
    QLXDCT: "Phòng Quản lý xây dựng công trình",
  }),
  department("STC", "Sở Tài chính", {
    ...TT,
    QLNS: "Phòng Quản lý ngân sách",
    HCSN: "Phòng Tài chính hành chính - sự nghiệp",
    TCDT: "Phòng Tài chính đầu tư",
    QLGCS: "Phòng Quản lý giá và Công sản",
  }),
  department("STNMT", "Sở Tài nguyên và Môi trường", {
    ...TT,
    QLDD: "Phòng Quản lý đất đai",
    TNKS: "Phòng Tài nguyên khoáng sản",
    DDBD: "Phòng Đo đạc bản đồ",
    KSON: "Phòng Kiểm soát ô nhiễm",
  }),
  department("STTTT", "Sở Thông tin và Truyền thông", {
    ...TT,
    CNTT: "Phòng Công nghệ thông tin",
    BCVT: "Phòng Bưu chính - Viễn thông",
    BCXB: "Phòng Báo chí - Xuất bản",
    TTCNTTTT: "Trung tâm Công nghệ thông tin và Truyền thông",
  }),
  department("STP", "Sở Tư pháp", {
    ...TT,
    XDKTVB: "Phòng Xây dựng và Kiểm tra văn bản quy phạm pháp luật",
    PBGDPL: "Phòng Phổ biến, giáo dục pháp luật",
    HCTP: "Phòng Hành chính tư pháp",
    BTTP: "Phòng Bổ trợ tư pháp",
  }),
  department("SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", {
    ...TT,
    NVVH: "Phòng Nghiệp vụ văn hóa",
    NVTDTT: "Phòng Nghiệp vụ thể dục thể thao",
    NVDL: "Phòng Nghiệp vụ du lịch",
  }),
  department("SXD", "Sở Xây dựng", {
    ...TT,
    QHKT: "Phòng Quy hoạch - Kiến trúc",
    QLXD: "Phòng Quản lý xây dựng",
    HTKT: "Phòng Hạ tầng kỹ thuật",
  }),
  department("SYT", "Sở Y tế", {
    ...TT,
    NVY: "Phòng Nghiệp vụ y",
    NVD: "Phòng Nghiệp vụ dược",
    KHTC: "Phòng Kế hoạch - Tài chính",
  }),
  department(
    "BDT",
    "Ban Dân tộc",
    { ...TT, CSDT: "Phòng Chính sách dân tộc", TTDB: "Phòng Tuyên truyền và Địa bàn" },
    "Trưởng Ban",
  ),
  department(
    "BQLKCN",
    "Ban Quản lý các khu công nghiệp",
    { QLDN: "Phòng Quản lý doanh nghiệp", QHXDMT: "Phòng Quy hoạch - Xây dựng - Môi trường" },
    "Trưởng Ban",
  ),
  department(
    "TTT",
    "Thanh tra tỉnh",
    {
      NV1: "Phòng Nghiệp vụ 1",
      NV2: "Phòng Nghiệp vụ 2",
      NV3: "Phòng Nghiệp vụ 3",
    },
    "Chánh Thanh tra",
  ),
  {
    code: "VPUBND",
    name: "Văn phòng UBND tỉnh",
    head: "Chánh Văn phòng",
    deputy: "Phó Chánh Văn phòng",
    divisions: {
      HCTC: "Phòng Hành chính - Tổ chức",
      TH: "Phòng Tổng hợp",
      KT: "Phòng Kinh tế",
      VX: "Phòng Văn xã",
      QTTV: "Phòng Quản trị - Tài vụ",
    },
  },
  {
    code: "VPHDND",
    name: "Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh",
    head: "Chánh Văn phòng",
    deputy: "Phó Chánh Văn phòng",
    divisions: {
      CTQH: "Phòng Công tác Quốc hội",
      CTHDND: "Phòng Công tác HĐND",
      HCTCQT: "Phòng Hành chính, Tổ chức, Quản trị",
    },
  },
];

const EVERY_DISTRICT = {
  VP: "Văn phòng HĐND và UBND",
  TTR: "Thanh tra",
  NV: "Phòng Nội vụ",
  TP: "Phòng Tư pháp",
  TCKH: "Phòng Tài chính - Kế hoạch",
  TNMT: "Phòng Tài nguyên và Môi trường",
  LDTBXH: "Phòng Lao động - Thương binh và Xã hội",
  VHTT: "Phòng Văn hóa và Thông tin",
  GDDT: "Phòng Giáo dục và Đào tạo",
  YT: "Phòng Y tế",
  DT: "Phòng Dân tộc",
} as const;

/** Rural districts and urban ones differ in two divisions. */
export function districtDivisions(kind: "district" | "town" | "city"): Readonly<Record<string, string>> {
  return kind === "district"
    ? {
        ...EVERY_DISTRICT,
        NNPTNT: "Phòng Nông nghiệp và Phát triển nông thôn",
        KTHT: "Phòng Kinh tế và Hạ tầng",
      }
    : { ...EVERY_DISTRICT, KT: "Phòng Kinh tế", QLDT: "Phòng Quản lý đô thị" };
}
