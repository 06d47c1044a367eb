import HSSClient
public import HSSLedger
import HSSSchema

/// What a ledger holds, as text in one of the forms of `--output`.
public struct LedgerListing: Sendable {
    public enum Format: String, Sendable, CaseIterable {
        case json, jsonl, csv, table
    }

    private let name: String
    private let objects: [JSONObject]
    private let columns: [String]
    private var table: [String]

    /// The calls that `hss tasks` lists.
    public init(_ calls: [RecordedCall]) {
        name = "tasks"
        objects = calls.map(\.json)
        columns = ["run_id"] + ResultCSV.columns + ["key"]
        table = AlignedTable.lines(
            ["RUN", "TASK_ID", "STATE", "STATUS", "REQUEST"],
            calls.map { call in
                [
                    call.runID, call.taskID ?? "-", call.isReused ? "reused" : call.state.rawValue,
                    call.taskStatus ?? "-", RequestSummary.text(call.request),
                ]
            }
        )
    }

    /// The tasks that `hss wait` and `hss download` have followed up.
    public init(followedUp calls: [RecordedCall]) {
        self.init(calls)
        table = AlignedTable.lines(
            ["TASK_ID", "STATUS", "PATH", "REQUEST"],
            calls.map { call in
                [
                    call.taskID ?? "-", call.taskStatus ?? "-", call.report?.path ?? "-",
                    RequestSummary.text(call.request),
                ]
            }
        )
    }

    /// The runs that `hss runs` lists.
    public init(_ runs: [RecordedRun]) {
        name = "runs"
        objects = runs.map(\.json)
        columns = [
            "run_id", "parent_run_id", "script", "arguments", "status", "exit_status", "started_at", "ended_at",
            "counts",
        ]
        table = AlignedTable.lines(
            ["RUN", "STATUS", "CREATED", "REUSED", "FAILED", "IN_DOUBT", "STARTED", "SCRIPT"],
            runs.map { run in
                [
                    run.runID, run.status, "\(run.counts[.created] ?? 0)", "\(run.reused)",
                    "\(run.counts[.failed] ?? 0)", "\((run.counts[.ambiguous] ?? 0) + (run.counts[.sent] ?? 0))",
                    UTCTime.text(milliseconds: run.startedAt), ([run.script] + run.arguments).joined(separator: " "),
                ]
            }
        )
    }

    /// The lines, each without a line end.
    public func lines(_ format: Format) -> [String] {
        switch format {
        case .json:
            let all: JSONObject = JSONObject([(name, JSONValue.array(objects.map(JSONValue.object)))])
            return [String(decoding: all.encoded(pretty: true), as: UTF8.self)]
        case .jsonl: return objects.map { JSONValue.object($0).text }
        case .csv: return [columns.joined(separator: ",")] + objects.map { CSVRow.text($0, columns) }
        case .table: return table
        }
    }
}
