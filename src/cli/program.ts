/** The verbs with their options and help (design.md §6). */
import { Command, Option } from "commander";
import { CHANGE_KINDS } from "../model/change.ts";
import { FEED_ENCODINGS } from "../model/feed-encoding.ts";
import { RESET_CAUSES } from "../model/handover.ts";
import { HELP, type HelpKey } from "../texts/help.ts";
import type { Lang } from "../texts/lang.ts";
import { type GlobalOptions, openSession, type Session } from "./session.ts";
import { applyVerb } from "./verbs/apply.ts";
import { asOfVerb } from "./verbs/as-of.ts";
import { configCheckVerb } from "./verbs/config-check.ts";
import { daemonVerb } from "./verbs/daemon.ts";
import { decisionsResolveVerb, decisionsVerb } from "./verbs/decisions.ts";
import {
  devBenchVerb,
  devDemoVerb,
  devNamingReportVerb,
  devSampleVerb,
  devServicesVerb,
  devStressVerb,
} from "./verbs/dev.ts";
import { doctorVerb } from "./verbs/doctor.ts";
import { explainVerb } from "./verbs/explain.ts";
import { feedCheckVerb } from "./verbs/feed-check.ts";
import { feedImportVerb } from "./verbs/feed-import.ts";
import { handoverCollectVerb, handoverListVerb } from "./verbs/handover.ts";
import { type LogOptions, logVerb } from "./verbs/log.ts";
import { type CheckpointOptions, logCheckpointVerb } from "./verbs/log-checkpoint.ts";
import { type LogVerifyOptions, logVerifyVerb } from "./verbs/log-verify.ts";
import { migrateVerb } from "./verbs/migrate.ts";
import { nameVerb } from "./verbs/name.ts";
import { noticesCloseVerb, noticesVerb } from "./verbs/notices.ts";
import { ordersEndVerb, ordersGiveVerb, ordersVerb } from "./verbs/orders.ts";
import { passwordResetVerb } from "./verbs/password-reset.ts";
import { planVerb } from "./verbs/plan.ts";
import { ruleVerb } from "./verbs/rule.ts";
import { runsShowVerb, runsVerb } from "./verbs/runs.ts";
import { statusVerb } from "./verbs/status.ts";
import { syncVerb } from "./verbs/sync.ts";
import { undoVerb } from "./verbs/undo.ts";

/** The headings of commander's own help. */
const TITLES: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  en: {},
  vi: {
    "Usage:": "Cách dùng:",
    "Arguments:": "Tham số:",
    "Options:": "Tùy chọn:",
    "Global Options:": "Tùy chọn chung:",
    "Commands:": "Lệnh:",
  },
};

