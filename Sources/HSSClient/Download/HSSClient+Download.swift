import Logging
import NIOPosix

extension HSSClient {
    /// Fetches the file of an export task that succeeded (hss-api.md section 2.2).
    ///
    /// - Parameters:
    ///   - fileID: what the task's status names.
    ///   - enterpriseProjectID: the enterprise project of the task; nil for the client's.
    ///   - sink: takes the bytes as they come; begins anew before a second try.
    ///   - options: what this call wants otherwise than the client; the timeout bounds the time without a byte.
    /// - Throws: the kinds of contract.md section 4 that a read can end in; `argument` for an id that cannot be one; what
    ///   the sink throws.
    public func download(
        _ fileID: String,
        enterpriseProjectID: String? = nil,
        into sink: any AnswerSink,
        options: CallOptions = CallOptions()
    ) async throws(HSSError) {
        guard !fileID.isEmpty, fileID != ".", fileID != ".." else { throw .unusableFileID(fileID) }
        _ = try await read(
            Reading(
                path: "/download/\(PercentEncoding.encode(fileID))",
                enterpriseProjectID: enterpriseProjectID,
                sink: sink,
                api: .downloadFile,
                activity: "downloading file \(PlainText.shortened(fileID, limit: 64))",
                answer: .file
            ),
            options: options
        )
    }

    /// Brings the file of an export task to disk, whole and checked; what comes cut or garbled is fetched anew, as often
    /// as the client tries any call. Nothing of it is left after an error.
    ///
    /// - Throws: what ``download(_:enterpriseProjectID:into:options:)`` and `ReportFile.finish` throw.
    public func save(
        _ fileID: String,
        enterpriseProjectID: String? = nil,
        as file: ReportFile,
        options: CallOptions = CallOptions()
    ) async throws(HSSError) -> SavedReport {
        // Not left to the file's end: whoever finished it on another thread may hold it a little longer, and a process
        // that ends meanwhile would leave a part of it behind. A finished report stays.
        defer { file.discard() }
        let redactor = try await place().redactor
        var retriesLeft = configuration.retry.with(options).retries
        while true {
            try await download(fileID, enterpriseProjectID: enterpriseProjectID, into: file, options: options)
            do {
                return try await Self.offLoop { () throws(HSSError) in
                    try file.finish(expecting: nil, redactor: redactor)
                }
            } catch {
                guard error.kind == .transport, retriesLeft > 0, !Task.isCancelled else { throw error }
                retriesLeft -= 1
                configuration.logger.info("downloading file \(fileID) again: \(error.message)")
                try file.restart()
            }
        }
    }

    /// A disk can take its time, and the caller may run on the loop that carries everybody's calls.
    private static func offLoop<Value: Sendable>(
        _ work: @escaping @Sendable () throws(HSSError) -> Value
    ) async throws(HSSError) -> Value {
        let result: Result<Value, HSSError>
        do {
            result = try await NIOThreadPool.singleton.runIfActive {
                do throws(HSSError) { return .success(try work()) } catch { return .failure(error) }
            }
        } catch {
            throw HSSError(.cancelled, "called off while a file was being finished")
        }
        return try result.get()
    }
}
