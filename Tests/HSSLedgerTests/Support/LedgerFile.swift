import Foundation
import HSSLedger
import HSSSchema

@testable import HSSClient

/// A ledger's file in a folder of its own, gone afterwards.
final class LedgerFile: Sendable {
    let folder: String
    let path: String
    let clock = VirtualClock(wallMilliseconds: 1_795_482_000_000)

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hss-ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder.path
        path = folder.appending(path: "ledger.sqlite").path
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func open() throws -> TaskLedger { try TaskLedger(path: path, clock: clock) }

    var bytes: Data { get throws { try Data(contentsOf: URL(filePath: path)) } }

    func write(_ bytes: some DataProtocol) throws { try Data(bytes).write(to: URL(filePath: path)) }
}

extension RunStart {
    static func of(_ id: String, script: String = "/jobs/nightly.lua", at milliseconds: Int64 = 1000) -> RunStart {
        RunStart(runID: id, script: "nightly.lua", scriptPath: script, arguments: ["a b"], startedAt: milliseconds)
    }
}

extension PreparedCreation {
    /// A creation that differs from others by its namespace, or as told.
    static func of(
        _ namespace: String,
        host: String = "hss.test",
        project: String = "p",
        enterprise: String? = nil
    ) -> PreparedCreation {
        PreparedCreation(
            endpoint: Endpoint(scheme: .https, host: host),
            projectID: project,
            enterpriseProjectID: enterprise,
            body: Array(#"{"export_size":1,"namespace":"\#(namespace)"}"#.utf8)
        )
    }
}

extension LedgerRun {
    /// Takes one call through the journal, up to where `end` says.
    @discardableResult
    func call(
        _ number: Int,
        _ creation: PreparedCreation,
        key: String? = nil,
        isStrict: Bool = false,
        warn: @escaping @Sendable (String) -> Void = { _ in },
        end: CallEnd
    ) async throws(HSSError) -> PreparedAnswer {
        let journal = journal(call: number, key: key, isStrict: isStrict, warn: warn)
        let answer = try await journal.prepared(creation)
        guard answer == .send, end != .prepared else { return answer }
        try await journal.willSend(attempt: 1)
        switch end {
        case .prepared, .sent: break
        case .retracted: await journal.retracted(attempt: 1)
        case .created(let id): try await journal.created(taskID: id, attempts: 1)
        case .failed: await journal.failed(Self.error(.service, .yes))
        case .ambiguous: await journal.ambiguous(Self.error(.ambiguous, .unknown))
        }
        return answer
    }

    private static func error(_ kind: HSSError.Kind, _ sent: HSSError.SentState) -> HSSError {
        var error = HSSError(kind, "refused", sent: sent)
        error.attempts = 1
        return error
    }
}

/// How far a call comes before its run breaks off.
enum CallEnd: Equatable, Sendable {
    case prepared, sent, retracted, failed, ambiguous
    case created(String)
}
