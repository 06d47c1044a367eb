/// Every text that this layer raises in a script.
enum Messages {
    static func cannotPause(_ function: String, blocker: String?) -> LuaError {
        let place = blocker.map { "inside \($0)" } ?? "inside a C function that Lua cannot leave and come back to"
        return LuaError(
            kind: "script",
            message: "\(function): Lua cannot pause here, \(place); call it outside and use the result here",
            fields: ["sent": .boolean(false)]
        )
    }

    static func circle(_ jobs: [JobID], function: String) -> LuaError {
        let names = jobs.map { "job \($0)" }.joined(separator: " -> ")
        return LuaError(kind: "script", message: "\(function): these jobs wait for each other: \(names)")
    }

    static func memory(limit: Int, inUse: Int, wanted: Int) -> LuaError {
        LuaError(
            kind: "limit",
            message: "the script reached the \(ByteCount.text(limit)) of --memory-limit: "
                + "\(ByteCount.text(inUse)) were in use, and it asked for \(ByteCount.text(wanted)) more"
        )
    }

    static func readingNotAllowed(_ path: String, function: String) -> LuaError {
        LuaError(
            kind: "permission",
            message: "\(function): reading \(path) is not allowed; --allow-read DIR would allow it"
        )
    }

    static func writingNotAllowed(_ path: String, function: String) -> LuaError {
        LuaError(
            kind: "permission",
            message: "\(function): writing \(path) is not allowed; --allow-write DIR would allow it"
        )
    }

    static func notARegularFile(_ path: String, function: String) -> LuaError {
        LuaError(
            kind: "permission",
            message: "\(function): \(path) is not a regular file; a script reads and writes regular files only"
        )
    }

    static func environmentNotAllowed(_ name: String) -> LuaError {
        LuaError(
            kind: "permission",
            message: "os.getenv: reading \(name) is not allowed; --allow-env \(name) would allow it"
        )
    }

    static func secretEnvironment(_ name: String) -> LuaError {
        LuaError(
            kind: "permission",
            message: "os.getenv: \(name) holds a credential; no option lets a script read it"
        )
    }

    static func wrongArgument(_ function: String, _ position: Int, expected: String, got: LuaValue?) -> LuaError {
        LuaError(
            kind: "argument",
            message: "\(function): argument \(position) must be \(expected), not \(got?.typeName ?? "nothing")",
            fields: ["sent": .boolean(false)]
        )
    }
}
