import HSSClient
import HSSLedger
import HSSSchema
import Logging
import LuaHost

/// One run of a script and what belongs to it.
struct RunningScript: Sendable {
    let script: Script
    let id: String
    /// Milliseconds since 1970 UTC.
    let startedAt: Int64
    let client: HSSClient
    /// Answers what changes nothing: `client`, or sample data.
    let reads: HSSClient
    let record: RunRecord
    /// Nil for a run that is not recorded.
    var ledger: RunLedger?
    /// What a run that only plans goes on from.
    var preview: ResumePreview?

    /// What the `hss` library calls.
    func functions(_ configuration: ScriptHost.Configuration) -> [HostFunction] {
        let service = service(configuration)
        return exportFunctions(configuration, service).all + FollowFunctions(service: service, record: record).all
            + listFunctions(configuration).all + runFunctions(configuration).all + TimeFunctions(now: now).all
            + JSONFunctions.all
    }

    /// One run, one "now", also where it was resumed.
    private var now: Int64 { ledger?.current?.timeOrigin ?? preview?.timeOrigin ?? startedAt }

    private func listFunctions(_ configuration: ScriptHost.Configuration) -> ListFunctions {
        ListFunctions(
            client: reads,
            logger: configuration.client.logger,
            record: record,
            isStrict: configuration.isStrict
        )
    }

    private func exportFunctions(
        _ configuration: ScriptHost.Configuration,
        _ service: any TaskService
    ) -> ExportFunctions {
        let settings = configuration.client
        let counts = configuration.mode == .dryRun && configuration.countsPlannedRows
        let countRows: @Sendable (ExportRequest) async throws(HSSError) -> Int = { (request) async throws(HSSError) in
            try await reads.rowCount(of: request)
        }
        return ExportFunctions(
            service: service,
            record: record,
            clock: settings.clock,
            logger: settings.logger,
            isStrict: configuration.isStrict,
            showPlanned: configuration.mode.plansCreations ? configuration.showPlanned : nil,
            countRows: counts ? countRows : nil
        )
    }

    private func service(_ configuration: ScriptHost.Configuration) -> any TaskService {
        let settings = configuration.client
        let warn: @Sendable (String) -> Void = { [record] warning in
            record.warn("hss.export: \(warning)")
            settings.logger.warning("\(warning)")
        }
        let downloads = ReportDownloads(folder: configuration.downloadFolder, now: now, client)
        if configuration.mode.plansCreations {
            return PlannedTaskService(
                settings,
                resuming: preview,
                downloads: downloads,
                isStrict: configuration.isStrict,
                warn: warn
            )
        }
        return LiveTaskService(
            client: client,
            poller: TaskPoller(client, interval: configuration.pollInterval),
            downloads: downloads,
            enterpriseProjectID: settings.enterpriseProjectID,
            ledger: ledger,
            isStrict: configuration.isStrict,
            warn: warn
        )
    }

    private func runFunctions(_ configuration: ScriptHost.Configuration) -> RunFunctions {
        let settings = configuration.client
        return RunFunctions(
            run: [
                ("id", .text(id)), ("region", LuaValue(settings.endpoint.region)),
                ("project_id", LuaValue(settings.projectID)),
                ("endpoint", LuaValue((try? settings.endpoint.resolve())?.description)),
                ("dry_run", .boolean(configuration.mode.plansCreations)),
                ("simulated", .boolean(configuration.isSimulated)), ("script", .text(script.name)),
            ],
            concurrency: settings.concurrency,
            record: record,
            clock: settings.clock,
            logger: settings.logger
        )
    }
}

extension LuaValue {
    fileprivate init(_ text: String?) {
        self = text.map(LuaValue.text) ?? .nil
    }
}
