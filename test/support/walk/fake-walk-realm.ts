/** A random walk's realm without servers: hundreds of walks in seconds. */
import { profileText, readProfile } from "../../unit/naming/profiles.ts";
import { fakeAnswers, USUAL_ANSWERS } from "../fakes/fake-answers.ts";
import { fakeClock } from "../fakes/fake-clock.ts";
import { fakeDirectory } from "../fakes/fake-directory.ts";
import { fakeFeed } from "../fakes/fake-feed.ts";
import { NO_HANDOVER } from "../fakes/fake-handover.ts";
import { fakeJournal } from "../fakes/fake-journal.ts";
import { fakeScope, fakeSlices, fakeSources } from "../fakes/fake-scopes.ts";
import { openPower } from "../fakes/power.ts";
import { NOW } from "../fakes/province.ts";
import { mustPrepare } from "../must-prepare.ts";
import { agedDirectory } from "./aged-directory.ts";
import { runIn, servicesIn, type WalkMode } from "./walk-mode.ts";
import type { WalkRealm } from "./walk-realm.ts";
import { WALK_GATE, WALK_GROUPS } from "./walk-settings.ts";

/** @param id of a shipped profile */
export function fakeWalkRealm(id: string, mode: WalkMode = "everything"): WalkRealm {
  const power = openPower();
  const clock = fakeClock(NOW);
  const profile = readProfile(profileText(id));
  const suffix = `dc=${profile.domain.replaceAll(".", ",dc=")}`;
  const realm = { id, domain: profile.domain, suffix };
  const feed = fakeFeed(id, { units: [], people: [], appointments: [] });
  const journal = fakeJournal(id, power);
  const server = fakeDirectory(suffix, power);
  const directory = agedDirectory(server, clock);
  const answers = fakeAnswers(power, journal);
  const services = servicesIn(mode, {
    realm,
    profile,
    limits: WALK_GATE,
    ...USUAL_ANSWERS,
    answers,
    slices: fakeSlices(feed, answers, journal),
    sources: fakeSources(answers, journal, power),
    scopes: fakeScope(answers, journal, power),
    groupRules: WALK_GROUPS,
    administrators: new Set(),
    calendar: { years: new Set(), holidays: new Set(), swapDays: new Set() },
    feed,
    journal,
    directory,
    handover: NO_HANDOVER,
    clock,
    progress: () => undefined,
  });
  let isDeletedByHand = false;
  let loaded = "";
  return {
    realm,
    profile,
    clock,
    journal,
    load: async (content) => {
      const text = JSON.stringify(content);
      if (text !== loaded) feed.load(structuredClone(content));
      loaded = text;
    },
    isProved: mode !== "changes",
    run: async () => {
      const result = await runIn(mode, services, isDeletedByHand);
      isDeletedByHand = false;
      return result;
    },
    plan: async () => {
      const { plan } = await mustPrepare(services);
      return { plan, entries: directory.seen };
    },
    entries: () => directory.observe(),
    noteSignIns: (entries) => directory.noteSignIns(entries),
    trySignIn: async (entry) => {
      const isLet = entry.attributes.pwdAccountLockedTime === undefined;
      if (isLet) directory.noteSignIns([entry]);
      return isLet;
    },
    collect: async () => 0,
    setByHand: async (dn, attributes) => server.tamper(dn, attributes),
    removeByHand: async (dn) => {
      isDeletedByHand = true;
      server.remove(dn);
    },
    renameByHand: async (dn, newRdn) => server.move(dn, dn.replace(/^[^,]+/, newRdn)),
    stop: async () => undefined,
  };
}