/** @param done is told the exit status of the verb that ran */
export function createProgram(lang: Lang, version: string, done: (status: number) => void): Command {
  const help = HELP[lang];
  const program = new Command("danhba")
    .description(help.program)
    .version(version, "-V, --version", help.version)
    .option("--config <file>", help.config, "config/danhba.yaml")
    .option("--env-file <file>", help.envFile)
    .option("--realm <id>", help.realm)
    .option("--json", help.json)
    .addOption(new Option("--lang <lang>", help.lang).choices(["vi", "en"]))
    .helpOption("-h, --help", help.help)
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => TITLES[lang][title] ?? title })
    .configureOutput({
      outputError: (text, write) =>
        write(
          `${text
            .replace(/^error: /, "danhba: USAGE: ")
            .trim()
            .replaceAll(/\s*\n\s*/g, " ")}\n`,
        ),
    })
    .exitOverride();

  const verb = (parent: Command, name: string, about: HelpKey, example: string, statuses: string): Command =>
    parent
      .command(name)
      .description(help[about])
      .addHelpText("after", `\n${help.examples}:\n  danhba ${example}\n\n${help.statuses}: ${statuses}`);
  const run =
    (work: (session: Session, command: Command) => Promise<number>) =>
    async (...received: unknown[]): Promise<void> => {
      const command = received.at(-1) as Command;
      done(await work(openSession(program.opts<GlobalOptions>(), lang), command));
    };

  verb(program, "migrate", "migrate", "migrate", "0, 1, 11–14").action(
    run((session) => migrateVerb(session)),
  );

  const config = program.command("config").description(help.config_);
  verb(config, "check", "configCheck", "config check", "0, 1").action(
    run((session) => configCheckVerb(session)),
  );

  const feed = program.command("feed").description(help.feed);
  verb(feed, "import", "feedImport", "feed import units.csv people.csv appointments.csv", "0, 1, 11–14, 24")
    .argument("<files...>", help.files)
    .addOption(new Option("--mode <mode>", help.mode).choices(["full", "delta"]).default("full"))
    .option("--source <name>", help.source)
    .addOption(new Option("--encoding <name>", help.encoding).choices(FEED_ENCODINGS))
    .option("--declare-people <n>", help.declarePeople)
    .option("--declare-units <n>", help.declareUnits)
    .option("--sha256 <hex>", help.sha256)
    .action(run((session, command) => feedImportVerb(session, command.args, command.opts())));
  verb(feed, "check", "feedCheck", "feed check --json", "0, 1, 3, 11–14").action(
    run((session) => feedCheckVerb(session)),
  );

  verb(program, "name", "name", "name --profile soctrang < batch.json", "0, 1")
    .requiredOption("--profile <name>", help.profile)
    .action(run((session, command) => nameVerb(session, command.opts())));

  verb(program, "plan", "plan", "plan --json > plan.json", "0, 1, 2, 11–19")
    .option("--ldif", help.ldif)
    .option("--accept-clock", help.acceptClock)
    .action(run((session, command) => planVerb(session, command.opts())));
  verb(program, "sync", "sync", "sync", "0, 1, 3, 4, 11–21")
    .option("--anew", help.anew)
    .option("--accept-clock", help.acceptClock)
    .action(run((session, command) => syncVerb(session, command.opts())));
  verb(program, "apply", "apply", "apply plan.json --digest 3f2a…", "0, 1, 3, 4, 11–22")
    .argument("<plan>", help.planFile)
    .requiredOption("--digest <sha256>", help.digest)
    .action(run((session, command) => applyVerb(session, command.args[0] ?? "", command.opts())));

  const runs = verb(program, "runs", "runs", "runs --limit 5", "0, 1, 11–14")
    .option("--limit <n>", help.limit, "20")
    .action(run((session, command) => runsVerb(session, command.opts())));
  verb(runs, "show", "runsShow", "runs show 12", "0, 1, 11–14")
    .argument("<run>", help.run)
    .action(run((session, command) => runsShowVerb(session, command.args[0] ?? "")));
  for (const [name, verdict] of [
    ["approve", "approved"],
    ["reject", "rejected"],
  ] as const) {
    const example = `${name} 12 --operator "Nguyễn Văn A" --reason "QĐ 45/QĐ-SNV"`;
    verb(program, name, name, example, "0, 1, 3, 4, 11–22")
      .argument("<run>", help.run)
      .requiredOption("--operator <name>", help.operator)
      .requiredOption("--reason <text>", help.reason)
      .action(run((session, command) => ruleVerb(session, command.args[0] ?? "", verdict, command.opts())));
  }

  verb(
    program,
    "undo",
    "undo",
    'undo 12 --operator "Nguyễn Văn A" --reason "QĐ 45/QĐ-SNV"',
    "0, 1, 2, 3, 4, 11–22",
  )
    .argument("<run>", help.run)
    .option("--operator <name>", help.operator)
    .option("--reason <text>", help.reason)
    .option("--dry-run", help.dryRun)
    .action(run((session, command) => undoVerb(session, command.args[0] ?? "", command.opts())));

  const decisions = verb(program, "decisions", "decisions", "decisions --json", "0, 1, 11–14")
    .option("--all", help.decisionsAll)
    .action(run((session, command) => decisionsVerb(session, command.opts())));
  const resolveExample =
    'decisions resolve 7 --local-part ntlan.sonv --operator "Nguyễn Văn A" --reason "đúng tên" --document 45/QĐ-SNV';
  verb(decisions, "resolve", "decisionsResolve", resolveExample, "0, 1, 11–14")
    .argument("<ids...>", help.decision)
    .option("--local-part <name>", help.localPart)
    .option("--keep", help.keep)
    .requiredOption("--operator <name>", help.operator)
    .requiredOption("--reason <text>", help.reason)
    .requiredOption("--document <number>", help.document)
    .action(run((session, command) => decisionsResolveVerb(session, command.args, command.opts())));

  const orders = verb(program, "orders", "orders", "orders --json", "0, 1, 11–14")
    .option("--all", help.ordersAll)
    .action(run((session, command) => ordersVerb(session, command.opts())));
  const orderExample =
    'orders give quota ST000588 --bytes 1073741824 --operator "Nguyễn Văn A" --reason "hồ sơ lớn" --document 45/QĐ-UBND';
  verb(orders, "give", "ordersGive", orderExample, "0, 1, 11–14")
    .argument("<kind>", help.orderKind)
    .argument("<owner>", help.orderOwner)
    .requiredOption("--operator <name>", help.operator)
    .requiredOption("--reason <text>", help.reason)
    .requiredOption("--document <number>", help.document)
    .option("--bytes <n>", help.bytes)
    .option("--person <id>", help.delegate)
    .action(run((session, command) => ordersGiveVerb(session, command.args, command.opts())));
  verb(orders, "end", "ordersEnd", 'orders end 3 --operator "Nguyễn Văn A"', "0, 1, 11–14")
    .argument("<id>", help.orderId)
    .requiredOption("--operator <name>", help.operator)
    .action(run((session, command) => ordersEndVerb(session, command.args[0] ?? "", command.opts())));

  const notices = verb(program, "notices", "notices", "notices --json", "0, 1, 11–14")
    .option("--all", help.noticesAll)
    .action(run((session, command) => noticesVerb(session, command.opts())));
  verb(notices, "close", "noticesClose", 'notices close 4 5 --operator "Nguyễn Văn A"', "0, 1, 11–14")
    .argument("<ids...>", help.noticeId)
    .requiredOption("--operator <name>", help.operator)
    .action(run((session, command) => noticesCloseVerb(session, command.args, command.opts())));

  const handover = program.command("handover").description(help.handover);
  verb(handover, "list", "handoverList", "handover list SNV", "0, 1, 11–14")
    .argument("[unit]", help.oneUnit)
    .action(run((session, command) => handoverListVerb(session, command.args[0])));
  const collectExample = 'handover collect SNV --operator "Nguyễn Văn A" --output snv.age';
  verb(handover, "collect", "handoverCollect", collectExample, "0, 1, 4, 11–21, 27")
    .argument("<unit>", help.unit)
    .requiredOption("--operator <name>", help.operator)
    .option("--document <number>", help.document)
    .option("--output <file>", help.output)
    .option("--renew", help.renew)
    .action(run((session, command) => handoverCollectVerb(session, command.args[0] ?? "", command.opts())));

  const password = program.command("password").description(help.password);
  const resetExample =
    'password reset ST000588 --verified-by "Trần Thị B" --channel "công văn 12/SNV" --operator "Nguyễn Văn A" --output lan.age';
  verb(password, "reset", "passwordReset", resetExample, "0, 1, 4, 11–21, 27")
    .argument("<subject>", help.subject)
    .requiredOption("--verified-by <name>", help.verifiedBy)
    .requiredOption("--channel <text>", help.channel)
    .requiredOption("--operator <name>", help.operator)
    .addOption(new Option("--cause <cause>", help.cause).choices(RESET_CAUSES).default("lost"))
    .option("--document <number>", help.document)
    .option("--output <file>", help.output)
    .action(run((session, command) => passwordResetVerb(session, command.args[0] ?? "", command.opts())));

  verb(program, "explain", "explain", "explain ST000588", "0, 1, 11–14")
    .argument("<subject>", help.subject)
    .action(run((session, command) => explainVerb(session, command.args[0] ?? "")));

  const log = verb(program, "log", "log", "log --person ST000001 --since 01/01/2026", "0, 1, 11–14")
    .option("--person <id>", help.logPerson)
    .option("--address <address>", help.logAddress)
    .option("--unit <code>", help.logUnit)
    .option("--owner <owner>", help.owner)
    .addOption(new Option("--kind <kind>", help.kind).choices(CHANGE_KINDS))
    .option("--operator <name>", help.logOperator)
    .option("--run <n>", help.run)
    .option("--clause <clause>", help.clause)
    .option("--since <time>", help.since)
    .option("--until <time>", help.until)
    .option("--limit <n>", help.limit, "50")
    .action(run((session, command) => logVerb(session, command.opts<LogOptions>())));
  const verifyExample = "log verify --checkpoint 2026-11-21.json --public-key danhba.pub";
  verb(log, "verify", "logVerify", verifyExample, "0, 1, 11–14, 23, 29")
    .option("--checkpoint <file>", help.checkpoint)
    .option("--public-key <file>", help.publicKey)
    .action(run((session, command) => logVerifyVerb(session, command.opts<LogVerifyOptions>())));
  const checkpointExample = "log checkpoint --key danhba.key --output 2026-11-21.json";
  verb(log, "checkpoint", "logCheckpoint", checkpointExample, "0, 1, 11–14, 23")
    .requiredOption("--key <file>", help.signingKey)
    .option("--output <file>", help.checkpointFile)
    .action(run((session, command) => logCheckpointVerb(session, command.opts<CheckpointOptions>())));
  verb(program, "as-of", "asOf", 'as-of "21/11/2026 08:00" ST000588', "0, 1, 11–14, 23")
    .argument("<time>", help.asOfTime)
    .argument("[subject]", help.asOfSubject)
    .option("--ldif", help.asOfLdif)
    .action(run((session, command) => asOfVerb(session, command.args, command.opts())));

  verb(program, "daemon", "daemon", "daemon", "0, 1, 10–21")
    .option("--log-level <level>", help.logLevel, "info")
    .action(run((session, command) => daemonVerb(session, command.opts())));
  verb(program, "status", "status", "status --json", "0, 1, 11–14, 26")
    .option("--require-daemon", help.requireDaemon)
    .action(run((session, command) => statusVerb(session, command.opts())));
  verb(program, "doctor", "doctor", "doctor", "0, 1, 11–19, 28").action(
    run((session) => doctorVerb(session)),
  );

  const dev = program.command("dev").description(help.dev);
  verb(dev, "services", "devServices", "dev services --dir .danhba/dev --env-file .env", "0, 1, 25")
    .requiredOption("--dir <folder>", help.dir)
    .action(run((session, command) => devServicesVerb(session, command.opts())));
  verb(dev, "demo", "devDemo", "dev demo --once", "0, 1, 10–25")
    .option("--once", help.once)
    .action(run((session, command) => devDemoVerb(session, command.opts())));
  verb(dev, "stress", "devStress", "dev stress --operations 20000", "0, 1, 4, 10–25")
    .option("--operations <n>", help.stressOperations, "500000")
    .action(run((session, command) => devStressVerb(session, command.opts())));
  verb(dev, "bench", "devBench", "dev bench --sizes 2000,20000 --runs 5 --case first-load", "0, 1, 4, 10–25")
    .option("--sizes <list>", help.benchSizes)
    .option("--runs <n>", help.benchRuns)
    .option("--case <list>", help.benchCase)
    .option("--big", help.benchBig)
    .option("--output <file>", help.benchOutput)
    .option("--readme", help.benchReadme)
    .action(run((session, command) => devBenchVerb(session, command.opts())));
  verb(dev, "naming-report", "devNamingReport", "dev naming-report", "0").action(
    run((session) => devNamingReportVerb(session)),
  );
  verb(dev, "sample", "devSample", "dev sample", "0").action(run((session) => devSampleVerb(session)));
  return program;
}
