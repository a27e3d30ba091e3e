/** A realm in which nobody collects passwords: what needs one waits for ever. */
import type { HandoverPort } from "../../../src/ports/handover-port.ts";
import type { HandoverServices } from "../../../src/reconcile/realm-services.ts";

const refuse = async (): Promise<never> => {
  throw new TypeError("nothing is handed out in this realm");
};

const STORE: HandoverPort = {
  rows: async () => [],
  waitingUnits: async () => [],
  prepared: async () => [],
  lapsed: async () => [],
  parcels: async () => [],
  lastCollection: async () => null,
  prepare: refuse,
  seal: refuse,
  giveBack: refuse,
  markUsed: refuse,
  collect: refuse,
  collectParcel: refuse,
  request: refuse,
  renew: refuse,
  wake: async () => undefined,
};

export const NO_HANDOVER: HandoverServices = {
  store: STORE,
  secrets: { randomBelow: () => 0, hash: () => "{CRYPT}!", seal: refuse },
  settings: { recipients: { realm: [], units: {} }, sealAtCreation: false, slips: false, expiryDays: 30 },
  renderSlips: () => "",
};
