import { expect, it } from "vitest";
import { libraryClosure } from "../../../src/dev/services/library-closure.ts";

const OUTPUT = `slapd
 |PreDepends: debconf
  PreDepends: <debconf-2.0>
    cdebconf
  Depends: libc6
  Depends: libldap2
  Depends: libltdl7
  Depends: perl
ldap-utils
  Depends: libldap2
debconf
  Depends: libnewt0
libldap2
  Depends: libc6
  Depends: libgnutls30t64
libgnutls30t64
  Depends: libgmp10
 |Depends: libcrypt1
perl
  Depends: libperl5.40
`;

it("follows libraries to the end, and neither the C library nor what set-up scripts need", () => {
  expect(libraryClosure(OUTPUT, ["slapd", "ldap-utils"])).toEqual([
    "libgmp10",
    "libgnutls30t64",
    "libldap2",
    "libltdl7",
  ]);
});
