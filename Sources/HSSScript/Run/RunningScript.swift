import HSSClient
import HSSLedger
import Logging
import LuaHost

/// One run of a script and what belongs to it.
struct RunningScript: Sendable {
    let script: Script
    let id: String
    /// Milliseconds since 1970 UTC.
    let startedAt: Int64
    let client: HSSClient
    let record: RunRecord
    /// Nil for a run that is not recorded.
    var ledger: RunLedger?
    /// What a run that only plans goes on from.
    var preview: ResumePreview?

    /// What the `hss` library calls.
    func functions(_ configuration: ScriptHost.Configuration) -> [HostFunction] {
        exportFunctions(configuration).all + runFunctions(configuration).all
            + TimeFunctions(now: ledger?.current?.timeOrigin ?? preview?.timeOrigin ?? startedAt).all
            + JSONFunctions.all
    }

    private func exportFunctions(_ configuration: ScriptHost.Configuration) -> ExportFunctions {
        let settings = configuration.client
        return ExportFunctions(
            service: service(configuration),
            record: record,
            clock: settings.clock,
            logger: settings.logger,
            isStrict: configuration.isStrict,
            showPlanned: configuration.mode.plansCreations ? configuration.showPlanned : nil
        )
    }

    private func service(_ configuration: ScriptHost.Configuration) -> any TaskService {
        let settings = configuration.client
        let warn: @Sendable (String) -> Void = { [record] warning in
            record.warn("hss.export: \(warning)")
            settings.logger.warning("\(warning)")
        }
        if configuration.mode.plansCreations {
            return PlannedTaskService(settings, resuming: preview, isStrict: configuration.isStrict, warn: warn)
        }
        return LiveTaskService(
            client: client,
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
