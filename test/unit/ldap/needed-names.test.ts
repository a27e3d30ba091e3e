import { expect, it } from "vitest";
import { namesIn } from "../../../src/ldap/needed-names.ts";

it("reads one name or several out of a description of the subschema, and no name out of its other words", () => {
  const names = namesIn([
    "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'RFC4519: the NAME of ''things''' SUP name )",
    "( 2.5.4.4 NAME 'sn' DESC 'a name' SUP name )",
    "( 2.5.6.6 NAME 'danhbaAccount' SUP top AUXILIARY MUST ( danhbaId $ danhbaStatus ) )",
    "( 1.3.6.1.4.1.1 DESC 'without any' )",
    "undefined",
  ]);
  expect([...names]).toEqual(["cn", "commonname", "sn", "danhbaaccount"]);
});
