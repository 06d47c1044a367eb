/// Messages about bringing a report to disk.
extension HSSError {
    private static let adviceForNames =
        "a download name is a path such as reports/{date}/{namespace}.zip; its fields are "
        + DownloadTemplate.Field.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
        + ", and {{ and }} stand for braces"
    private static let adviceForFolder =
        "downloads stay inside --download-dir; name another folder with it, and a path without .. and leading / here"
    private static let adviceForContent = "download the report again; if that fails, create it anew"

    // MARK: Names

    static func emptyDownloadName() -> HSSError {
        HSSError(.argument, "the download name is empty", explanation: adviceForNames)
    }

    static func downloadNameWithoutFile(_ text: String) -> HSSError {
        HSSError(
            .argument,
            "the download name \(quoted(text)) names a folder and no file in it",
            explanation: "add a file name to it, such as {file_name}"
        )
    }

    static func downloadNameWithLoneBrace(_ text: String) -> HSSError {
        HSSError(
            .argument,
            "the download name \(quoted(text)) has a brace without its partner",
            explanation: adviceForNames
        )
    }

    static func unusableDownloadName(_ text: String, _ scalar: Unicode.Scalar) -> HSSError {
        let name: String
        switch scalar {
        case "\\": name = "a backslash"
        case "\0": name = "a NUL"
        case "\n": name = "a line break"
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            name = "the character U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
        }
        return HSSError(
            .argument,
            "the download name \(quoted(text)) holds \(name), which is no good in a path",
            explanation: "folders are separated with /; control characters and look-alikes of slashes are not taken"
        )
    }

    static func unknownDownloadField(_ name: String, nearest: String?) -> HSSError {
        let hint = nearest.map { "; did you mean {\($0)}?" } ?? ""
        return HSSError(
            .argument,
            "\(quoted("{\(name)}")) is no field of a download name\(hint)",
            explanation: adviceForNames
        )
    }

    static func absoluteDownloadName(_ text: String) -> HSSError {
        HSSError(
            .permission,
            "the download name \(quoted(text)) is an absolute path; a download stays inside --download-dir",
            explanation: adviceForFolder
        )
    }

    static func downloadLeavesFolder(_ text: String) -> HSSError {
        HSSError(
            .permission,
            "the download name \(quoted(text)) holds a .. that could lead out of --download-dir",
            explanation: adviceForFolder
        )
    }

    static func downloadPathTooLong(_ path: DownloadPath) -> HSSError {
        HSSError(
            .io,
            "the download path \(quoted("\(path)")) is \(path.description.utf8.count) bytes long, and "
                + "\(DownloadTemplate.maximumLength) is the most that a path may have",
            explanation: "use fewer folders or shorter names"
        )
    }

    // MARK: Files

    static func unusableDownloadFolder(_ path: String) -> HSSError {
        HSSError(
            .io,
            "the download folder \(quoted(path)) cannot be used: that is no path",
            explanation: "name a folder with --download-dir"
        )
    }

    static func unusableFolder(_ path: String, _ failure: FileFailure) -> HSSError {
        HSSError(.io, "cannot use the folder \(quoted(path)): \(failure.reason)", explanation: failure.advice)
    }

    static func unusableFile(_ action: String, _ path: String, _ failure: FileFailure) -> HSSError {
        HSSError(.io, "cannot \(action) \(quoted(path)): \(failure.reason)", explanation: failure.advice)
    }

    static func fileExists(_ path: String) -> HSSError {
        HSSError(
            .io,
            "\(quoted(path)) exists already, and is left as it is",
            explanation: "choose another name, or replace it: overwrite = true in a script, --overwrite otherwise"
        )
    }

    static func nameIsTaken(_ path: String, by what: String) -> HSSError {
        HSSError(
            .io,
            "\(quoted(path)) is \(what), and is left as it is",
            explanation: "choose another name; overwrite = true replaces plain files only"
        )
    }

    static func linkInDownload(_ path: String) -> HSSError {
        HSSError(
            .permission,
            "\(quoted(path)) is a symbolic link, which could lead out of --download-dir and is not followed",
            explanation: "remove the link, or name the folder it leads to with --download-dir"
        )
    }

    static func downloadIsOver(_ path: String) -> HSSError {
        HSSError(.io, "the download of \(quoted(path)) is over already", explanation: "begin a new one")
    }

    // MARK: Contents

    static func emptyBody(_ path: String) -> HSSError {
        HSSError(
            .transport,
            "no report came for \(quoted(path)): the answer is empty",
            sent: .yes,
            explanation: adviceForContent
        )
    }

    static func wrongLength(_ path: String, bytes: Int64, expected: Int64) -> HSSError {
        HSSError(
            .transport,
            "the report for \(quoted(path)) \(bytes < expected ? "is cut" : "is too long"): \(bytes) bytes came, and "
                + "\(expected) were announced",
            sent: .yes,
            explanation: adviceForContent
        )
    }

    static func brokenZip(_ path: String, bytes: Int64, _ reason: String) -> HSSError {
        HSSError(
            .transport,
            "what came for \(quoted(path)) is no whole zip file: \(reason) (\(bytes) bytes came)",
            sent: .yes,
            explanation: adviceForContent
        )
    }

    static func noZip(_ path: String, startingWith head: String) -> HSSError {
        HSSError(
            .transport,
            "what came for \(quoted(path)) is no zip file: it begins with \(head)",
            sent: .yes,
            explanation: adviceForContent
                + "; if it is a report in another format, name the file without .zip at its end"
        )
    }

    static func webPageInsteadOfZip(_ path: String, _ text: String) -> HSSError {
        var error = HSSError(
            .service,
            "a web page came for \(quoted(path)) in place of a zip file" + (text.isEmpty ? "" : ": \"\(text)\""),
            sent: .yes,
            explanation: "check the endpoint, and whether a proxy or login page stands in between"
        )
        error.errorMsg = text.isEmpty ? nil : text
        return error
    }

    static func errorInsteadOfReport(_ path: String, _ body: ErrorBody) -> HSSError {
        var text = "an error came for \(quoted(path)) in place of the report:"
        if let code = body.code { text += " \(code)" }
        if let message = body.message { text += " \"\(message)\"" }
        if let id = body.requestID { text += " (request id \(id))" }
        var error = HSSError(.service, text, sent: .yes)
        error.errorCode = body.code
        error.errorMsg = body.message
        error.requestID = body.requestID
        error.explanation =
            body.code.flatMap { ServiceCode.find($0) }?.explanation
            ?? "HSS does not give the file; look whether the task still exists, or create the report anew"
        return error
    }

    private static func quoted(_ text: String) -> String {
        "\"\(PlainText.shortened(text, limit: 200))\""
    }
}
